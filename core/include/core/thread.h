/* SPDX-License-Identifier: MIT */
/*
 * thread.h - threads: five priorities, and the scheduler that the configuration names.
 *
 * SCHED_PREEMPT: the highest ready priority runs, round robin inside one. SCHED_COOP:
 * the same, but a thread keeps the CPU until it waits, yields or ends. SCHED_NONE:
 * main()'s thread is the only one; while it waits, work (core/work.h) is done and the
 * CPU halts. libc's pthreads are these threads.
 */
#ifndef CORE_THREAD_H
#define CORE_THREAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/waitq.h>

enum thread_prio { PRIO_IDLE, PRIO_LOW, PRIO_NORMAL, PRIO_HIGH, PRIO_REALTIME, PRIO_COUNT };
enum thread_state {
	THREAD_CREATED, /* not started yet */
	THREAD_READY,
	THREAD_RUNNING,
	THREAD_BLOCKED,  /* waits for somebody, perhaps with a deadline */
	THREAD_SLEEPING, /* waits for a time only */
	THREAD_ZOMBIE,   /* has ended; its memory is about to be freed */
};

const char *thread_state_name(enum thread_state state) IRQ_SAFE;

struct thread; /* core/sched/sched.h, for core only */

/** Makes the caller thread 0, "boot", at the highest priority, starts the idle thread and
 *  the worker, and turns interrupts on. After heap_init() and the clock. */
void sched_init(void);

/** Starts a kernel thread: fn(arg) on a stack of its own of stack_size bytes with a
 *  guard page below. The thread ends when fn returns. NULL when out of memory, and with
 *  SCHED_NONE. name is cut to 15 bytes. Ids of kernel threads are 0 and below. */
struct thread *thread_create(const char *name, enum thread_prio prio, size_t stack_size,
			     void (*fn)(void *arg), void *arg);
/** Makes a thread of the program: the same on the caller's memory, which is populated for
 *  good, with FS base fs: clone(2). fn must not return: thread_leave_program(), then
 *  thread_exit(). Does not start it: thread_start(). Ids are 1, main's, and up. NULL when
 *  out of memory, and with SCHED_NONE for all but main's. */
struct thread *thread_create_on(const char *name, uintptr_t stack_top, uintptr_t fs,
				void (*fn)(void *arg), void *arg);
/** Gives t, not started yet, the policy of the calling thread. */
void thread_inherit_policy(struct thread *t);
void thread_start(struct thread *t);
/** Ends the calling thread: zeroes its clear_tid word and wakes one futex waiter
 *  there. Nothing touches its stack afterwards. */
_Noreturn void thread_exit(void);
/** Takes the caller off the count of the program's threads. False, and no change, when
 *  it is the last: then the program is to end. */
bool thread_leave_program(void);

/** How many threads the program has. */
unsigned thread_program_count(void) IRQ_SAFE;

struct thread *thread_self(void) IRQ_SAFE;
int thread_id(const struct thread *t) IRQ_SAFE;
/** The word to zero and futex-wake when t ends (set_tid_address(2)), or NULL. */
void thread_set_clear_tid(struct thread *t, int *word);
/** Sets FS base of the calling thread, libc's thread pointer, and tells it. */
void thread_set_fs(uintptr_t base);
uintptr_t thread_fs(void);
/** Changes the calling thread's priority or name (cut to 15 bytes). */
void thread_set_prio(enum thread_prio prio);
void thread_set_name(const char *name);
const char *thread_name(const struct thread *t) IRQ_SAFE;
/** ns that the thread of this id has run. 0; -ESRCH there is no such thread. */
int thread_cpu_time(int id, uint64_t *ns);
/** ns that all the program's threads have run, ended ones too. */
uint64_t thread_program_time(void);

/** A thread's signals, bit n - 1 for signal n; for core/signal.h. */
struct thread_signals {
	uint64_t blocked, pending;
	uint64_t awaited;            /* by sigtimedwait(2): blocked, but they wake */
	uint64_t mask_before;        /* a wait's own mask is in force instead, if swapped */
	bool swapped, interruptible; /* the latter: blocked, and waker ends that */
	bool no_restart;             /* a handler without SA_RESTART ran */
	struct waiter waker;
	struct signal_entry *queue; /* the pending ones' details, oldest first */
	uintptr_t stack;            /* sigaltstack(2) */
	size_t stack_size;          /* 0: none */
};
struct thread_signals *thread_signals(void) IRQ_SAFE;
struct thread_signals *thread_signals_of(struct thread *t) IRQ_SAFE;
/** The program's threads one after the other, NULL for the first. Interrupts off. */
struct thread *thread_next(struct thread *t);

/** How the program has its threads chosen; the numbers are Linux's SCHED_*. */
enum thread_policy {
	POLICY_OTHER = 0, /* PRIO_NORMAL, in turns */
	POLICY_FIFO = 1,  /* realtime, until it waits or yields */
	POLICY_RR = 2,    /* realtime, in turns among those of its level */
	POLICY_BATCH = 3, /* as OTHER */
	POLICY_IDLE = 5,  /* PRIO_LOW */
};
#define POLICY_LEVELS 99 /* of FIFO and RR: 1 to 99; those from 50 on are PRIO_REALTIME */

/** level is 0 but for FIFO and RR. 0; -ESRCH no such thread of the program; -EINVAL. */
int thread_set_policy(int id, int policy, int level);
int thread_get_policy(int id, int *policy, int *level);
/** ns of a turn of the thread: 0 when it keeps the CPU until it waits or yields. -ESRCH. */
int thread_turn(int id, uint64_t *ns);

/** Lets threads of the same and of higher priority run, and work that is queued. */
void thread_yield(void) MAY_SLEEP;
/** For a call that finds nothing to do and returns at once, such as poll() with no time:
 *  a program that loops over it must not keep out what it waits for. */
static inline void thread_poll_point(void)
{
	if (!IS_ENABLED(CONFIG_SCHED_PREEMPT))
		thread_yield();
}
/** 0; the time given has passed. */
void thread_sleep_until(uint64_t deadline) MAY_SLEEP;
/** Prepares w so that waking it makes the calling thread ready. For poll. */
void thread_waiter_init(struct waiter *w);

/** One row of the list of threads, for diagnostics. */
struct thread_info {
	char name[16];
	int id; /* 1 is main's thread; the kernel's are 0 and below */
	enum thread_prio prio;
	enum thread_state state;
	uint64_t cpu_time; /* ns run so far */
	uintptr_t pc, fp;  /* where it stands; 0 when that is not known, as of the running one */
};
/** Fills at most max rows; returns the number of threads. */
unsigned thread_list(struct thread_info *rows, unsigned max);
/** Fills row with thread number n, from 0, the newest first. False behind the last. */
bool thread_nth(unsigned n, struct thread_info *row) IRQ_SAFE;

/** What the CPU has done so far. */
struct sched_stats {
	uint64_t idle_time; /* ns that no thread wanted it */
	uint64_t halts;     /* times that it halted then */
	uint64_t switches;  /* from one thread to another */
};
void sched_stats(struct sched_stats *s);

/** No other thread runs until the matching enable; interrupts still come. Nests. */
void preempt_disable(void) IRQ_SAFE;
void preempt_enable(void) IRQ_SAFE;

/** SCHED_PREEMPT only: interrupt exit's upcall, on the interrupted thread's stack, interrupts off,
 * when this_cpu()->resched is set and preemption is on. */
void sched_preempt(void);
/** SCHED_PREEMPT only: irq_restore()'s upcall in thread context, interrupts still off, when it is
 * about to turn them on and this_cpu()->resched is set: a thread was woken meanwhile. */
void sched_pending(void);

#endif
