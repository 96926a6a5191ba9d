/* SPDX-License-Identifier: MIT */
/* test_memory.c - memcpy and its like against loops of bytes: every length and alignment. */
#include <stdint.h>
#include <string.h>

#include <test/test.h>

#define SIZE 600
#define EDGE 64 /* bytes around a destination, which must stay */

static uint8_t from[SIZE], to[SIZE], want[SIZE];

static void fill(uint8_t *p)
{
	for (int i = 0; i < SIZE; i++)
		p[i] = (uint8_t)test_random();
}

/* Backwards and forwards: whatever overlaps, one of them is right. */
static void move_bytes(uint8_t *d, const uint8_t *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = d < s ? i : n - 1 - i;
		((volatile uint8_t *)d)[at] = s[at];
	}
}

TEST(memory_is_copied_and_set_at_every_length_and_alignment)
{
	for (size_t n = 0; n <= SIZE - 2 * EDGE; n++) {
		size_t d = test_below(EDGE), s = test_below(EDGE);
		uint8_t value = (uint8_t)test_random();

		fill(from);
		fill(to);
		move_bytes(want, to, SIZE);
		move_bytes(want + d, from + s, n);
		NEED(memcpy(to + d, from + s, n) == to + d);
		NEED(memcmp(to, want, SIZE) == 0);
		for (size_t i = 0; i < n; i++)
			((volatile uint8_t *)want)[s + i] = value;
		NEED(memset(to + s, value, n) == to + s);
		NEED(memcmp(to, want, SIZE) == 0);
	}
}

TEST(memory_is_moved_over_itself)
{
	for (int round = 0; round < 2000; round++) {
		size_t n = test_below(SIZE / 2), d = test_below(SIZE / 2);
		size_t s = test_below(SIZE / 2);

		fill(to);
		move_bytes(want, to, SIZE);
		move_bytes(want + d, want + s, n);
		memmove(to + d, to + s, n);
		NEED(memcmp(to, want, SIZE) == 0);
	}
}

TEST(memory_is_compared_as_unsigned_bytes)
{
	for (int round = 0; round < 2000; round++) {
		size_t at = test_below(SIZE), n = at + 1 + test_below((uint32_t)(SIZE - at));
		uint8_t other = (uint8_t)test_random();

		fill(from);
		move_bytes(to, from, SIZE);
		to[at] = other;
		int sign = (from[at] > other) - (from[at] < other), got = memcmp(from, to, n);

		CHECK_EQ((got > 0) - (got < 0), sign);
		CHECK_EQ(memcmp(from, to, at), 0);
		const uint8_t *found = memchr(from, from[at], n);
		NEED(found && found <= from + at && *found == from[at]);
	}
}
