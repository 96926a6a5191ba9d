/* SPDX-License-Identifier: MIT */
/*
 * interruptible.c - waits that a signal ends. The rest of signals is in core/syscall, and
 * in images without them the test is that of two words that stay 0.
 *
 * Locking: interrupts off from the test until the thread sleeps.
 */
#include <errno.h>

#include <core/signal.h>

bool signal_due(void)
{
	struct thread *t = thread_self();

	return t && thread_id(t) > 0 && signal_due_in(thread_signals_of(t));
}

static void begin(struct thread_signals *s)
{
	thread_waiter_init(&s->waker);
	s->interruptible = true;
}

static int end(struct thread_signals *s, int ret)
{
	s->interruptible = false;
	return signal_due() ? -EINTR : ret;
}

int thread_block_interruptible(uint64_t deadline)
{
	struct thread_signals *s = thread_signals();

	if (signal_due())
		return -EINTR;
	begin(s);
	return end(s, thread_block(deadline));
}

int thread_sleep_interruptible(uint64_t deadline)
{
	struct thread_signals *s = thread_signals();
	unsigned long flags = irq_save();

	while (clock_now() < deadline && !signal_due()) {
		begin(s);
		end(s, thread_sleep_once(deadline));
	}
	int err = clock_now() < deadline ? -EINTR : 0;
	irq_restore(flags);
	return err;
}

int waitq_block_interruptible(struct waitq *wq, uint64_t deadline)
{
	struct thread_signals *s = thread_signals();

	if (signal_due())
		return -EINTR;
	begin(s);
	return end(s, waitq_block(wq, deadline));
}

long signal_interrupted(void)
{
	struct thread_signals *s = thread_signals();

	s->no_restart = false;
	signals_here();
	return s->no_restart ? -EINTR : -ERESTARTSYS;
}
