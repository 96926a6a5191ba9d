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
 * Locking: silent beats are counted in the interrupt and cleared in the worker, one store
 * each.
 */
#define LOG_TAG "watchdog"
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
	else if (!IS_ENABLED(CONFIG_WATCHDOG_SOFT))
		log_warn("no device that this image knows: a hang will go unnoticed");
	timer_arm(&timer, clock_now() + BEAT);
}

void watchdog_stop(void)
{
	if (device)
		device->stop();
}
