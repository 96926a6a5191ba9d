/* SPDX-License-Identifier: MIT */
/* test_futex.c - sleeping on words: compare, count, time limit, requeue. */
#define TESTS_LACK LACKS(CONFIG_SCHED)
#include <errno.h>
#include <limits.h>

#include <core/clock.h>
#include <core/futex.h>
#include <core/irq.h>
#include <core/thread.h>
#include <test/test.h>

#include "crew.h"

TEST_NEEDS(futex_wait_returns_at_once_when_the_value_differs, CONFIG_TESTS)
{
	int word = 5;

	CHECK_EQ(futex_wait(&word, 4, NO_DEADLINE), -EAGAIN);
	CHECK_EQ(futex_wake(&word, 1), 0);
}

TEST_NEEDS(futex_wait_ends_at_its_deadline, CONFIG_TESTS)
{
	int word = 5;
	uint64_t deadline = clock_now() + 5 * NSEC_PER_MSEC;

	CHECK_EQ(futex_wait(&word, 5, deadline), -ETIMEDOUT);
	CHECK(clock_now() >= deadline);
	CHECK_EQ(futex_wake(&word, INT_MAX), 0);
}

/* The note is made before interrupts come on: no end of a turn can fall in between. */
static void wait_and_note(struct member *m)
{
	unsigned long flags = irq_save();
	int err = futex_wait(m->arg, 0, NO_DEADLINE);

	crew_note(m->crew, err ? err : m->id);
	irq_restore(flags);
}

static void start_sleepers(struct crew *c, struct member *m, int n, int *word)
{
	for (int i = 0; i < n; i++)
		crew_start(c, &m[i], i, PRIO_HIGH, wait_and_note, word);
}

TEST(futex_wake_wakes_as_many_as_asked_oldest_first)
{
	struct crew c = { 0 };
	struct member m[5];
	int word = 0;

	start_sleepers(&c, m, 5, &word);
	CHECK_EQ(futex_wake(&word, 2), 2);
	crew_let_run();
	CHECK_EQ(c.count, 2);
	CHECK_EQ(futex_wake(&word, INT_MAX), 3);
	crew_wait(&c);
	for (int i = 0; i < 5; i++)
		CHECK_EQ(c.notes[i], i);
}

TEST(futex_wake_leaves_sleepers_on_other_words_of_the_same_queue)
{
	static int words[1024]; /* more than there are queues */
	struct crew c = { 0 };
	struct member m;

	crew_start(&c, &m, 7, PRIO_HIGH, wait_and_note, &words[500]);
	for (unsigned i = 0; i < ARRAY_SIZE(words); i++) {
		if (i != 500)
			CHECK_EQ(futex_wake(&words[i], INT_MAX), 0);
	}
	CHECK_EQ(futex_wake(&words[500], INT_MAX), 1);
	crew_wait(&c);
	CHECK_EQ(c.notes[0], 7);
}

TEST(futex_requeue_wakes_some_and_moves_the_rest)
{
	struct crew c = { 0 };
	struct member m[5];
	int word = 0, target = 0;

	start_sleepers(&c, m, 5, &word);
	CHECK_EQ(futex_requeue(&word, 1, &target, 3), 4);
	crew_let_run();
	CHECK_EQ(c.count, 1);
	CHECK_EQ(futex_wake(&word, INT_MAX), 1); /* the one that was not moved */
	CHECK_EQ(futex_wake(&target, 1), 1);
	CHECK_EQ(futex_wake(&target, INT_MAX), 2);
	crew_wait(&c);
	static const int expected[] = { 0, 4, 1, 2, 3 };
	for (int i = 0; i < 5; i++)
		CHECK_EQ(c.notes[i], expected[i]);
	CHECK_EQ(futex_requeue(&word, 1, &word, INT_MAX), 0);
}

static void wait_briefly(struct member *m)
{
	crew_note(m->crew, futex_wait(m->arg, 0, clock_now() + 10 * NSEC_PER_MSEC));
}

TEST(a_requeued_sleeper_still_has_its_deadline)
{
	struct crew c = { 0 };
	struct member m;
	int word = 0, target = 0, moved;

	do { /* again, should its time be over so soon */
		c.count = 0;
		crew_start(&c, &m, 0, PRIO_HIGH, wait_briefly, &word);
		moved = futex_requeue(&word, 0, &target, 1);
		crew_wait(&c);
		CHECK_EQ(c.notes[0], -ETIMEDOUT);
	} while (moved == 0);
	CHECK_EQ(futex_wake(&target, 1), 0);
}
