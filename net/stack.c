/* SPDX-License-Identifier: MIT */
/*
 * stack.c - lwIP's home: its lock, its clock, and the work that drives it when no
 * frame and no system call does.
 *
 * lwIP runs without threads (NO_SYS): time passes for it when we call
 * sys_check_timeouts(), and packets to ourselves wait until we call netif_poll_all().
 * Releasing the lock is the moment when both can have become due, so net_unlock()
 * arms the one timer for lwIP's next timeout and queues the loopback work. The timer
 * only queues work: lwIP is never entered from an interrupt.
 *
 * Source: lwIP 2.1.3 doc/NO_SYS_SampleCode.c, src/core/timeouts.c.
 * Locking: this is the lock.
 */
#define LOG_TAG "net"
#include <core/clock.h>
#include <core/lockcheck.h>
#include <core/mutex.h>
#include <core/panic.h>
#include <core/random.h>
#include <core/work.h>

#include "lwip/init.h"
#include "lwip/netif.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"

#include "isn.h"
#include "stack.h"

static struct {
	struct mutex lock;
	struct timer timer;
	struct work timeouts_work;
	struct work loopback_work;
} stack;

void net_assert_locked(void)
{
	ASSERT(mutex_held(&stack.lock));
}

void net_lwip_panic(const char *what, const char *file, int line)
{
	panic("lwip: %s (%s:%d)", what, file, line);
}

uint32_t net_lwip_rand(void)
{
	uint32_t r;

	random_bytes(&r, sizeof(r));
	return r;
}

/* Milliseconds since boot, wrapping; lwIP only compares differences. */
u32_t sys_now(void)
{
	return (u32_t)(clock_now() / NSEC_PER_MSEC);
}

/* Arms the timer for lwIP's next timeout unless it is armed for just that moment. */
static void arm_timer(void)
{
	u32_t wait_ms = sys_timeouts_sleeptime();
	uint64_t due;

	if (wait_ms == SYS_TIMEOUTS_SLEEPTIME_INFINITE) {
		timer_cancel(&stack.timer);
		return;
	}
	/* On a whole millisecond, as lwIP counts: the same timeout gives the same due. */
	due = (clock_now() / NSEC_PER_MSEC + wait_ms) * NSEC_PER_MSEC;
	if (!timer_armed(&stack.timer) || stack.timer.deadline != due)
		timer_arm(&stack.timer, due);
}

static bool loopback_waits(void)
{
	struct netif *nif;

	NETIF_FOREACH(nif)
	{
		if (nif->loop_first)
			return true;
	}
	return false;
}

void net_lock(void)
{
	mutex_lock(&stack.lock);
}

void net_unlock(void)
{
	bool loopback = loopback_waits();

	arm_timer();
	mutex_unlock(&stack.lock);
	if (loopback)
		work_queue(&stack.loopback_work);
}

static void timer_fired(struct timer *t)
{
	(void)t;
	work_queue(&stack.timeouts_work);
}

static void run_timeouts(struct work *w)
{
	(void)w;
	net_lock();
	sys_check_timeouts();
	net_unlock();
}

static void run_loopback(struct work *w)
{
	(void)w;
	net_lock();
	netif_poll_all();
	net_unlock();
}

void stack_init(void)
{
	stack.timer.fn = timer_fired;
	stack.timeouts_work.fn = run_timeouts;
	stack.loopback_work.fn = run_loopback;
	mutex_set_name(&stack.lock, "net");
	lockcheck_forbid_sleep(&stack.lock, "net");
	isn_init();
	net_lock();
	lwip_init();
	net_unlock();
}
