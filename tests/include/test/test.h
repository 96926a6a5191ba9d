/* SPDX-License-Identifier: MIT */
/* test.h - unit tests, the same source on the host and in the guest. */
#ifndef TEST_TEST_H
#define TEST_TEST_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

struct test {
	const char *name;
	void (*fn)(void);
	const char *lacks; /* the option that it needs and this configuration has not; NULL */
};

/** Declares and registers a test; the name is a sentence about the behaviour. A file whose
 *  tests need an option says so before it includes this header:
 *
 *	#define TESTS_LACK LACKS(CONFIG_SCHED)
 */
#define TEST(ident) TEST_ENTRY(ident, TESTS_LACK)
/** A test that needs option, and nothing that the file says. Where the option is not set,
 *  it is skipped and named all the same. */
#define TEST_NEEDS(ident, option) TEST_ENTRY(ident, IS_ENABLED(option) ? NULL : #option)

#define LACKS(option) IS_ENABLED(option) ? NULL : #option
#ifndef TESTS_LACK
#define TESTS_LACK NULL
#endif
#define TEST_ENTRY(ident, lack)                                                                    \
	static void ident(void);                                                                   \
	static const struct test ident##_entry TABLE_ENTRY(tests) = { #ident, ident, lack };       \
	static void ident(void)

/** Both record a failure and let the test go on; NEED returns from it. */
#define CHECK(cond)    test_check((cond), #cond, __FILE__, __LINE__)
#define CHECK_EQ(a, b) test_check_eq((long)(a), (long)(b), #a, #b, __FILE__, __LINE__)
/** Compares two strings and prints both when they differ. */
#define CHECK_STR(a, b) test_check_str((a), (b), #a, __FILE__, __LINE__)
#define NEED(cond)                                                                                 \
	do {                                                                                       \
		if (!CHECK(cond))                                                                  \
			return;                                                                    \
	} while (0)

bool test_check(bool ok, const char *expr, const char *file, int line);
bool test_check_eq(long a, long b, const char *ea, const char *eb, const char *file, int line);
bool test_check_str(const char *a, const char *b, const char *ea, const char *file, int line);

/** True when a check of the running test has failed. */
bool test_failing(void);

/** Reproducible noise: each test starts from the run's seed and its own name, so that
 *  it sees the same alone and among others. */
uint64_t test_random(void);
/** A number in 0..bound - 1. */
uint32_t test_below(uint32_t bound);

/** How a ring runs the table. */
struct test_runner {
	/** Prints n bytes of TAP. */
	void (*write)(const char *s, size_t n);
	/** Runs one test, in a process of its own for instance. False: it failed. NULL:
	 *  test_call() is used. */
	bool (*run)(const struct test *t);
	const char *pattern; /* tests whose name contains it; NULL: all */
	uint64_t seed;
};
/** Runs every test that the pattern selects, in the order of their names, and prints
 *  TAP. Returns the number that failed; no test at all counts as a failure. */
unsigned tests_run(const struct test_runner *r);
/** Calls t here and now. True when no check failed. */
bool test_call(const struct test *t);

#endif
