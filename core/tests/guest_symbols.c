/* SPDX-License-Identifier: MIT */
/* guest_symbols.c - the table of names that the build linked into this image. */
#include <core/init.h>
#include <core/symbols.h>
#include <test/test.h>

TEST(symbol_lookup_names_the_functions_of_this_image)
{
	size_t offset = 99;

	NEED(IS_ENABLED(CONFIG_SYMBOLS));
	CHECK_STR(symbol_lookup((uintptr_t)symbol_lookup, &offset), "symbol_lookup");
	CHECK_EQ(offset, 0);
	CHECK_STR(symbol_lookup((uintptr_t)kmain + 5, &offset), "kmain");
	CHECK_EQ(offset, 5);
	CHECK(!symbol_lookup((uintptr_t)&offset, &offset));
}
