/* SPDX-License-Identifier: MIT */
/*
 * frames_any.h - the host ring links every frame allocator; a test that is to hold for
 * all of them says PAGES_TEST() and is run once with each, under two names.
 */
#ifndef CORE_MEM_TESTS_FRAMES_ANY_H
#define CORE_MEM_TESTS_FRAMES_ANY_H

#include <test/test.h>

enum frames_kind { FRAMES_BITMAP, FRAMES_BUDDY };

/** From the next pages_init() on. */
void use_frames(enum frames_kind kind);
/** Bytes of books, as pages_init() asks for them. */
size_t used_frames_book_size(size_t end);
/** frames_check() of the allocator in use. */
int used_frames_check(void);

#define PAGES_TEST(ident)                                                                          \
	static void ident(void);                                                                   \
	TEST(ident##_bitmap)                                                                       \
	{                                                                                          \
		use_frames(FRAMES_BITMAP);                                                         \
		ident();                                                                           \
	}                                                                                          \
	TEST(ident##_buddy)                                                                        \
	{                                                                                          \
		use_frames(FRAMES_BUDDY);                                                          \
		ident();                                                                           \
	}                                                                                          \
	static void ident(void)

#endif
