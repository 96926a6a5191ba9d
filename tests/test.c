/* SPDX-License-Identifier: MIT */
/*
 * test.c - checks, and the loop over the table of tests, for every ring.
 *
 * The linker gathers the tests in no particular order; they run sorted by name, so that
 * a run on the host, in the guest and after a change of the build read alike.
 *
 * Locking: none; tests run one after another.
 */
#include <string.h>

#include <core/printf.h>
#include <test/test.h>

TABLE_DECLARE(struct test, tests);

static const struct test_runner *runner;
static unsigned failed_checks;
static uint64_t random_state;

static void print(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void print(const char *fmt, ...)
{
	char line[512];
	va_list args;

	va_start(args, fmt);
	int len = kvsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	runner->write(line, MIN((size_t)len, sizeof(line) - 1));
}

bool test_check(bool ok, const char *expr, const char *file, int line)
{
	if (!ok) {
		failed_checks++;
		print("# %s:%d: %s\n", file, line, expr);
	}
	return ok;
}

bool test_check_eq(long a, long b, const char *ea, const char *eb, const char *file, int line)
{
	if (a != b) {
		failed_checks++;
		print("# %s:%d: %s is %ld (%#lx), want %s = %ld (%#lx)\n", file, line, ea, a,
		      (unsigned long)a, eb, b, (unsigned long)b);
	}
	return a == b;
}

bool test_check_str(const char *a, const char *b, const char *ea, const char *file, int line)
{
	bool same = strcmp(a, b) == 0;

	if (!same) {
		failed_checks++;
		print("# %s:%d: %s is \"%s\", want \"%s\"\n", file, line, ea, a, b);
	}
	return same;
}

bool test_failing(void)
{
	return failed_checks > 0;
}

/* splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"). */
uint64_t test_random(void)
{
	uint64_t z = random_state += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

uint32_t test_below(uint32_t bound)
{
	return (uint32_t)((test_random() >> 32) * bound >> 32);
}

static uint64_t seed_of(const struct test *t)
{
	uint64_t hash = runner->seed ^ 0xcbf29ce484222325ull; /* FNV-1a */

	for (const char *p = t->name; *p; p++)
		hash = (hash ^ (unsigned char)*p) * 0x100000001b3ull;
	return hash;
}

bool test_call(const struct test *t)
{
	failed_checks = 0;
	random_state = seed_of(t);
	t->fn();
	return failed_checks == 0;
}

static bool selected(const struct test *t)
{
	size_t len = runner->pattern ? strlen(runner->pattern) : 0;

	if (len == 0)
		return true;
	for (const char *p = t->name; strlen(p) >= len; p++) {
		if (strncmp(p, runner->pattern, len) == 0)
			return true;
	}
	return false;
}

/* The selected test that comes after prev by name; NULL at the end. */
static const struct test *next_test(const struct test *prev)
{
	const struct test *best = NULL;

	FOR_TABLE(struct test, t, tests)
	{
		if (!selected(t) || (prev && strcmp(t->name, prev->name) <= 0))
			continue;
		if (!best || strcmp(t->name, best->name) < 0)
			best = t;
	}
	return best;
}

/* Prints a test's line of TAP. False: it failed. */
static bool run_one(const struct test_runner *r, const struct test *t, unsigned number)
{
	if (t->lacks) {
		print("ok %u - %s # SKIP needs %s\n", number, t->name, t->lacks);
		return true;
	}
	bool ok = r->run ? r->run(t) : test_call(t);
	print("%sok %u - %s\n", ok ? "" : "not ", number, t->name);
	return ok;
}

unsigned tests_run(const struct test_runner *r)
{
	unsigned count = 0, number = 0, failed = 0;

	runner = r;
	for (const struct test *t = next_test(NULL); t; t = next_test(t))
		count++;
	print("1..%u\n# seed %#lx\n", count, r->seed);
	for (const struct test *t = next_test(NULL); t; t = next_test(t))
		failed += !run_one(r, t, ++number);
	if (count == 0)
		print("# no test is called like \"%s\"\n", r->pattern ? r->pattern : "");
	return count ? failed : 1;
}
