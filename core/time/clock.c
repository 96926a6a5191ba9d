/* SPDX-License-Identifier: MIT */
/*
 * clock.c - nanoseconds since boot and since 1970 from a counter of cycles.
 *
 * ns = base_ns + (cycles - base_cycles) * mult / 2^34. The product has 128 bits, so no
 * span of time overflows it; mult is within 2^-33 of the truth for a counter of 2 GHz.
 * A better frequency, or another counter, starts a new stretch of this line where the
 * old one has got to.
 *
 * A counter of fewer than 64 bits is read at least every quarter of its turn, by a timer
 * when nobody else does; interrupts may stay off for half a turn (the 8254's: 27 ms)
 * before time is lost. A step back reads as nearly a whole turn ahead: such a reading
 * is not believed, and time stands until the counter has caught up.
 *
 * Locking: interrupts off around what the line is made of. A counter of 64 bits is read without:
 * what an interrupt may change meanwhile is counted, and the reading repeated.
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
static uint64_t cycles; /* the last reading, extended to 64 bits */
static uint64_t base_cycles, base_ns;
static uint64_t source_hz, mult;
static unsigned stretches; /* how often the line has changed its course */
static int64_t wall_at_boot;
static bool wall_known;

static struct timer reread_timer;

/* The counter, extended to 64 bits, given its last reading. */
static uint64_t read_cycles(uint64_t last)
{
	uint64_t passed = (source->read() - last) & source->mask;

	return passed <= source->mask - source->mask / 8 ? last + passed : last;
}

static uint64_t ns_at(uint64_t at)
{
	return base_ns + (uint64_t)((unsigned __int128)(at - base_cycles) * mult >> SHIFT);
}

static uint64_t read_now(void)
{
	cycles = read_cycles(cycles);
	return ns_at(cycles);
}

static void set_rate(uint64_t hz)
{
	stretches++;
	source_hz = hz;
	mult = (NSEC_PER_SEC << SHIFT) / hz;
}

/* Starts a new stretch on src at time ns. */
static void use(const struct clock_source *src, uint64_t ns)
{
	ASSERT(src->hz > 0 && src->mask > 0);
	source = src;
	cycles = src->read();
	base_cycles = cycles;
	base_ns = ns;
	set_rate(src->hz);
}

static void reread(struct timer *t)
{
	uint64_t quarter = source->mask / 4 * NSEC_PER_SEC / source->hz;

	timer_arm(t, clock_now() + quarter);
}

/* Wrapping counters only: the others cost no timer. */
static void start_rereading(void)
{
	timer_cancel(&reread_timer);
	reread_timer.fn = reread;
	if (source->mask <= UINT32_MAX)
		reread(&reread_timer);
}

void clock_init(const struct clock_source *src, const struct clock_event *ev)
{
	unsigned long flags = spin_lock(&lock);

	use(src, 0);
	spin_unlock(&lock, flags);
	timers_init(ev);
	start_rereading();
}

void clock_change(const struct clock_source *src)
{
	unsigned long flags = spin_lock(&lock);

	use(src, read_now());
	spin_unlock(&lock, flags);
	start_rereading();
}

void clock_refine(const struct clock_source *src, uint64_t hz)
{
	ASSERT(hz > 0);
	unsigned long flags = spin_lock(&lock);

	if (src == source) {
		base_ns = read_now();
		base_cycles = cycles;
		set_rate(hz);
	}
	spin_unlock(&lock, flags);
}

const char *clock_name(void)
{
	return source->name;
}

uint64_t clock_hz(void)
{
	return source_hz;
}

static uint64_t now_locked(void)
{
	unsigned long flags = spin_lock(&lock);
	uint64_t now = source ? read_now() : 0;

	spin_unlock(&lock, flags);
	return now;
}

/* One try without the lock. False: an interrupt has read or changed the line meanwhile. */
static bool try_now(uint64_t *now)
{
	unsigned before = stretches;
	uint64_t last = cycles;

	barrier();
	uint64_t at = read_cycles(last);
	*now = ns_at(at);
	barrier();
	return before == stretches &&
	       __atomic_compare_exchange_n(&cycles, &last, at, false, __ATOMIC_RELAXED,
					   __ATOMIC_RELAXED);
}

uint64_t clock_now(void)
{
	uint64_t now;

	if (!source || source->mask != UINT64_MAX)
		return now_locked();
	while (!try_now(&now))
		;
	return now;
}

static void set_wall(int64_t now, bool known)
{
	int64_t since_boot = (int64_t)clock_now();
	unsigned long flags = spin_lock(&lock);

	wall_at_boot = now - since_boot;
	wall_known = known;
	spin_unlock(&lock, flags);
}

void clock_set_wall(int64_t now)
{
	set_wall(now, true);
}

void clock_guess_wall(int64_t now)
{
	set_wall(now, false);
}

int64_t clock_wall(void)
{
	int64_t since_boot = (int64_t)clock_now();
	unsigned long flags = spin_lock(&lock);
	int64_t wall = wall_at_boot + since_boot;

	spin_unlock(&lock, flags);
	return wall;
}

bool clock_wall_known(void)
{
	return wall_known;
}
