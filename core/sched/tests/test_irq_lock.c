/* SPDX-License-Identifier: MIT */
/* test_irq_lock.c - data shared by a thread and an interrupt is never seen half written. */
#include <core/clock.h>
#include <core/printf.h>
#include <core/spinlock.h>
#include <test/test.h>

#define ROUNDS 100000

/* Both sides write the same text twice; a reader compares. */
static struct {
	struct timer timer;
	spinlock_t lock;
	bool locked; /* the test uses the lock */
	bool stop;
	char text[2][24];
	unsigned writes, torn, interrupts;
} shared;

static void write_text(const char *who)
{
	unsigned long flags = shared.locked ? spin_lock(&shared.lock) : 0;

	for (int i = 0; i < 2; i++) {
		char *p = shared.text[i];

		ksnprintf(p, sizeof(shared.text[i]), "%s %u", who, shared.writes);
	}
	for (unsigned i = 0; i < sizeof(shared.text[0]) && shared.text[0][i]; i++) {
		if (shared.text[0][i] != shared.text[1][i]) {
			shared.torn++;
			break;
		}
	}
	shared.writes++;
	if (shared.locked)
		spin_unlock(&shared.lock, flags);
}

static void tick(struct timer *t)
{
	shared.interrupts++;
	write_text("interrupt");
	if (!shared.stop)
		timer_arm(t, clock_now() + 2000 + test_below(3000));
}

static void run(bool locked, unsigned rounds)
{
	shared.locked = locked;
	shared.stop = false;
	shared.timer.fn = tick;
	shared.torn = shared.writes = 0;
	timer_arm(&shared.timer, clock_now());
	for (unsigned i = 0; i < rounds && (locked || shared.torn == 0); i++)
		write_text("thread");
	shared.stop = true;
	timer_cancel(&shared.timer);
}

TEST(a_lock_keeps_interrupts_from_seeing_halves)
{
	run(true, ROUNDS);
	CHECK_EQ(shared.torn, 0);
	CHECK(shared.interrupts > 100);
	run(false, 100 * ROUNDS);
	CHECK(shared.torn > 0); /* the test sees the difference */
}
