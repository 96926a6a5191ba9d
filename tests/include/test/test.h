/* SPDX-License-Identifier: MIT */
/* test.h - unit tests, the same source on the host and in the guest. */
#ifndef TEST_TEST_H
#define TEST_TEST_H
#include <core/compiler.h>

struct test {
	const char *name;
	void (*fn)(void);
};

/** Declares and registers a test; the name is a sentence about the behaviour. */
#define TEST(ident)                                                                                \
	static void ident(void);                                                                   \
	static const struct test ident##_entry TABLE_ENTRY(tests) = { #ident, ident };             \
	static void ident(void)

/** Both record a failure and let the test go on; NEED returns from it. */
#define CHECK(cond)    test_check((cond), #cond, __FILE__, __LINE__)
#define CHECK_EQ(a, b) test_check_eq((long)(a), (long)(b), #a, #b, __FILE__, __LINE__)
#define NEED(cond)                                                                                 \
	do {                                                                                       \
		if (!CHECK(cond))                                                                  \
			return;                                                                    \
	} while (0)

int test_check(int ok, const char *expr, const char *file, int line);
int test_check_eq(long a, long b, const char *ea, const char *eb, const char *file, int line);

#endif
