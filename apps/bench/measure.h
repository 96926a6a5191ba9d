/* SPDX-License-Identifier: MIT */
/*
 * measure.h - one measurement: what is done, how often, and what a turn of it cost.
 *
 * The unit is the time stamp counter's: instructions under QEMU's -icount shift=0.
 */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>
#include <x86intrin.h>

#define TIMES 101 /* samples of what is cheap */

/* Large and only copied: clearing it would be counted with the boot (arch/x86_64/link.ld). */
#define UNCLEARED __attribute__((section(".bss.noinit")))

struct measurement {
	const char *name;
	/** Does it once. The cycles that it took, with one `stamp` before and one after; or
	 *  how many commands, in a group that counts those. */
	uint64_t (*once)(void);
	unsigned times; /* samples, of which the median counts; at most TIMES */
};

/** Measurements that share a preparation. */
struct group {
	const char *name;
	const struct measurement *list;
	unsigned count;
	void (*begin)(void); /* may be NULL, as end */
	void (*end)(void);
	enum { CYCLES, COMMANDS } unit; /* of what once() returns */
};

extern const struct group boot_group, calls_group, entries_group, switches_group, threads_group,
	locks_group, heap_group, memory_group, pipes_group, files_group, commands_group,
	drawing_group, screen_group;

/** Now. */
static inline uint64_t stamp(void)
{
	return __rdtsc();
}

/** Measures all of g and prints a line for each. */
void measure_group(const struct group *g);
/** Ends the program with a message when claim does not hold. */
void must(int claim, const char *what);

#endif
