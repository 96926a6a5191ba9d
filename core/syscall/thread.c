/* SPDX-License-Identifier: MIT */
/*
 * thread.c - threads and futexes for libc. A thread is made by libc's __clone()
 * (arch/x86_64/libc/clone.c), not by a call: clone(2), fork(2) and execve(2) do not
 * exist. There is one process, 1, and main's thread is its thread 1.
 *
 * Source: Linux futex(2), set_tid_address(2), arch_prctl(2), membarrier(2).
 */
#include <errno.h>
#include <stdint.h>

#include <core/app.h>
#include <core/futex.h>
#include <core/irq.h>
#include <core/signal.h>
#include <core/syscalls.h>
#include <core/thread.h>

#include "timespec.h"

/* Linux include/uapi/linux/futex.h */
#define FUTEX_WAIT           0
#define FUTEX_WAKE           1
#define FUTEX_REQUEUE        3
#define FUTEX_CMP_REQUEUE    4
#define FUTEX_LOCK_PI        6
#define FUTEX_UNLOCK_PI      7
#define FUTEX_TRYLOCK_PI     8
#define FUTEX_WAIT_BITSET    9
#define FUTEX_WAKE_BITSET    10
#define FUTEX_PRIVATE        128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_MATCH_ANY      (-1)

/* Linux arch/x86/include/uapi/asm/prctl.h */
#define ARCH_SET_FS 0x1002
#define ARCH_GET_FS 0x1003

/* Linux include/uapi/linux/membarrier.h */
#define MEMBARRIER_QUERY    0
#define MEMBARRIER_COMMANDS (1 | 2 | 4 | 8 | 16)

static long wait_on(const int *addr, int op, int val, const struct timespec *timeout)
{
	uint64_t deadline;
	bool absolute = (op & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME)) == FUTEX_WAIT_BITSET;
	int err = timespec_deadline(timeout, absolute, op & FUTEX_CLOCK_REALTIME, &deadline);

	if (!err)
		err = futex_wait(addr, val, deadline);
	if (err != -EINTR)
		return err;
	/* Not every caller comes by syscall_waiting(): libc's locks just call again. */
	long interrupted = signal_interrupted();
	return timeout ? -EINTR : interrupted;
}

static long requeue(const int *addr, int count, long move, const int *target)
{
	if ((uintptr_t)target % sizeof(int) || count < 0 || (int)move < 0)
		return -EINVAL;
	return futex_requeue(addr, count, target, (int)move);
}

/* Nobody changes the word between the look at it and the requeueing. */
static long requeue_if(const int *addr, int is, int count, long move, const int *target)
{
	unsigned long flags = irq_save();
	long ret = -EAGAIN;

	if (*(const volatile int *)addr == is)
		ret = requeue(addr, count, move, target);
	irq_restore(flags);
	return ret;
}

/* A handler runs while the thread waits, and the wait goes on after it, whatever SA_RESTART
 * says: as on Linux. */
static long lock_pi(int *addr, uint64_t deadline)
{
	int err;

	while ((err = futex_lock_pi(addr, deadline)) == -EINTR)
		signal_interrupted();
	return err;
}

/* A deadline is on the wall clock. */
static long pi_operation(int *addr, int op, const struct timespec *timeout)
{
	uint64_t deadline;
	int err;

	switch (op & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME)) {
	case FUTEX_LOCK_PI:
		err = timespec_deadline(timeout, true, true, &deadline);
		return err ? err : lock_pi(addr, deadline);
	case FUTEX_TRYLOCK_PI:
		return futex_trylock_pi(addr);
	case FUTEX_UNLOCK_PI:
		return futex_unlock_pi(addr);
	default:
		return -ENOSYS;
	}
}

/* For the requeue operations the fourth argument is a count. */
long sys_futex(int *addr, int op, int val, const struct timespec *timeout, int *target, int val3)
{
	if (!addr || (uintptr_t)addr % sizeof(int))
		return -EINVAL;
	switch (op & ~(FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME)) {
	case FUTEX_WAIT_BITSET:
		if (val3 != FUTEX_MATCH_ANY)
			return -ENOSYS;
		return wait_on(addr, op, val, timeout);
	case FUTEX_WAIT:
		return wait_on(addr, op, val, timeout);
	case FUTEX_WAKE_BITSET:
		if (val3 != FUTEX_MATCH_ANY)
			return -ENOSYS;
		return futex_wake(addr, val);
	case FUTEX_WAKE:
		return futex_wake(addr, val);
	case FUTEX_CMP_REQUEUE:
		return requeue_if(addr, val3, val, (long)timeout, target);
	case FUTEX_REQUEUE:
		return requeue(addr, val, (long)timeout, target);
	default:
		return IS_ENABLED(CONFIG_MUTEX_PI) ? pi_operation(addr, op, timeout) : -ENOSYS;
	}
}

/* Robust lists serve threads that die holding a lock. Here a thread ends only through
 * pthread_exit(), and libc walks the list itself then. */
long sys_set_robust_list(void *head, size_t len)
{
	(void)head;
	(void)len;
	return 0;
}

long sys_set_tid_address(int *word)
{
	thread_set_clear_tid(thread_self(), word);
	return thread_id(thread_self());
}

long sys_set_thread_area(void *tp)
{
	thread_set_fs((uintptr_t)tp);
	return 0;
}

long sys_arch_prctl(int code, unsigned long addr)
{
	switch (code) {
	case ARCH_SET_FS:
		thread_set_fs(addr);
		return 0;
	case ARCH_GET_FS:
		*(unsigned long *)addr = thread_fs();
		return 0;
	default:
		return -EINVAL;
	}
}

long sys_gettid(void)
{
	return thread_id(thread_self());
}

/* The details of signals that nobody will take go back to where they came from. Interrupts
 * off. */
static void drop_signals(struct thread_signals *s)
{
	while (s->queue) {
		struct signal_entry *e = s->queue;
		s->queue = e->next;
		e->queued = false;
		if (e->taken)
			e->taken(e);
	}
	s->pending = 0;
	s->blocked = ~0ull;
}

/* The last thread takes the program with it. */
long sys_exit(int status)
{
	if (!thread_leave_program())
		app_exit(status);
	irq_save(); /* or one could still come, and be lost with the thread */
	drop_signals(thread_signals());
	thread_exit();
}

long sys_exit_group(int status)
{
	app_exit(status);
}

/* One CPU: threads see each other's writes in program order. */
long sys_membarrier(int cmd, unsigned flags, int cpu)
{
	(void)flags;
	(void)cpu;
	if (cmd == MEMBARRIER_QUERY)
		return MEMBARRIER_COMMANDS;
	return cmd > 0 && (cmd & ~MEMBARRIER_COMMANDS) == 0 ? 0 : -EINVAL;
}

long sys_getcpu(unsigned *cpu, unsigned *node, void *unused)
{
	(void)unused;
	if (cpu)
		*cpu = 0;
	if (node)
		*node = 0;
	return 0;
}
