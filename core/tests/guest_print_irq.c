/* SPDX-License-Identifier: MIT */
/*
 * guest_print_irq.c - 100000 lines from a thread while a timer's interrupt prints as well,
 * to the ring alone: nobody waits for the other for ever, and every line is whole.
 */
#define LOG_TAG "print"
#include <string.h>

#include <core/clock.h>
#include <core/log.h>
#include <test/test.h>

#define LINES  100000u
#define EVERY  (20 * NSEC_PER_USEC)
#define TEXT   "one line, whole or not at all: begins and ends with its writer's letter"
#define TAIL   8192u
#define HEADER 14u /* "[   0.012345] " */

static volatile unsigned from_irq;

static void print_in_irq(struct timer *t)
{
	log_write(LOG_DEBUG, LOG_TAG, "i " TEXT " i");
	from_irq++;
	timer_arm(t, clock_now() + EVERY);
}

/* True when what begins at line is one of ours. */
static bool is_whole(const char *line, size_t len)
{
	static const char rest[] = "] print: ? " TEXT " ?";
	size_t at = HEADER - 2;

	if (len < at || line[0] != '[')
		return false;
	while (at < len && line[at] != ']') /* more digits after a long run */
		at++;
	if (len - at != sizeof(rest) - 1)
		return false;
	size_t last = sizeof(rest) - 2;
	line += at;
	return memcmp(line, rest, 9) == 0 && memcmp(line + 10, rest + 10, last - 10) == 0 &&
	       line[9] == line[last];
}

/* Counts the lines in the newest part of the ring that are not whole. */
static unsigned broken_lines(void)
{
	static char tail[TAIL];
	size_t n = log_tail(tail, sizeof(tail));
	const char *line = memchr(tail, '\n', n), *end = tail + n;
	unsigned broken = 0;

	while (line && ++line < end) {
		const char *next = memchr(line, '\n', (size_t)(end - line));

		broken += next && !is_whole(line, (size_t)(next - line));
		line = next;
	}
	return broken;
}

TEST(printing_in_a_thread_and_in_interrupts_goes_together)
{
	struct timer timer = { .fn = print_in_irq };
	unsigned broken = 0;

	log_set_console_level(LOG_INFO);
	from_irq = 0;
	for (unsigned i = 0; i < 200; i++) /* nothing older is in the part that is judged */
		log_write(LOG_DEBUG, LOG_TAG, "t " TEXT " t");
	timer_arm(&timer, clock_now() + EVERY);
	for (unsigned i = 0; i < LINES || from_irq < LINES / 100; i++) {
		log_write(LOG_DEBUG, LOG_TAG, "t " TEXT " t");
		if (i % 64 == 0)
			broken += broken_lines();
	}
	timer_cancel(&timer);
	CHECK_EQ(broken, 0);
}
