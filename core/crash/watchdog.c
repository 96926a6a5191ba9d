/* SPDX-License-Identifier: MIT */
/*
 * watchdog.c - notices that nothing moves any more.
 *
 * A timer beats four times in WATCHDOG_SECONDS. Each beat asks the worker thread, which
 * stands above every thread of the program, for a sign of life. Beats are counted and not
 * time: a machine that was stopped as a whole, by a debugger or its host, is no worse for
 * it. When the worker has been silent for four beats, somebody keeps the processor from it:
 *
 *	interrupts come	    the beat itself panics (WATCHDOG_SOFT); the backtrace of the
 *			    interrupt leads to the code that it interrupted
 *	none come	    nobody reloads the device, which then resets the machine
 *
 * A program may promise signs of life of its own (WATCHDOG_PROGRAM): a deadline counted in
 * the same beats, rounded up. The machine may well be alive when it passes; so that is a
 * panic always.
 *
 * Locking: silent beats are counted in the interrupt and cleared in the worker, one store
 * each; the promise is changed with interrupts off.
 */
#define LOG_TAG "watchdog"
#include <errno.h>

#include <core/irq.h>
#include <core/clock.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/watchdog.h>
#include <core/work.h>

#define SECONDS   CONFIG_WATCHDOG_SECONDS
#define BEATS_MAX 4u
#define BEAT      (SECONDS * NSEC_PER_SEC / BEATS_MAX)

static const struct watchdog *device SEALED;
static volatile unsigned silent; /* beats without a sign of life */

static struct {
	unsigned seconds; /* 0: nothing is promised */
	unsigned beats;   /* until it is broken */
} promise;

/* The beat in progress may be over at once: it does not count. */
static void promise_again(void)
{
	promise.beats = (unsigned)(promise.seconds * NSEC_PER_SEC / BEAT) + 2;
}

static void look_at_promise(void)
{
	if (promise.seconds && --promise.beats == 0)
		panic("watchdog: the program has not written to /dev/watchdog for %u s, thread %d "
		      "(%s) "
		      "runs",
		      promise.seconds, thread_id(thread_self()), thread_name(thread_self()));
}

static void sign_of_life(struct work *w)
{
	(void)w;
	silent = 0;
}

static void beat(struct timer *t)
{
	static struct work work = { .fn = sign_of_life };

	timer_arm(t, clock_now() + BEAT);
	if (IS_ENABLED(CONFIG_WATCHDOG_SOFT) && silent >= BEATS_MAX)
		panic("watchdog: the worker has not run for %d s, thread %d (%s) keeps it off",
		      SECONDS, thread_id(thread_self()), thread_name(thread_self()));
	if (IS_ENABLED(CONFIG_WATCHDOG_PROGRAM))
		look_at_promise();
	if (device && silent < BEATS_MAX)
		device->reload();
	silent++;
	work_queue(&work);
}

void watchdog_register(const struct watchdog *w)
{
	if (device) {
		log_info("%s: one watchdog is enough, %s is in use", w->name, device->name);
		return;
	}
	device = w;
}

void watchdog_start(void)
{
	static struct timer timer = { .fn = beat };

	if (device)
		device->start(SECONDS);
	else if (!IS_ENABLED(CONFIG_WATCHDOG_SOFT) && !IS_ENABLED(CONFIG_WATCHDOG_PROGRAM))
		log_warn("no device that this image knows: a hang will go unnoticed");
	timer_arm(&timer, clock_now() + BEAT);
}

void watchdog_stop(void)
{
	if (device)
		device->stop();
}

void watchdog_promise(void)
{
	unsigned long flags = irq_save();

	if (promise.seconds == 0) {
		promise.seconds = SECONDS;
		promise_again();
	}
	irq_restore(flags);
}

void watchdog_keep(void)
{
	unsigned long flags = irq_save();

	promise_again();
	irq_restore(flags);
}

int watchdog_promise_within(unsigned seconds)
{
	if (seconds == 0 || seconds > WATCHDOG_PROMISE_MAX)
		return -EINVAL;
	unsigned long flags = irq_save();
	promise.seconds = seconds;
	promise_again();
	irq_restore(flags);
	return 0;
}

unsigned watchdog_promised(void)
{
	return promise.seconds;
}

unsigned watchdog_promise_left(void)
{
	return (unsigned)MIN((promise.beats * BEAT + NSEC_PER_SEC - 1) / NSEC_PER_SEC,
			     (uint64_t)promise.seconds);
}

void watchdog_promise_end(void)
{
	promise.seconds = 0;
}
