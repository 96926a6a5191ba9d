/* SPDX-License-Identifier: MIT */
/* test_queue.c - wait queues as lists: who is called, who stays, who may leave. */
#include <core/waitq.h>
#include <test/test.h>

static void count_wake(struct waiter *w)
{
	(*(unsigned *)w->thread)++;
}

TEST(other_waiters_stay_linked_until_they_are_removed)
{
	struct waitq wq = { 0 };
	unsigned wakes = 0;
	struct waiter w = { .wake = count_wake, .thread = (struct thread *)&wakes };

	waitq_remove(&wq, &w); /* not linked: nothing happens */
	waitq_add(&wq, &w);
	waitq_wake(&wq);
	waitq_wake(&wq);
	CHECK_EQ(wakes, 2);
	waitq_remove(&wq, &w);
	waitq_wake(&wq);
	CHECK_EQ(wakes, 2);
	waitq_remove(&wq, &w);
	CHECK(!wq.first && !wq.last);
}

TEST(waiters_can_leave_from_anywhere_in_the_queue)
{
	struct waitq wq = { 0 };
	unsigned wakes[5] = { 0 };
	struct waiter w[5];
	static const int order[] = { 2, 0, 4, 3, 1 };

	for (int i = 0; i < 5; i++) {
		w[i] = (struct waiter){ .wake = count_wake, .thread = (struct thread *)&wakes[i] };
		waitq_add(&wq, &w[i]);
	}
	for (int gone = 0; gone < 5; gone++) {
		waitq_remove(&wq, &w[order[gone]]);
		waitq_wake(&wq);
	}
	for (int gone = 0; gone < 5; gone++)
		CHECK_EQ(wakes[order[gone]], gone);
	CHECK(!wq.first && !wq.last);
}
