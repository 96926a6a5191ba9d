/* SPDX-License-Identifier: MIT */
/* tsc_rate.h - the TSC measured against a counter of known frequency. */
#ifndef ARCH_TSC_RATE_H
#define ARCH_TSC_RATE_H

#include <core/clock.h>

/** Measures the TSC, unless somebody announces its frequency, and the local APIC's
 *  timer, for 0.1 ms, against ref (borrowed for ever; NULL: the machine has none).
 *  Returns the frequency, never 0; *how names where it comes from. */
uint64_t tsc_rate_measure(const struct clock_source *ref, const char **how);

/** The TSC tells the time from now on: makes its frequency, tsc->hz, exact with longer
 *  measurements, and watches it where nothing promises that it is constant. */
void tsc_rate_follow(struct clock_source *tsc);

#endif
