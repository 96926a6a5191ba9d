/* SPDX-License-Identifier: MIT */
/*
 * clone.c - how libc makes a thread: musl's internal __clone(), on core/thread.h. Only
 * pthread_create()'s kind; posix_spawn() and system(), which want a process, get ENOSYS.
 *
 * Source: Linux clone(2) for the flags; musl src/thread/clone.c for the prototype.
 */
#define _GNU_SOURCE /* CLONE_* */
#include <errno.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>

#include <core/syscalls.h>
#include <core/thread.h>

#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)

/* At the top of the new thread's stack. */
struct start {
	int (*fn)(void *);
	void *arg;
};

int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...);

static void enter_thread(void *start)
{
	struct start s = *(struct start *)start;

	sys_exit(s.fn(s.arg));
}

/* Further arguments: int *ptid, void *tls, int *ctid. */
int __clone(int (*fn)(void *), void *stack, int flags, void *arg, ...)
{
	va_list more;

	if ((flags & THREAD_FLAGS) != THREAD_FLAGS)
		return -ENOSYS;
	va_start(more, arg);
	int *ptid = va_arg(more, int *);
	uintptr_t tls = va_arg(more, uintptr_t);
	int *ctid = va_arg(more, int *);
	va_end(more);

	struct start *start = (struct start *)((uintptr_t)stack & ~15ul) - 1;
	*start = (struct start){ fn, arg };
	struct thread *t = thread_create_on("thread", (uintptr_t)start,
					    flags & CLONE_SETTLS ? tls : 0, enter_thread, start);
	if (!t)
		return -EAGAIN;
	thread_inherit_policy(t);
	int id = thread_id(t);
	if (flags & CLONE_CHILD_CLEARTID)
		thread_set_clear_tid(t, ctid);
	if (flags & CLONE_PARENT_SETTID)
		*ptid = id;
	thread_signals_of(t)->blocked = thread_signals()->blocked;
	thread_start(t); /* from here on it may be gone at any time */
	return id;
}
