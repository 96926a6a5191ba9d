/* SPDX-License-Identifier: MIT */
/*
 * thread.h - threads: five priorities, round robin inside one, preemptive. The
 * highest ready priority runs. libc's pthreads are these threads.
 */
#ifndef CORE_THREAD_H
#define CORE_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/waitq.h>

enum thread_prio { PRIO_IDLE, PRIO_LOW, PRIO_NORMAL, PRIO_HIGH, PRIO_REALTIME, PRIO_COUNT };
enum thread_state { THREAD_READY, THREAD_RUNNING, THREAD_BLOCKED, THREAD_DEAD };

struct thread; /* core/sched/sched.h, for core only */

/** Makes the caller thread 1, starts the idle thread and the worker. */
void sched_init(void);

/** Starts fn(arg) on a stack of its own of stack_size bytes with a guard page below.
 *  The thread ends when fn returns. NULL when out of memory. */
struct thread *thread_create(const char *name, enum thread_prio prio, size_t stack_size,
			     void (*fn)(void *arg), void *arg);
/** The same on the caller's memory (fully populated), with FS base fs: clone(2).
 *  Does not start it: thread_start(). */
struct thread *thread_create_on(const char *name, enum thread_prio prio, uintptr_t stack_top,
				uintptr_t fs, void (*fn)(void *arg), void *arg);
void thread_start(struct thread *t);
_Noreturn void thread_exit(void);

struct thread *thread_self(void) IRQ_SAFE;
void thread_yield(void) MAY_SLEEP;
/** 0; the time given has passed. */
void thread_sleep_until(uint64_t deadline) MAY_SLEEP;
/** Prepares w so that waking it makes the calling thread ready. For poll. */
void thread_waiter_init(struct waiter *w);

/** One row of the list of threads, for diagnostics. */
struct thread_info {
	const char *name;
	int id; /* 1 is main's thread */
	enum thread_prio prio;
	enum thread_state state;
	uint64_t cpu_time; /* ns run so far */
};
/** Fills at most max rows; returns the number of threads. */
unsigned thread_list(struct thread_info *rows, unsigned max);

/** No other thread runs until the matching enable; interrupts still come. Nests. */
void preempt_disable(void) IRQ_SAFE;
void preempt_enable(void) IRQ_SAFE;

/** Interrupt exit's upcall, on the interrupted thread's stack, interrupts off, when
 *  this_cpu()->resched is set and preemption is on. */
void sched_preempt(void);

#endif
