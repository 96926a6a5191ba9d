/* SPDX-License-Identifier: MIT */
/*
 * acpi_pm.c - the ACPI timer: 24 bits, or 32 where the FADT says so, at 3.58 MHz.
 *
 * Source: ACPI Specification 6.4, 4.8.3.3 (power management timer), 5.2.9 (FADT flag
 * TMR_VAL_EXT).
 */
#include <arch/io.h>

#include "acpi.h"
#include "counters.h"

static uint64_t acpi_pm_read(void)
{
	return inl(acpi.pm_timer);
}

const struct clock_source *acpi_pm_find(void)
{
	static struct clock_source pm = { "acpi_pm", 3579545, acpi_pm_read, 0xffffff };

	if (!acpi.pm_timer)
		return NULL;
	if (acpi.pm_timer_32bit)
		pm.mask = UINT32_MAX;
	return &pm;
}
