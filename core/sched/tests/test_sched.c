/* SPDX-License-Identifier: MIT */
/* test_sched.c - who runs when: priorities, turns, sleeping, the life of a thread. */
#define TESTS_LACK LACKS(CONFIG_SCHED)
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

TEST(ready_threads_run_by_priority)
{
	static const enum thread_prio prios[] = { PRIO_LOW,    PRIO_NORMAL, PRIO_HIGH,
						  PRIO_NORMAL, PRIO_LOW,    PRIO_REALTIME };
	struct crew c = { 0 };
	struct member m[ARRAY_SIZE(prios)];

	preempt_disable();
	for (unsigned i = 0; i < ARRAY_SIZE(prios); i++)
		crew_start(&c, &m[i], (int)i, prios[i], note_id, NULL);
	CHECK_EQ(c.count, 0);
	preempt_enable();
	crew_let_run();
	CHECK(c.count >= 2); /* those above us have run by now */
	crew_wait(&c);
	CHECK_EQ(c.count, ARRAY_SIZE(prios));
	for (unsigned i = 1; i < c.count; i++)
		CHECK(prios[c.notes[i - 1]] >= prios[c.notes[i]]);
}

static void spin_until_told(struct member *m)
{
	volatile unsigned long *counter = m->arg;
	const volatile unsigned *stop = &m->crew->count;

	while (*stop == 0)
		(*counter)++;
}

/* Above the worker: nothing but the end of their turns can part them. */
TEST_NEEDS(threads_that_never_yield_share_the_cpu, CONFIG_SCHED_PREEMPT)
{
	struct crew c = { 0 };
	struct member m[3];
	volatile unsigned long counters[3] = { 0 };
	uint64_t end = clock_now() + 20 * NSEC_PER_SEC;

	thread_set_prio(PRIO_REALTIME);
	for (int i = 0; i < 3; i++)
		crew_start(&c, &m[i], i, PRIO_REALTIME, spin_until_told, (void *)&counters[i]);
	while ((!counters[0] || !counters[1] || !counters[2]) && clock_now() < end)
		; /* neither do we */
	crew_note(&c, 1);
	thread_set_prio(PRIO_NORMAL);
	crew_wait(&c);
	CHECK(clock_now() < end);
}

/* The note is made before interrupts come on: no end of a turn can fall in between. */
static void sleep_and_note(struct member *m)
{
	uint64_t deadline = *(const uint64_t *)m->arg + (uint64_t)m->id * NSEC_PER_MSEC;
	unsigned long flags = irq_save();

	thread_sleep_until(deadline);
	if (clock_now() >= deadline)
		crew_note(m->crew, m->id);
	irq_restore(flags);
}

TEST(sleepers_wake_in_the_order_of_their_deadlines_and_not_before)
{
	static const int ms[] = { 30, 10, 40, 20 };
	uint64_t start = clock_now() + 100 * NSEC_PER_MSEC;
	struct crew c = { 0 };
	struct member m[ARRAY_SIZE(ms)];

	for (unsigned i = 0; i < ARRAY_SIZE(ms); i++)
		crew_start(&c, &m[i], ms[i], PRIO_HIGH, sleep_and_note, &start);
	crew_wait(&c);
	CHECK_EQ(c.count, ARRAY_SIZE(ms));
	for (unsigned i = 0; i < c.count; i++)
		CHECK_EQ(c.notes[i], 10 * (int)(i + 1));
}

static void do_nothing(struct member *m)
{
	(void)m;
}

/* A thread that has left the list is freed by the worker before we run again. */
static void wait_for_threads(unsigned count)
{
	while (thread_list(NULL, 0) > count)
		thread_sleep_until(clock_now() + NSEC_PER_MSEC);
}

TEST(ended_threads_give_back_their_memory)
{
	struct heap_stats heap_before, heap_after;
	struct vm_stats vm_before, vm_after;
	unsigned threads = thread_list(NULL, 0);

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
		wait_for_threads(threads);
	}
	heap_stats(&heap_after);
	vm_stats(&vm_after);
	CHECK_EQ(heap_after.used, heap_before.used);
	CHECK_EQ(vm_after.mapped, vm_before.mapped);
	CHECK_EQ(vm_after.ranges, vm_before.ranges);
}

TEST_NEEDS(the_list_of_threads_tells_names_ids_and_times, CONFIG_TESTS)
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

/* All time of the one CPU is some thread's. */
static uint64_t sum_of_times(void)
{
	static struct thread_info rows[32];
	unsigned n = thread_list(rows, ARRAY_SIZE(rows));
	uint64_t sum = 0;

	for (unsigned i = 0; i < MIN(n, ARRAY_SIZE(rows)); i++)
		sum += rows[i].cpu_time;
	return sum;
}

TEST_NEEDS(cpu_time_is_somebodys_and_not_a_sleepers, CONFIG_TESTS)
{
	uint64_t begin = clock_now(), sum = sum_of_times(), own, own_later, unused;
	int id = thread_id(thread_self());

	NEED(thread_cpu_time(id, &own) == 0);
	thread_sleep_until(clock_now() + 20 * NSEC_PER_MSEC);
	NEED(thread_cpu_time(id, &own_later) == 0);
	CHECK(own_later - own < clock_now() - begin); /* the idle thread ran too */

	uint64_t least = sum_of_times() - sum, most = clock_now() - begin;
	CHECK(least <= most && least >= 20 * NSEC_PER_MSEC);
	NEED(thread_cpu_time(id, &own) == 0);
	while (clock_now() < begin + 30 * NSEC_PER_MSEC)
		;
	NEED(thread_cpu_time(id, &own_later) == 0);
	CHECK(own_later > own);
	CHECK_EQ(thread_cpu_time(1 << 30, &unused), -ESRCH);
}
