/* SPDX-License-Identifier: MIT */
/*
 * heap_test.h - one suite for all heap allocators. HEAP_TEST() is TEST() in the guest,
 * for the allocator that is linked. The host ring links all, and runs such a test once
 * with each, under five names.
 */
#ifndef CORE_HEAP_TESTS_HEAP_TEST_H
#define CORE_HEAP_TESTS_HEAP_TEST_H

#include <test/test.h>

enum heap_kind { KIND_BUMP, KIND_LIST, KIND_BLOCK, KIND_BUDDY, KIND_TLSF };

#ifdef HEAP_RUNTIME_CHECKS

/** The allocator in use. */
extern enum heap_kind heap_kind;
/** From the next heap_init() on. */
void use_heap(enum heap_kind kind);
/** A machine of the test's own with that much RAM, and a new heap. */
void boot_heap(size_t ram_bytes);

#define HEAP_TEST_WITH(ident, name, kind)                                                          \
	TEST(ident##_##name)                                                                       \
	{                                                                                          \
		use_heap(kind);                                                                    \
		boot_heap(64ul << 20);                                                             \
		ident();                                                                           \
	}
#define HEAP_TEST(ident)                                                                           \
	static void ident(void);                                                                   \
	HEAP_TEST_WITH(ident, bump, KIND_BUMP)                                                     \
	HEAP_TEST_WITH(ident, list, KIND_LIST)                                                     \
	HEAP_TEST_WITH(ident, block, KIND_BLOCK)                                                   \
	HEAP_TEST_WITH(ident, buddy, KIND_BUDDY)                                                   \
	HEAP_TEST_WITH(ident, tlsf, KIND_TLSF)                                                     \
	static void ident(void)

#else

#define heap_kind                                                                                  \
	(IS_ENABLED(CONFIG_HEAP_BUMP)    ? KIND_BUMP                                               \
	 : IS_ENABLED(CONFIG_HEAP_LIST)  ? KIND_LIST                                               \
	 : IS_ENABLED(CONFIG_HEAP_BLOCK) ? KIND_BLOCK                                              \
	 : IS_ENABLED(CONFIG_HEAP_BUDDY) ? KIND_BUDDY                                              \
					 : KIND_TLSF)
#define HEAP_TEST(ident) TEST(ident)

#endif
#endif
