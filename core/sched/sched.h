/* SPDX-License-Identifier: MIT */
/*
 * sched.h - what the files of core that make threads share: the inside of a thread,
 * and the scheduler under thread.c. Nobody else sees either.
 *
 * Everything here is called with interrupts off unless it says otherwise.
 */
#ifndef CORE_SCHED_SCHED_H
#define CORE_SCHED_SCHED_H

#include <arch/cpu.h>
#include <arch/thread.h>
#include <core/clock.h>
#include <core/thread.h>

struct thread {
	struct arch_thread arch;
	void *fpu; /* fpu_size() bytes, used while preempted; NULL: has no FPU state */
	char name[16];
	int id;                   /* > 0: the program's, 1 is main's; else the kernel's */
	uint8_t prio;             /* enum thread_prio */
	uint8_t state;            /* enum thread_state */
	bool timed_out;           /* why the last block ended */
	uint64_t cpu_time;        /* ns run so far, up to the last switch */
	uint64_t slice;           /* ns left of its turn, as of the last switch */
	struct thread *next;      /* in its ready queue, or in the list of the dead */
	struct thread *all_next;  /* in the list of all threads */
	struct waiter waiter;     /* its wake makes the thread ready */
	struct waitq *waiting;    /* the queue that waiter is linked into, or NULL */
	struct timer timer;       /* ends a block at its deadline */
	void (*entry)(void *arg); /* of a kernel thread */
	void *stack;              /* lowest usable address; NULL when somebody else owns it */
	size_t stack_size;
	int *clear_tid;                /* zeroed and futex-woken when the thread ends */
	struct thread_signals signals; /* core/syscall/signal.c's */
};

/** Makes t, which is the flow of control that calls, the running thread. Once. */
void sched_start(struct thread *t);
/** Puts t at the end of its priority's queue. */
void sched_make_ready(struct thread *t);
/** Runs another thread; the caller's state is already BLOCKED or DEAD. */
void sched_leave(void);
/** Lets threads of the caller's and higher priority run. */
void sched_rotate(void);
/** ns that t has run, up to now. */
uint64_t sched_cpu_time(const struct thread *t);
/** True when a thread waits for the CPU. */
bool sched_any_ready(void);

/** The idle thread's function. */
void idle_main(void *arg);

/** The list of all threads. Any context. */
void threads_add(struct thread *t);
void threads_remove(struct thread *t);
void thread_copy_name(struct thread *t, const char *name);

#endif
