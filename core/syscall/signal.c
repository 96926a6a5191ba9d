/* SPDX-License-Identifier: MIT */
/*
 * signal.c - what the program wants to happen at each signal, what its threads block, and
 * which signal a thread takes next. Sending stands in signal_send.c, waiting in
 * signal_wait.c, running a handler in arch.
 *
 * Source: Linux signal(7), sigaction(2), rt_sigprocmask(2), sigaltstack(2).
 * Locking: interrupts off; senders may be interrupts.
 */
#include <errno.h>
#include <string.h>

#include <core/app.h>
#include <core/irq.h>
#include <core/signal.h>
#include <core/syscalls.h>

#include "signals.h"

#define STACK_MIN 2048 /* Linux MINSIGSTKSZ */

/* What an exception of the CPU sends is taken before all others. */
#define SYNCHRONOUS                                                                                \
	(SIGNAL_BIT(SIGSEGV) | SIGNAL_BIT(SIGBUS) | SIGNAL_BIT(SIGILL) | SIGNAL_BIT(SIGTRAP) |     \
	 SIGNAL_BIT(SIGFPE) | SIGNAL_BIT(SIGSYS))

static struct signal_action actions[SIGNALS];

void (*signal_deliver)(void);

/* Default actions, signal(7). There is no job control: a program cannot be stopped. */
static bool ignored_by_default(int sig)
{
	return SIGNAL_BIT(sig) & (SIGNAL_BIT(SIGCHLD) | SIGNAL_BIT(SIGURG) | SIGNAL_BIT(SIGWINCH) |
				  SIGNAL_BIT(SIGCONT) | SIGNAL_BIT(SIGSTOP) | SIGNAL_BIT(SIGTSTP) |
				  SIGNAL_BIT(SIGTTIN) | SIGNAL_BIT(SIGTTOU));
}

enum signal_effect signal_effect(int sig)
{
	void (*handler)(int) = actions[sig - 1].handler;

	if (handler == SIG_IGN || (handler == SIG_DFL && ignored_by_default(sig)))
		return SIGNAL_IGNORED;
	return handler == SIG_DFL ? SIGNAL_ENDS : SIGNAL_HANDLED;
}

/* --- taking ----------------------------------------------------------------------- */

static int next_due(const struct thread_signals *s)
{
	uint64_t due = (s->pending | signals_shared) & ~s->blocked;

	if (due & SYNCHRONOUS)
		due &= SYNCHRONOUS;
	return due ? __builtin_ctzll(due) + 1 : 0;
}

static bool on_stack(const struct thread_signals *s, uintptr_t sp)
{
	return s->stack_size && sp - s->stack <= s->stack_size;
}

/* The thread enters the handler of d->info's signal. */
static void enter(struct signal_delivery *d, uintptr_t sp)
{
	struct thread_signals *s = thread_signals();
	int sig = d->info.si_signo;

	d->action = actions[sig - 1];
	if (d->action.flags & SA_RESETHAND)
		actions[sig - 1].handler = SIG_DFL;
	if (!(d->action.flags & SA_RESTART))
		s->no_restart = true;
	d->mask = s->swapped ? s->mask_before : s->blocked;
	s->swapped = false;
	s->blocked |= d->action.mask | (d->action.flags & SA_NODEFER ? 0 : SIGNAL_BIT(sig));
	s->blocked &= ~SIGNALS_FORCED;
	d->stack = 0;
	if ((d->action.flags & SA_ONSTACK) && s->stack_size && !on_stack(s, sp))
		d->stack = s->stack + s->stack_size;
}

bool signal_take(struct signal_delivery *d, uintptr_t sp)
{
	const struct thread_signals *s = thread_signals();
	int sig;

	while ((sig = next_due(s)) != 0) {
		signal_dequeue(thread_signals(), sig, &d->info);
		switch (signal_effect(sig)) {
		case SIGNAL_HANDLED:
			enter(d, sp);
			return true;
		case SIGNAL_ENDS:
			app_exit_by_signal(sig);
		case SIGNAL_IGNORED:
			break;
		}
	}
	return false;
}

void signal_defaults(void)
{
	struct signal_delivery d;
	unsigned long flags = irq_save();

	signal_take(&d, 0);
	irq_restore(flags);
}

void signal_drop_ignored(void)
{
	struct thread_signals *s = thread_signals();
	uint64_t due = (s->pending | signals_shared) & ~s->blocked;
	siginfo_t info;

	for (; due; due &= due - 1) {
		int sig = __builtin_ctzll(due) + 1;
		while (signal_effect(sig) == SIGNAL_IGNORED &&
		       (s->pending | signals_shared) & SIGNAL_BIT(sig))
			signal_dequeue(s, sig, &info);
	}
}

bool signal_take_fault(struct signal_delivery *d, const siginfo_t *info, uintptr_t sp)
{
	int sig = info->si_signo;

	if (thread_signals()->blocked & SIGNAL_BIT(sig) || signal_effect(sig) != SIGNAL_HANDLED)
		return false;
	d->info = *info;
	enter(d, sp);
	return true;
}

void signal_taken(uint64_t set)
{
	thread_signals()->blocked = set & ~SIGNALS_FORCED;
}

/* --- calls ------------------------------------------------------------------------ */

/* A handler needs what runs it; libc's restorer brings that in (arch/x86_64/libc). */
static void set_action(int sig, const struct signal_action *act)
{
	unsigned long flags = irq_save();

	actions[sig - 1] = *act;
	actions[sig - 1].mask &= ~SIGNALS_FORCED;
	enum signal_effect effect = signal_effect(sig);
	if (effect == SIGNAL_IGNORED)
		signal_discard(sig);
	irq_restore(flags);
	if (effect == SIGNAL_HANDLED && !signal_deliver && act->restorer)
		act->restorer();
}

long sys_rt_sigaction(int sig, const void *act, void *old, size_t set_size)
{
	if (!signal_valid(sig) || set_size != SIGNAL_SET_SIZE)
		return -EINVAL;
	if (act && (SIGNAL_BIT(sig) & SIGNALS_FORCED))
		return -EINVAL;
	struct signal_action before = actions[sig - 1];
	if (act)
		set_action(sig, act);
	if (old)
		memcpy(old, &before, sizeof(before));
	return 0;
}

long sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old, size_t set_size)
{
	if (set_size != SIGNAL_SET_SIZE)
		return -EINVAL;
	signals_here(); /* a thread cannot block what has come before */
	uint64_t before = thread_signals()->blocked, after = before;
	if (set && how == SIG_BLOCK)
		after |= *set;
	else if (set && how == SIG_UNBLOCK)
		after &= ~*set;
	else if (set && how == SIG_SETMASK)
		after = *set;
	else if (set)
		return -EINVAL;
	signal_set_blocked(after);
	if (old)
		*old = before;
	signals_here();
	return 0;
}

long sys_rt_sigpending(uint64_t *set, size_t set_size)
{
	const struct thread_signals *s = thread_signals();
	uint64_t pending = (s->pending | signals_shared) & s->blocked;

	if (set_size > SIGNAL_SET_SIZE)
		return -EINVAL;
	memcpy(set, &pending, set_size);
	return 0;
}

/* Linux's order: what is asked for is read before the old one is written, which may be in
 * the same place, and a call that is refused writes nothing. */
long sys_sigaltstack(const void *stack_arg, void *old_arg)
{
	struct thread_signals *s = thread_signals();
	bool in_use = on_stack(s, (uintptr_t)__builtin_frame_address(0));
	stack_t old = { .ss_sp = (void *)s->stack,
			.ss_size = s->stack_size,
			.ss_flags = in_use          ? SS_ONSTACK
				    : s->stack_size ? 0
						    : SS_DISABLE };

	if (stack_arg) {
		stack_t stack = *(const stack_t *)stack_arg;
		bool disable = stack.ss_flags & SS_DISABLE;

		if (in_use)
			return -EPERM;
		if (stack.ss_flags & ~(SS_DISABLE | SS_ONSTACK))
			return -EINVAL;
		if (!disable && stack.ss_size < STACK_MIN)
			return -ENOMEM;
		s->stack = disable ? 0 : (uintptr_t)stack.ss_sp;
		s->stack_size = disable ? 0 : stack.ss_size;
	}
	if (old_arg)
		*(stack_t *)old_arg = old;
	return 0;
}
