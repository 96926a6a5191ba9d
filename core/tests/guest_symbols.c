/* SPDX-License-Identifier: MIT */
/* guest_symbols.c - the table of names that the build linked into this image. */
#include <core/init.h>
#include <core/symbols.h>
#include <test/test.h>

TEST(symbol_lookup_names_the_functions_of_this_image)
{
	struct symbol s = { .offset = 99 };

	NEED(IS_ENABLED(CONFIG_SYMBOLS));
	CHECK(symbol_lookup((uintptr_t)symbol_lookup, &s));
	CHECK_STR(s.name, "symbol_lookup");
	CHECK_EQ(s.offset, 0);
	CHECK(symbol_lookup((uintptr_t)kmain + 5, &s));
	CHECK_STR(s.name, "kmain");
	CHECK_EQ(s.offset, 5);
	CHECK(!symbol_lookup((uintptr_t)&s, &s));
}
