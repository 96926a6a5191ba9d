/* SPDX-License-Identifier: MIT */
/* sched.h - what the scheduler's files share; nobody else sees inside a thread. */
#ifndef CORE_SCHED_SCHED_H
#define CORE_SCHED_SCHED_H

#include <arch/thread.h>
#include <core/clock.h>
#include <core/thread.h>

struct thread {
	struct arch_thread arch;
	void *fpu; /* fpu_size() bytes, used while preempted */
	char name[16];
	int id;                  /* 1 is main's thread */
	uint8_t prio;            /* enum thread_prio */
	uint8_t state;           /* enum thread_state */
	bool timed_out;          /* why the last block ended */
	uint64_t cpu_time;       /* ns run so far, up to the last switch */
	uint64_t slice_end;      /* when a peer of the same priority may have the CPU */
	struct thread *next;     /* in its ready queue */
	struct thread *all_next; /* in the list of all threads */
	struct waiter waiter;    /* its wake makes the thread ready */
	struct timer timer;      /* ends a block at its deadline */
	void *stack;             /* lowest usable address; NULL when libc owns the stack */
	size_t stack_size;
	int *clear_tid; /* set_tid_address: zeroed and futex-woken at exit */
};

#endif
