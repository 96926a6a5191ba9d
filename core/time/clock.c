/* SPDX-License-Identifier: MIT */
/*
 * clock.c - nanoseconds since boot and since 1970 from a counter of cycles.
 *
 * ns = base_ns + (cycles - base_cycles) * mult / 2^34. The product has 128 bits, so no
 * span of time overflows it; mult is within 2^-33 of the truth for a counter of 2 GHz.
 * A better frequency starts a new stretch of this line where the old one has got to.
 *
 * Locking: interrupts off around what the line is made of.
 */
#define LOG_TAG "clock"
#include <core/clock.h>
#include <core/panic.h>
#include <core/spinlock.h>
#include "time/timer.h"

#define SHIFT 34 /* the largest with NSEC_PER_SEC << SHIFT in 64 bits */

static spinlock_t lock;
/* below: under lock */
static const struct clock_source *source;
static uint64_t base_cycles, base_ns;
static uint64_t source_hz, mult;
static int64_t wall_at_boot;
static bool wall_known;

static uint64_t now_at(uint64_t cycles)
{
	return base_ns + (uint64_t)((unsigned __int128)(cycles - base_cycles) * mult >> SHIFT);
}

static void set_rate(uint64_t hz)
{
	source_hz = hz;
	mult = (NSEC_PER_SEC << SHIFT) / hz;
}

void clock_init(const struct clock_source *src, const struct clock_event *ev)
{
	ASSERT(src->hz > 0);
	unsigned long flags = spin_lock(&lock);
	source = src;
	base_cycles = src->read();
	base_ns = 0;
	set_rate(src->hz);
	spin_unlock(&lock, flags);
	timers_init(ev);
}

void clock_refine(uint64_t hz)
{
	ASSERT(hz > 0);
	unsigned long flags = spin_lock(&lock);
	uint64_t cycles = source->read();

	base_ns = now_at(cycles);
	base_cycles = cycles;
	set_rate(hz);
	spin_unlock(&lock, flags);
}

uint64_t clock_hz(void)
{
	return source_hz;
}

uint64_t clock_now(void)
{
	unsigned long flags = spin_lock(&lock);
	uint64_t now = source ? now_at(source->read()) : 0;

	spin_unlock(&lock, flags);
	return now;
}

void clock_set_wall(int64_t now)
{
	unsigned long flags = spin_lock(&lock);

	wall_at_boot = now - (int64_t)clock_now();
	wall_known = true;
	spin_unlock(&lock, flags);
}

int64_t clock_wall(void)
{
	unsigned long flags = spin_lock(&lock);
	int64_t wall = wall_at_boot + (int64_t)clock_now();

	spin_unlock(&lock, flags);
	return wall;
}

bool clock_wall_known(void)
{
	return wall_known;
}
