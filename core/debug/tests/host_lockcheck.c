/* SPDX-License-Identifier: MIT */
/* host_lockcheck.c - each way to break lock discipline is a panic that names the locks. */
#include <arch/cpu.h>
#include <core/lockcheck.h>
#include <test/host.h>
#include <test/test.h>

static char a, b, c, spin;

static void take(const void *lock, const char *name, enum lock_kind kind)
{
	lockcheck_acquire(lock, name, kind);
	lockcheck_acquired(lock);
}

static void nest(const char *outer, const char *inner)
{
	take(&a, outer, LOCK_MUTEX);
	take(&b, inner, LOCK_MUTEX);
	lockcheck_release(&a); /* in any order */
	lockcheck_release(&b);
}

static void keep_order(void *arg)
{
	(void)arg;
	nest("first", "second");
	nest("second", "third");
	nest("first", "third");
	nest("first", "second");
	nest("vnode", "vnode"); /* their order is their own affair */
}

static void turn_order(void *arg)
{
	keep_order(arg);
	nest("third", "second");
}

static void close_circle(void *arg)
{
	nest("first", "second");
	nest("second", "third");
	nest("third", "fourth");
	(void)arg;
	nest("fourth", "first");
}

static void take_twice(void *arg)
{
	(void)arg;
	take(&a, "once", LOCK_MUTEX);
	take(&a, "once", LOCK_MUTEX);
}

static void give_up_what_is_free(void *arg)
{
	(void)arg;
	take(&a, "mine", LOCK_MUTEX);
	lockcheck_release(&b);
}

static void mutex_in_interrupt(void *arg)
{
	(void)arg;
	this_cpu()->irq_depth++;
	take(&spin, "spin", LOCK_SPIN);
	lockcheck_release(&spin);
	take(&a, "mutex", LOCK_MUTEX);
}

static void sleep_in_interrupt(void *arg)
{
	(void)arg;
	this_cpu()->irq_depth++;
	lockcheck_may_sleep();
}

static void mutex_under_spinlock(void *arg)
{
	(void)arg;
	take(&spin, "spin", LOCK_SPIN);
	take(&a, "mutex", LOCK_MUTEX);
}

static void sleep_under_spinlock(void *arg)
{
	(void)arg;
	take(&spin, "spin", LOCK_SPIN);
	lockcheck_may_sleep();
}

static void sleep_where_forbidden(void *arg)
{
	(void)arg;
	lockcheck_forbid_sleep(&a, "net");
	take(&a, "net", LOCK_MUTEX);
	lockcheck_acquire(&b, "inner", LOCK_MUTEX);
	lockcheck_may_sleep(); /* for a lock: allowed */
	lockcheck_acquired(&b);
	lockcheck_release(&b);
	lockcheck_may_sleep();
}

TEST(lockcheck_is_silent_about_one_order)
{
	keep_order(NULL);
	take(&c, NULL, LOCK_MUTEX);
	lockcheck_may_sleep();
	lockcheck_release(&c);
}

TEST(lockcheck_finds_two_orders)
{
	CHECK(host_panics(turn_order, NULL, "lock order: second is taken while third is held"));
	CHECK(host_panics(close_circle, NULL, "lock order: first is taken while fourth is held"));
}

TEST(lockcheck_finds_a_lock_taken_twice_or_given_up_while_free)
{
	CHECK(host_panics(take_twice, NULL, "once is taken by who holds it"));
	CHECK(host_panics(give_up_what_is_free, NULL, "is given up by who does not hold it"));
}

TEST(lockcheck_finds_what_interrupts_must_not_do)
{
	CHECK(host_panics(mutex_in_interrupt, NULL, "mutex mutex is taken in an interrupt"));
	CHECK(host_panics(sleep_in_interrupt, NULL, "a sleep in an interrupt"));
}

TEST(lockcheck_finds_sleep_under_locks_that_forbid_it)
{
	CHECK(host_panics(mutex_under_spinlock, NULL, "while spinlock spin is held"));
	CHECK(host_panics(sleep_under_spinlock, NULL, "a sleep while spin is held"));
	CHECK(host_panics(sleep_where_forbidden, NULL, "a sleep while net is held"));
}

/* An interrupt between may take what the thread's order does not allow to close. */
TEST(lockcheck_keeps_interrupts_and_threads_apart)
{
	take(&a, "of the thread", LOCK_MUTEX);
	this_cpu()->irq_depth++;
	take(&spin, "of the interrupt", LOCK_SPIN);
	lockcheck_release(&spin);
	this_cpu()->irq_depth--;
	take(&spin, "of the interrupt", LOCK_SPIN);
	lockcheck_release(&spin);
	lockcheck_release(&a);
}
