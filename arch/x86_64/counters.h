/* SPDX-License-Identifier: MIT */
/*
 * counters.h - the machine's clocks and timer devices, among which clock.c chooses. A
 * finder starts its device and returns NULL when the machine has none; whether what it
 * returns does count is for clock.c to see.
 */
#ifndef ARCH_COUNTERS_H
#define ARCH_COUNTERS_H

#include <core/clock.h>

const struct clock_source *hpet_find(void);
/** The ACPI timer. */
const struct clock_source *acpi_pm_find(void);
/** Channel 2 of the 8254. */
const struct clock_source *pit_find(void);
/** The clock page of a KVM host. */
const struct clock_source *kvmclock_find(void);

/** The one called name, if this machine has it and it counts; else NULL. */
const struct clock_source *clock_find(const char *name);

/** Channel 0 of the 8254; needs the 8259. */
const struct clock_event *pit_timer_find(void);

/** What the options clock= and timer= name; NULL when not given. */
const char *clock_option(void);
const char *timer_option(void);

#endif
