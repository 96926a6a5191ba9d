/* SPDX-License-Identifier: MIT */
/* timer.h - what clock.c and timer.c share. */
#ifndef CORE_TIME_TIMER_H
#define CORE_TIME_TIMER_H

#include <core/clock.h>

/** Names the device that timers_run() is called by; timers armed before it wait. */
void timers_init(const struct clock_event *ev);

#endif
