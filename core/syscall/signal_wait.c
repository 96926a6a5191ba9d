/* SPDX-License-Identifier: MIT */
/*
 * signal_wait.c - waiting for signals: sigtimedwait(2), sigsuspend(2), pause(2), and the
 * masks that ppoll(2) and pselect(2) have for the time they wait.
 *
 * Source: Linux sigwaitinfo(2), sigsuspend(2), pause(2), ppoll(2).
 * Locking: interrupts off from the look at what is pending until the thread sleeps.
 */
#include <errno.h>

#include <core/irq.h>
#include <core/syscalls.h>

#include "signals.h"
#include "timespec.h"

/* One of set that is pending, 0 for none. */
static int pending_of(const struct thread_signals *s, uint64_t set)
{
	uint64_t found = (s->pending | signals_shared) & set;

	return found ? __builtin_ctzll(found) + 1 : 0;
}

long sys_rt_sigtimedwait(const uint64_t *set, void *info, const struct timespec *timeout,
			 size_t set_size)
{
	struct thread_signals *s = thread_signals();
	uint64_t deadline;
	siginfo_t taken;
	int sig, err = 0;

	if (set_size != SIGNAL_SET_SIZE)
		return -EINVAL;
	long bad = timespec_deadline(timeout, false, false, &deadline);
	if (bad)
		return bad;
	unsigned long flags = irq_save();
	s->awaited = *set & ~SIGNALS_FORCED;
	while ((sig = pending_of(s, s->awaited)) == 0 && err == 0) {
		if (timeout && deadline <= clock_now())
			err = -EAGAIN;
		else if (thread_block_interruptible(deadline) == -EINTR &&
			 pending_of(s, s->awaited) == 0)
			err = -EINTR;
	}
	s->awaited = 0;
	if (sig)
		signal_dequeue(s, sig, &taken);
	irq_restore(flags);
	if (sig && info)
		*(siginfo_t *)info = taken;
	return sig ? sig : err;
}

static long wait_for_handler(void)
{
	unsigned long flags = irq_save();

	while (!signal_due())
		thread_block_interruptible(NO_DEADLINE);
	irq_restore(flags);
	return -EINTR;
}

long sys_pause(void)
{
	return wait_for_handler();
}

void signal_mask_swap(uint64_t set)
{
	struct thread_signals *s = thread_signals();

	s->mask_before = s->blocked;
	s->swapped = true;
	signal_set_blocked(set);
}

void signal_mask_restore(long ret)
{
	struct thread_signals *s = thread_signals();

	if (!s->swapped || (ret == -EINTR && signal_due()))
		return;
	s->swapped = false;
	signal_set_blocked(s->mask_before);
}

long sys_rt_sigsuspend(const uint64_t *set, size_t set_size)
{
	if (set_size != SIGNAL_SET_SIZE)
		return -EINVAL;
	signal_mask_swap(*set);
	return wait_for_handler();
}
