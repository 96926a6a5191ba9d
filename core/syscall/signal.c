/* SPDX-License-Identifier: MIT */
/*
 * signal.c - signals that the program sends to itself: raise(3), abort(3), kill(getpid()).
 * Nobody else sends any.
 *
 * A signal is delivered when the thread that sent it leaves the call, or when it
 * unblocks it, by a plain call of the handler: everything happens at a call that the
 * thread itself makes. A signal to another thread that has a handler would interrupt it
 * anywhere and is refused with ENOSYS; so pthread_cancel() fails, and the other thread
 * notices it at pthread_testcancel(). Exceptions of the CPU are panics, not signals.
 *
 * Source: Linux signal(7), sigaction(2), arch/x86/include/uapi/asm/signal.h.
 * Locking: dispositions are the program's; libc serialises who needs it.
 */
#define LOG_TAG "signal"
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>

#include <core/app.h>
#include <core/log.h>
#include <core/syscalls.h>
#include <core/thread.h>

#define SIGNALS  64
#define SET_SIZE sizeof(uint64_t)
#define PID      1

#define BIT(sig)    (1ull << ((sig)-1))
#define UNBLOCKABLE (BIT(SIGKILL) | BIT(SIGSTOP))

/* What the kernel calls struct sigaction. */
struct disposition {
	union { /* SA_SIGINFO tells */
		void (*handler)(int sig);
		void (*info_handler)(int sig, siginfo_t *info, void *context);
	};
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

static struct disposition dispositions[SIGNALS];

static bool valid(int sig)
{
	return sig >= 1 && sig <= SIGNALS;
}

/* Default actions, signal(7). There is no job control: a program cannot be stopped. */
static bool ignored_by_default(int sig)
{
	return BIT(sig) & (BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT) |
			   BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU));
}

static void call_handler(const struct disposition *d, int sig)
{
	siginfo_t info = { .si_signo = sig, .si_code = SI_TKILL };

	info.si_pid = PID;
	if (d->flags & SA_SIGINFO)
		d->info_handler(sig, &info, NULL);
	else
		d->handler(sig);
}

static void deliver(int sig)
{
	struct thread_signals *s = thread_signals();
	struct disposition d = dispositions[sig - 1];

	if (d.handler == SIG_IGN || (d.handler == SIG_DFL && ignored_by_default(sig)))
		return;
	if (d.handler == SIG_DFL)
		app_exit_by_signal(sig);
	if (d.flags & SA_RESETHAND)
		dispositions[sig - 1].handler = SIG_DFL;
	uint64_t before = s->blocked;
	s->blocked |= (d.mask | (d.flags & SA_NODEFER ? 0 : BIT(sig))) & ~UNBLOCKABLE;
	call_handler(&d, sig);
	s->blocked = before;
}

static void deliver_pending(void)
{
	struct thread_signals *s = thread_signals();
	uint64_t due;

	while ((due = s->pending & ~s->blocked) != 0) {
		int sig = __builtin_ctzll(due) + 1;
		s->pending &= ~BIT(sig);
		deliver(sig);
	}
}

static long send_to_self(int sig)
{
	if (sig == 0)
		return 0;
	if (!valid(sig))
		return -EINVAL;
	thread_signals()->pending |= BIT(sig);
	deliver_pending();
	return 0;
}

/* Only what needs no handler to run in the other thread. */
static long send_to_other(int sig)
{
	static bool said;

	if (sig == 0)
		return 0;
	if (!valid(sig))
		return -EINVAL;
	const struct disposition *d = &dispositions[sig - 1];
	if (d->handler == SIG_IGN || (d->handler == SIG_DFL && ignored_by_default(sig)))
		return 0;
	if (d->handler == SIG_DFL)
		app_exit_by_signal(sig);
	if (!said)
		log_warn("signal %d to another thread: not implemented, the sender gets ENOSYS",
			 sig);
	said = true;
	return -ENOSYS;
}

long sys_tkill(int tid, int sig)
{
	uint64_t ns;

	if (tid <= 0)
		return -EINVAL;
	if (tid == thread_id(thread_self()))
		return send_to_self(sig);
	return thread_cpu_time(tid, &ns) ? -ESRCH : send_to_other(sig);
}

long sys_tgkill(int pid, int tid, int sig)
{
	return pid == PID ? sys_tkill(tid, sig) : -ESRCH;
}

/* To the process, to its group, or to everybody: it is all there is. */
long sys_kill(int pid, int sig)
{
	return pid >= -1 && pid <= PID ? send_to_self(sig) : -ESRCH;
}

long sys_rt_sigaction(int sig, const void *act, void *old, size_t set_size)
{
	if (!valid(sig) || set_size != SET_SIZE)
		return -EINVAL;
	if (act && (BIT(sig) & UNBLOCKABLE))
		return -EINVAL;
	struct disposition before = dispositions[sig - 1];
	if (act)
		memcpy(&dispositions[sig - 1], act, sizeof(struct disposition));
	if (old)
		memcpy(old, &before, sizeof(before));
	return 0;
}

long sys_rt_sigprocmask(int how, const uint64_t *set, uint64_t *old, size_t set_size)
{
	struct thread_signals *s = thread_signals();
	uint64_t before = s->blocked;

	if (set_size != SET_SIZE)
		return -EINVAL;
	if (set && how == SIG_BLOCK)
		s->blocked |= *set;
	else if (set && how == SIG_UNBLOCK)
		s->blocked &= ~*set;
	else if (set && how == SIG_SETMASK)
		s->blocked = *set;
	else if (set)
		return -EINVAL;
	s->blocked &= ~UNBLOCKABLE;
	if (old)
		*old = before;
	deliver_pending();
	return 0;
}

long sys_rt_sigpending(uint64_t *set, size_t set_size)
{
	if (set_size > SET_SIZE)
		return -EINVAL;
	memcpy(set, &thread_signals()->pending, set_size);
	return 0;
}
