/* SPDX-License-Identifier: MIT */
/* clock_options.c - the kernel options that choose a clock and a timer device. */
#include <core/cmdline.h>

#include "counters.h"

OPTION(clock_desc, "clock", "what tells the time: tsc, hpet, acpi_pm, pit or kvmclock");
OPTION(timer_desc, "timer", "what interrupts: lapic or pit");

const char *clock_option(void)
{
	return cmdline_option("clock");
}

const char *timer_option(void)
{
	return cmdline_option("timer");
}
