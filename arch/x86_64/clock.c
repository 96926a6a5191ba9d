/* SPDX-License-Identifier: MIT */
/*
 * clock.c - picks the clocks: what tells the time, and what interrupts at a deadline.
 *
 * The time is told by the TSC when the CPU promises that its rate never changes; else by
 * kvmclock where it is offered; else by the TSC again where a hypervisor makes the CPU,
 * since it is then the host's steady clock, only not announced as such (QEMU's emulation
 * for one), and tsc_rate.c keeps an eye on it; else by HPET, ACPI timer or 8254.
 * Deadlines are the local APIC's timer's, or the 8254's where there is no local APIC.
 */
#define LOG_TAG "clock"
#include <stddef.h>
#include <string.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/log.h>
#include <core/panic.h>

#include "apic.h"
#include "counters.h"
#include "lapic_timer.h"
#include "rtc.h"
#include "tsc.h"
#include "tsc_rate.h"

#define COUNTS_TRIES 100 /* reads, of which each takes longer than a turn of its lowest bit */

static struct clock_source tsc = { .name = "tsc", .read = cpu_cycles, .mask = UINT64_MAX };

/* Counters whose frequency is known without measuring, best first. */
typedef const struct clock_source *find_fn(void);
static find_fn *const finders[] = {
	IS_ENABLED(CONFIG_CLOCK_HPET) ? hpet_find : NULL,
	IS_ENABLED(CONFIG_CLOCK_ACPI_PM) ? acpi_pm_find : NULL,
	IS_ENABLED(CONFIG_CLOCK_PIT) ? pit_find : NULL,
};

static bool counts(const struct clock_source *src)
{
	uint64_t first = src->read();

	for (int i = 0; i < COUNTS_TRIES; i++) {
		if (src->read() != first)
			return true;
	}
	return false;
}

/* The best counter, or the one called name. */
static const struct clock_source *find_counter(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(finders); i++) {
		const struct clock_source *src = finders[i] ? finders[i]() : NULL;

		if (src && (!name || strcmp(src->name, name) == 0) && counts(src))
			return src;
	}
	return NULL;
}

const struct clock_source *clock_find(const char *name)
{
	if (strcmp(name, "tsc") == 0)
		return &tsc;
	if (IS_ENABLED(CONFIG_CLOCK_KVM) && strcmp(name, "kvmclock") == 0)
		return kvmclock_find();
	return find_counter(name);
}

static const struct clock_source *best_clock(const struct clock_source *counter)
{
	if (tsc_invariant())
		return &tsc;
	const struct clock_source *kvm = IS_ENABLED(CONFIG_CLOCK_KVM) ? kvmclock_find() : NULL;
	if (kvm)
		return kvm;
	return counter && !tsc_hypervisor() ? counter : &tsc;
}

static const struct clock_source *choose_clock(const struct clock_source *counter)
{
	const char *name = IS_ENABLED(CONFIG_CLOCK_OPTIONS) ? clock_option() : NULL;
	const struct clock_source *asked = name ? clock_find(name) : NULL;

	if (name && !asked)
		log_warn("option clock=%s: not in this machine, or not in this image", name);
	return asked ? asked : best_clock(counter);
}

static const struct clock_event *choose_timer(void)
{
	const char *name = IS_ENABLED(CONFIG_CLOCK_OPTIONS) ? timer_option() : NULL;
	const struct clock_event *event = NULL;

	if (IS_ENABLED(CONFIG_TIMER_PIT) && (!apic_present() || (name && strcmp(name, "pit") == 0)))
		event = pit_timer_find();
	if (!event && !apic_present())
		panic("this CPU has no local APIC, and there is no other timer to use%s",
		      IS_ENABLED(CONFIG_TIMER_PIT) ? "" : ": the image needs TIMER_PIT");
	if (!event)
		event = &lapic_event;
	if (name && strcmp(name, event->name) != 0)
		log_warn("option timer=%s: not in this machine, or not in this image", name);
	return event;
}

static void read_wall_clock(void)
{
	int64_t seconds;

	switch (rtc_read(&seconds)) {
	case RTC_SET:
		clock_set_wall(seconds * (int64_t)NSEC_PER_SEC);
		return;
	case RTC_IMPLAUSIBLE:
		clock_guess_wall(seconds * (int64_t)NSEC_PER_SEC);
		return;
	case RTC_ABSENT:
		return;
	}
}

void arch_clock_init(void)
{
	const char *how;
	const struct clock_source *counter = find_counter(NULL);

	tsc.hz = tsc_rate_measure(counter, &how);
	const struct clock_source *src = choose_clock(counter);
	const struct clock_event *event = choose_timer();

	clock_init(src, event);
	read_wall_clock();
	if (src != &tsc)
		how = "known";
	log_info("%s %lu.%03lu MHz (%s), timer %s%s", src->name, src->hz / 1000000,
		 src->hz / 1000 % 1000, how, event->name,
		 clock_wall_known() ? "" : ", wall clock not set");
	if (src == &tsc)
		tsc_rate_follow(&tsc);
}
