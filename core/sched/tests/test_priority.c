/* SPDX-License-Identifier: MIT */
/*
 * test_priority.c - who is kept from running, and for how long: starvation, priority
 * inversion and what the owner of a lock inherits.
 */
#define TESTS_LACK LACKS(CONFIG_SCHED)
#include <string.h>

#include <core/clock.h>
#include <core/irq.h>
#include <core/mutex.h>
#include <core/thread.h>
#include <test/test.h>

#include "crew.h"

#define LONG (300 * NSEC_PER_MSEC)

static enum thread_prio prio_of(int id)
{
	static struct thread_info rows[64];
	unsigned n = thread_list(rows, ARRAY_SIZE(rows));

	for (unsigned i = 0; i < MIN(n, ARRAY_SIZE(rows)); i++) {
		if (rows[i].id == id)
			return rows[i].prio;
	}
	return PRIO_COUNT;
}

/* A lock that low holds, while middle has much to do and we, the best, want it. */
struct inversion {
	void (*lock)(struct inversion *v);
	void (*unlock)(struct inversion *v);
	struct mutex mutex;
	bool taken; /* of the lock without inheritance: a flag and its queue */
	struct waitq changed;
	bool low_has_it, go, middle_done;
	int low_id;
	enum thread_prio low_after;
};

static void lock_mutex(struct inversion *v)
{
	mutex_lock(&v->mutex);
}

static void unlock_mutex(struct inversion *v)
{
	mutex_unlock(&v->mutex);
}

static void lock_flag(struct inversion *v)
{
	wait_event(&v->changed, !v->taken && (v->taken = true));
}

static void set_flag(struct inversion *v, bool *flag, bool value)
{
	unsigned long flags = irq_save();

	*flag = value;
	waitq_wake(&v->changed);
	irq_restore(flags);
}

static void unlock_flag(struct inversion *v)
{
	set_flag(v, &v->taken, false);
}

static void be_low(struct member *m)
{
	struct inversion *v = m->arg;

	v->low_id = thread_id(thread_self());
	v->lock(v);
	set_flag(v, &v->low_has_it, true);
	wait_event(&v->changed, v->go);
	v->unlock(v);
	v->low_after = prio_of(v->low_id);
}

static void be_middle(struct member *m)
{
	struct inversion *v = m->arg;
	uint64_t end = clock_now() + LONG;

	while (clock_now() < end)
		;
	v->middle_done = true;
}

/* True when middle was done before we got the lock. */
static bool inverted(struct inversion *v)
{
	struct crew c = { 0 };
	struct member low, middle;

	crew_start(&c, &low, 0, PRIO_LOW, be_low, v);
	wait_event(&v->changed, v->low_has_it);
	thread_set_prio(PRIO_REALTIME);
	crew_start(&c, &middle, 1, PRIO_NORMAL, be_middle, v);
	set_flag(v, &v->go, true);
	v->lock(v);
	bool late = v->middle_done;
	v->unlock(v);
	thread_set_prio(PRIO_NORMAL);
	crew_wait(&c);
	CHECK_EQ(v->low_after, PRIO_LOW);
	return late;
}

TEST_NEEDS(a_mutex_owner_inherits_the_priority_of_those_who_wait, CONFIG_MUTEX_PI)
{
	struct inversion v = { .lock = lock_mutex, .unlock = unlock_mutex };

	CHECK(!inverted(&v));
}

/* The same without inheritance, so that the test above is known to see the difference. */
TEST(a_lock_without_inheritance_suffers_from_inversion)
{
	struct inversion v = { .lock = lock_flag, .unlock = unlock_flag };

	CHECK(inverted(&v));
}

struct chain {
	struct mutex first, second;
	struct waitq changed;
	int ids[2];
	unsigned ready;
	bool go;
};

static void hold_first(struct member *m)
{
	struct chain *v = m->arg;

	mutex_lock(&v->first);
	v->ids[0] = thread_id(thread_self());
	v->ready++;
	waitq_wake(&v->changed);
	wait_event(&v->changed, v->go);
	mutex_unlock(&v->first);
}

static void hold_second(struct member *m)
{
	struct chain *v = m->arg;

	mutex_lock(&v->second);
	v->ids[1] = thread_id(thread_self());
	v->ready++;
	waitq_wake(&v->changed);
	mutex_lock(&v->first);
	mutex_unlock(&v->first);
	mutex_unlock(&v->second);
}

static void want_second(struct member *m)
{
	struct chain *v = m->arg;

	mutex_lock(&v->second);
	crew_note(m->crew, m->id);
	mutex_unlock(&v->second);
}

TEST_NEEDS(inheritance_goes_along_a_chain_of_owners_and_back, CONFIG_MUTEX_PI)
{
	struct crew c = { 0 };
	struct member m[3];
	struct chain v = { 0 };

	crew_start(&c, &m[0], 0, PRIO_LOW, hold_first, &v);
	wait_event(&v.changed, v.ready == 1);
	crew_start(&c, &m[1], 1, PRIO_LOW, hold_second, &v);
	wait_event(&v.changed, v.ready == 2);
	while (!v.first.wq.first)
		thread_sleep_until(clock_now() + NSEC_PER_MSEC);
	CHECK_EQ(prio_of(v.ids[0]), PRIO_LOW);
	crew_start(&c, &m[2], 2, PRIO_HIGH, want_second, &v);
	CHECK_EQ(prio_of(v.ids[0]), PRIO_HIGH);
	CHECK_EQ(prio_of(v.ids[1]), PRIO_HIGH);
	v.go = true;
	waitq_wake(&v.changed);
	crew_let_run();
	CHECK_EQ(c.count, 1); /* all three, before us */
	crew_wait(&c);
}

TEST_NEEDS(a_contended_mutex_goes_to_the_best_waiter, CONFIG_MUTEX_PI)
{
	static const enum thread_prio prios[] = { PRIO_LOW, PRIO_HIGH, PRIO_LOW, PRIO_REALTIME };
	static const int expected[] = { 3, 1, 0, 2 };
	struct crew c = { 0 };
	struct member m[ARRAY_SIZE(prios)];
	struct chain v = { 0 };

	mutex_lock(&v.second);
	for (unsigned i = 0; i < ARRAY_SIZE(prios); i++) {
		crew_start(&c, &m[i], (int)i, prios[i], want_second, &v);
		thread_sleep_until(clock_now() + 2 * NSEC_PER_MSEC);
	}
	mutex_unlock(&v.second);
	crew_wait(&c);
	for (unsigned i = 0; i < ARRAY_SIZE(prios); i++)
		CHECK_EQ(c.notes[i], expected[i]);
}

static void note_id(struct member *m)
{
	crew_note(m->crew, m->id);
}

/* We are the best thread there is and want the CPU all the time. */
TEST_NEEDS(a_starving_thread_gets_a_turn, CONFIG_SCHED_AGING)
{
	struct crew c = { 0 };
	struct member m[3];
	uint64_t end = clock_now() + 20 * NSEC_PER_SEC;

	thread_set_prio(PRIO_REALTIME);
	for (int i = 0; i < 3; i++)
		crew_start(&c, &m[i], i, i == 0 ? PRIO_NORMAL : PRIO_LOW, note_id, NULL);
	while (*(volatile unsigned *)&c.count < 3 && clock_now() < end)
		;
	CHECK_EQ(c.count, 3);
	thread_set_prio(PRIO_NORMAL);
	crew_wait(&c);
}

static void wait_long(struct member *m)
{
	struct chain *v = m->arg;

	v->ids[0] = thread_id(thread_self());
	wait_event(&v->changed, v->go);
}

TEST(a_blocked_thread_uses_no_cpu_time)
{
	struct crew c = { 0 };
	struct member m;
	struct chain v = { 0 };
	uint64_t before = 0, after = 1;

	crew_start(&c, &m, 0, PRIO_HIGH, wait_long, &v);
	thread_sleep_until(clock_now() + NSEC_PER_MSEC);
	CHECK_EQ(thread_cpu_time(v.ids[0], &before), 0);
	uint64_t end = clock_now() + 30 * NSEC_PER_MSEC;
	while (clock_now() < end)
		;
	thread_sleep_until(clock_now() + 10 * NSEC_PER_MSEC);
	CHECK_EQ(thread_cpu_time(v.ids[0], &after), 0);
	CHECK_EQ(before, after);
	v.go = true;
	waitq_wake(&v.changed);
	crew_wait(&c);
}

/* --- states -------------------------------------------------------------------------------- */

static enum thread_state state_of(int id)
{
	static struct thread_info rows[64];
	unsigned n = thread_list(rows, ARRAY_SIZE(rows));

	for (unsigned i = 0; i < MIN(n, ARRAY_SIZE(rows)); i++) {
		if (rows[i].id == id)
			return rows[i].state;
	}
	return (enum thread_state) - 1;
}

static void sleep_then_wait(struct member *m)
{
	struct chain *v = m->arg;

	v->ids[0] = thread_id(thread_self());
	thread_sleep_until(clock_now() + 20 * NSEC_PER_MSEC);
	v->ready = 1;
	wait_event(&v->changed, v->go);
}

/* The worker, which frees what has ended, cannot run before we let it. */
TEST(a_thread_goes_through_its_states)
{
	struct crew c = { 0 };
	struct member m;
	struct chain v = { 0 };

	crew_start(&c, &m, 0, PRIO_REALTIME, sleep_then_wait, &v);
	CHECK_STR(thread_state_name(state_of(v.ids[0])), "sleeping");
	while (!*(volatile unsigned *)&v.ready)
		thread_sleep_until(clock_now() + NSEC_PER_MSEC);
	CHECK_STR(thread_state_name(state_of(v.ids[0])), "blocked");
	CHECK_STR(thread_state_name(state_of(thread_id(thread_self()))), "running");
	thread_set_prio(PRIO_REALTIME);
	v.go = true;
	waitq_wake(&v.changed);
	CHECK_STR(thread_state_name(state_of(v.ids[0])), "ready");
	thread_yield();
	CHECK_STR(thread_state_name(state_of(v.ids[0])), "zombie");
	thread_set_prio(PRIO_NORMAL);
	crew_wait(&c);
}
