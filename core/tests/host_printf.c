/* SPDX-License-Identifier: MIT */
/*
 * host_printf.c - kvsnprintf() against the host's snprintf() on random formats, buffer
 * sizes and arguments. Left out: what C leaves open (%p) or undefined (flags that a
 * conversion does not have).
 */
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <core/printf.h>
#include <test/test.h>

#define ROUNDS 40000
#define SIZE   160

struct text {
	char s[64];
	size_t len;
};

static void add(struct text *t, char c)
{
	t->s[t->len++] = c;
	t->s[t->len] = '\0';
}

static void add_number(struct text *t, uint32_t n)
{
	t->len += (size_t)snprintf(t->s + t->len, sizeof(t->s) - t->len, "%u", n);
}

static void add_flags(struct text *t, const char *allowed)
{
	for (const char *f = allowed; *f; f++) {
		if (test_below(4) == 0)
			add(t, *f);
	}
}

/* Numbers near the edges matter more than the many between. */
static uint64_t number(void)
{
	static const uint64_t edges[] = { 0,         1,          7,        8,         9,
					  10,        15,         16,       127,       128,
					  255,       256,        32767,    32768,     65535,
					  INT_MAX,   1ull << 31, UINT_MAX, INT64_MAX, 1ull << 63,
					  UINT64_MAX };

	if (test_below(2))
		return edges[test_below(ARRAY_SIZE(edges))];
	return test_random() >> test_below(64);
}

static void compare(const char *fmt, uint64_t value, size_t size)
{
	char ours[SIZE], theirs[SIZE];

	memset(ours, '#', SIZE);
	memset(theirs, '#', SIZE);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
	int got = ksnprintf(ours, size, fmt, value);
	int want = snprintf(theirs, size, fmt, value);
#pragma GCC diagnostic pop
	if (!CHECK_EQ(got, want) || !CHECK(memcmp(ours, theirs, SIZE) == 0))
		printf("# format \"%s\" value %#lx size %zu: \"%.*s\", want \"%.*s\"\n", fmt,
		       (unsigned long)value, size, (int)size, ours, (int)size, theirs);
}

static void random_number(struct text *t)
{
	static const char *const lengths[] = { "hh", "h", "", "l", "ll", "z", "j", "t" };
	static const char *const flags[] = { "-+ 0", "-+ 0", "-0", "-#0", "-#0", "-#0" };
	uint32_t conv = test_below(6);

	add_flags(t, flags[conv]);
	if (test_below(2))
		add_number(t, 1 + test_below(40));
	if (test_below(3) == 0) {
		add(t, '.');
		if (test_below(8))
			add_number(t, test_below(30));
	}
	for (const char *l = lengths[test_below(ARRAY_SIZE(lengths))]; *l; l++)
		add(t, *l);
	add(t, "diuoxX"[conv]);
}

TEST(printf_agrees_with_libc_on_random_numbers)
{
	for (int i = 0; i < ROUNDS; i++) {
		struct text t = { .len = 0 };

		add(&t, '<');
		add(&t, '%');
		random_number(&t);
		add(&t, '>');
		compare(t.s, number(), test_below(3) ? SIZE : test_below(24));
	}
}

TEST(printf_agrees_with_libc_on_random_strings)
{
	static const char *const strings[] = { "", "a", "hello", "a longer text than the width" };

	for (int i = 0; i < ROUNDS / 4; i++) {
		struct text t = { .len = 0 };

		add(&t, '%');
		add_flags(&t, "-");
		if (test_below(2))
			add_number(&t, 1 + test_below(40));
		if (test_below(2)) {
			add(&t, '.');
			add_number(&t, test_below(12));
		}
		add(&t, 's');
		compare(t.s, (uint64_t)(uintptr_t)strings[test_below(ARRAY_SIZE(strings))],
			test_below(3) ? SIZE : test_below(24));
	}
}

TEST(printf_agrees_with_libc_on_stars)
{
	for (int i = 0; i < ROUNDS / 4; i++) {
		char ours[SIZE], theirs[SIZE];
		int width = (int)test_below(61) - 30, precision = (int)test_below(30) - 5;
		int value = (int)number();

		CHECK_EQ(ksnprintf(ours, SIZE, "%*.*d|%0*x|%-*c", width, precision, value, width,
				   (unsigned)value, width, 'x'),
			 snprintf(theirs, SIZE, "%*.*d|%0*x|%-*c", width, precision, value, width,
				  (unsigned)value, width, 'x'));
		CHECK_STR(ours, theirs);
	}
}
