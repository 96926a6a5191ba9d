/* SPDX-License-Identifier: MIT */
/* test_mutex.c - mutual exclusion, and who gets the lock next. */
#define TESTS_LACK LACKS(CONFIG_SCHED)
#include <core/clock.h>
#include <core/mutex.h>
#include <core/thread.h>
#include <test/test.h>

#include "crew.h"

struct shared {
	struct mutex lock;
	unsigned value;
};

static void add_slowly(struct member *m)
{
	struct shared *s = m->arg;

	for (int i = 0; i < 50; i++) {
		mutex_lock(&s->lock);
		unsigned seen = s->value;
		thread_yield();
		s->value = seen + 1;
		mutex_unlock(&s->lock);
	}
}

TEST(a_mutex_keeps_others_out_even_while_its_owner_yields)
{
	struct crew c = { 0 };
	struct member m[4];
	struct shared s = { 0 };

	for (int i = 0; i < 4; i++)
		crew_start(&c, &m[i], i, PRIO_NORMAL, add_slowly, &s);
	crew_wait(&c);
	CHECK_EQ(s.value, 200);
	CHECK(!s.lock.owner && !s.lock.wq.first);
}

static void lock_and_note(struct member *m)
{
	struct shared *s = m->arg;

	mutex_lock(&s->lock);
	crew_note(m->crew, m->id);
	mutex_unlock(&s->lock);
}

TEST(a_mutex_goes_to_the_oldest_waiter)
{
	struct crew c = { 0 };
	struct member m[4];
	struct shared s = { 0 };

	mutex_lock(&s.lock);
	for (int i = 0; i < 4; i++)
		crew_start(&c, &m[i], i, PRIO_HIGH, lock_and_note, &s);
	mutex_unlock(&s.lock);
	crew_wait(&c);
	CHECK_EQ(c.count, 4);
	for (int i = 0; i < 4; i++)
		CHECK_EQ(c.notes[i], i);
}

TEST(an_unlocked_mutex_is_the_waiters_before_it_runs)
{
	struct crew c = { 0 };
	struct member m;
	struct shared s = { 0 };

	mutex_lock(&s.lock);
	CHECK(mutex_held(&s.lock));
	crew_start(&c, &m, 1, PRIO_LOW, lock_and_note, &s);
	while (!s.lock.wq.first)
		thread_sleep_until(clock_now() + NSEC_PER_MSEC);
	mutex_unlock(&s.lock);
	CHECK(!mutex_held(&s.lock));
	CHECK(!mutex_trylock(&s.lock));
	crew_wait(&c);
	CHECK(mutex_trylock(&s.lock));
	mutex_unlock(&s.lock);
}
