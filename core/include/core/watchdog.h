/* SPDX-License-Identifier: MIT */
/*
 * watchdog.h - somebody who notices when the machine hangs. core/crash/watchdog.c looks
 * whether the worker thread still runs; a device behind struct watchdog resets the machine
 * when nobody tells it for a while that all is well. Drivers are on one side, kmain() and
 * the end of a panic on the other.
 */
#ifndef CORE_WATCHDOG_H
#define CORE_WATCHDOG_H

#include <core/compiler.h>

struct watchdog {
	const char *name;
	/** Begins to count: a reset comes the given seconds (2 to 600) after the last reload(). */
	void (*start)(unsigned seconds);
	void (*reload)(void) IRQ_SAFE;
	/** No reset will come. */
	void (*stop)(void) IRQ_SAFE;
};

/** Takes w (borrowed for ever) into service; a second one is left alone. From probe. */
void watchdog_register(const struct watchdog *w);
/* --- the program's own promise (CONFIG_WATCHDOG_PROGRAM), behind /dev/watchdog ------------- */

#define WATCHDOG_PROMISE_MAX 3600u /* seconds */

/** From now on the program promises to call watchdog_keep() every WATCHDOG_SECONDS; when it
 *  does not, the machine panics. A promise that still stands stays as it is. */
void watchdog_promise(void) IRQ_SAFE;
/** As promised. */
void watchdog_keep(void) IRQ_SAFE;
/** Another time than WATCHDOG_SECONDS, from now on. 0; -EINVAL not 1 to
 *  WATCHDOG_PROMISE_MAX. */
int watchdog_promise_within(unsigned seconds) IRQ_SAFE;
/** What was promised, and how much of it is left, rounded up, seconds. */
unsigned watchdog_promised(void) IRQ_SAFE;
unsigned watchdog_promise_left(void) IRQ_SAFE;
/** Nothing is promised any more. */
void watchdog_promise_end(void) IRQ_SAFE;

/* ------------------------------------------------------------------------------------------- */

/** Begins to look, and starts the device if there is one. After drivers and scheduler. */
void watchdog_start(void);
/** Nothing runs any more, and that is right. */
void watchdog_stop(void) IRQ_SAFE;

#endif
