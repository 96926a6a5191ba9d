/* SPDX-License-Identifier: MIT */
/* test_sched.c - who runs when: priorities, turns, sleeping, the life of a thread. */
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/irq.h>
#include <core/thread.h>
#include <core/vm.h>
#include <test/test.h>

#include "crew.h"

static void note_id(struct member *m)
{
	crew_note(m->crew, m->id);
}

TEST(ready_threads_run_by_priority_and_in_order_of_start)
{
	static const enum thread_prio prios[] = { PRIO_LOW,    PRIO_NORMAL, PRIO_HIGH,
						  PRIO_NORMAL, PRIO_LOW,    PRIO_REALTIME };
	static const int expected[] = { 5, 2, 1, 3, 0, 4 };
	struct crew c = { 0 };
	struct member m[ARRAY_SIZE(prios)];

	preempt_disable();
	for (unsigned i = 0; i < ARRAY_SIZE(prios); i++)
		crew_start(&c, &m[i], (int)i, prios[i], note_id, NULL);
	CHECK_EQ(c.count, 0);
	preempt_enable();
	CHECK(c.count >= 2); /* those above us have run by now */
	crew_wait(&c);
	for (unsigned i = 0; i < ARRAY_SIZE(expected); i++)
		CHECK_EQ(c.notes[i], expected[i]);
}

static void spin_until_told(struct member *m)
{
	volatile unsigned long *counter = m->arg;
	const volatile unsigned *stop = &m->crew->count;

	while (*stop == 0)
		(*counter)++;
}

TEST(threads_that_never_yield_share_the_cpu)
{
	struct crew c = { 0 };
	struct member m[3];
	volatile unsigned long counters[3] = { 0 };
	uint64_t end = clock_now() + 200 * NSEC_PER_MSEC;

	for (int i = 0; i < 3; i++)
		crew_start(&c, &m[i], i, PRIO_NORMAL, spin_until_told, (void *)&counters[i]);
	while (clock_now() < end)
		; /* neither do we */
	crew_note(&c, 1);
	crew_wait(&c);
	for (int i = 0; i < 3; i++)
		CHECK(counters[i] > 1000);
}

static void sleep_and_note(struct member *m)
{
	uint64_t deadline = clock_now() + (uint64_t)m->id * NSEC_PER_MSEC;

	thread_sleep_until(deadline);
	if (clock_now() >= deadline)
		crew_note(m->crew, m->id);
}

TEST(sleepers_wake_in_the_order_of_their_deadlines_and_not_before)
{
	static const int ms[] = { 30, 10, 40, 20 };
	struct crew c = { 0 };
	struct member m[ARRAY_SIZE(ms)];

	for (unsigned i = 0; i < ARRAY_SIZE(ms); i++)
		crew_start(&c, &m[i], ms[i], PRIO_HIGH, sleep_and_note, NULL);
	crew_wait(&c);
	CHECK_EQ(c.count, ARRAY_SIZE(ms));
	for (unsigned i = 0; i < c.count; i++)
		CHECK_EQ(c.notes[i], 10 * (int)(i + 1));
}

static void do_nothing(struct member *m)
{
	(void)m;
}

TEST(ended_threads_give_back_their_memory)
{
	struct heap_stats heap_before, heap_after;
	struct vm_stats vm_before, vm_after;

	for (int round = 0; round < 3; round++) {
		struct crew c = { 0 };
		struct member m[CREW_MAX];

		/* The first round may grow what is kept: the heap's own pages. */
		if (round == 1) {
			heap_stats(&heap_before);
			vm_stats(&vm_before);
		}
		for (int i = 0; i < CREW_MAX; i++)
			crew_start(&c, &m[i], i, PRIO_NORMAL, do_nothing, NULL);
		crew_wait(&c);
		thread_sleep_until(clock_now() + NSEC_PER_MSEC);
	}
	heap_stats(&heap_after);
	vm_stats(&vm_after);
	CHECK_EQ(heap_after.used, heap_before.used);
	CHECK_EQ(vm_after.mapped, vm_before.mapped);
	CHECK_EQ(vm_after.ranges, vm_before.ranges);
}

TEST(the_list_of_threads_tells_names_ids_and_times)
{
	static struct thread_info rows[32];
	unsigned n = thread_list(rows, ARRAY_SIZE(rows));
	const struct thread_info *idle = NULL, *self = NULL;

	NEED(n <= ARRAY_SIZE(rows));
	for (unsigned i = 0; i < n; i++) {
		if (!strcmp(rows[i].name, "idle"))
			idle = &rows[i];
		if (rows[i].id == thread_id(thread_self()))
			self = &rows[i];
	}
	NEED(idle && self);
	CHECK_EQ(idle->prio, PRIO_IDLE);
	CHECK_EQ(idle->state, THREAD_READY);
	CHECK_EQ(self->state, THREAD_RUNNING);
	CHECK(self->id > 0 && idle->id <= 0);
	CHECK_EQ(thread_list(rows, 0), n);
}

TEST(cpu_time_counts_running_and_not_sleeping)
{
	uint64_t start, end, begin = clock_now();
	int id = thread_id(thread_self());

	NEED(thread_cpu_time(id, &start) == 0);
	thread_sleep_until(begin + 50 * NSEC_PER_MSEC);
	NEED(thread_cpu_time(id, &end) == 0);
	CHECK(end - start < 40 * NSEC_PER_MSEC);
	start = end;
	begin = clock_now();
	while (clock_now() < begin + 20 * NSEC_PER_MSEC)
		;
	uint64_t wall = clock_now() - begin;
	NEED(thread_cpu_time(id, &end) == 0);
	CHECK(end - start >= 15 * NSEC_PER_MSEC);
	CHECK(end - start <= wall + NSEC_PER_MSEC);
	CHECK_EQ(thread_cpu_time(1 << 30, &end), -ESRCH);
}
