/* SPDX-License-Identifier: MIT */
/* lapic_timer.h - the local APIC's timer as the timer device. */
#ifndef ARCH_LAPIC_TIMER_H
#define ARCH_LAPIC_TIMER_H

#include <core/clock.h>

#define LAPIC_HZ_ASSUMED 1000000000ull /* what every emulator takes */

extern const struct clock_event lapic_event;

/** Its interrupt has come. */
void lapic_fired(void);

/** Its frequency, LAPIC_HZ_ASSUMED until somebody has measured it. */
void lapic_set_hz(uint64_t hz);

/** The last one-shot, a measurement of the TSC when its interrupt has just come: how
 *  many cycles it has lasted, and in *ticks the length that was asked for. */
uint64_t lapic_last_shot(uint32_t *ticks);

#endif
