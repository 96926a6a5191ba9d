/* SPDX-License-Identifier: MIT */
/*
 * sched.h - what the files of core that make threads share: the inside of a thread,
 * and the scheduler. Nobody else sees either.
 *
 *	wait.c              blocking and waking, the same for every scheduler
 *	info.c              the list of threads, what they can be asked and told
 *	sched.c | coop.c    who runs next: one of the two is linked, on top of
 *	runq.c cpu.c        the queues of ready threads; the running one and its time
 *	thread.c            a thread is made and ends
 *	nosched.c           instead of all these: there is one thread
 *
 * Everything here is called with interrupts off unless it says otherwise.
 */
#ifndef CORE_SCHED_SCHED_H
#define CORE_SCHED_SCHED_H

#include <arch/cpu.h>
#include <arch/thread.h>
#include <core/clock.h>
#include <core/thread.h>

/* Who goes first, as one number: the priority, and inside it the level of a realtime
 * policy (1 to 99). The kernel's own realtime threads are above the program's. */
#define RANK_LEVELS       128u
#define RANK(prio, level) ((unsigned)(prio)*RANK_LEVELS + (unsigned)(level))
#define RANK_OWN(prio)    RANK(prio, (prio) == PRIO_REALTIME ? RANK_LEVELS - 1 : 0)
#define RANK_PRIO(rank)   ((rank) / RANK_LEVELS)

#ifdef CONFIG_SCHED_SLICE_MS
#define SLICE_NS (CONFIG_SCHED_SLICE_MS * NSEC_PER_MSEC)
#else
#define SLICE_NS 0ul /* a turn ends only when its thread wants it to */
#endif

struct thread {
	struct arch_thread arch;
	void *fpu; /* fpu_size() bytes, used while preempted; NULL: has no FPU state */
	char name[16];
	int id;                   /* > 0: the program's, 1 is main's; else the kernel's */
	uint16_t rank;            /* RANK(), now */
	uint16_t base_rank;       /* RANK() but for what it inherits */
	uint8_t policy, level;    /* as thread_set_policy() was told */
	uint8_t state;            /* enum thread_state */
	bool timed_out;           /* why the last block ended */
	uint64_t cpu_time;        /* ns run so far, up to the last switch */
	uint64_t slice;           /* ns left of its turn, as of the last switch */
	uint64_t ready_since;     /* when it began to wait for the CPU (SCHED_AGING) */
	struct thread *next;      /* in its ready queue, or in the list of the dead */
	struct thread *all_next;  /* in the list of all threads */
	struct waiter waiter;     /* its wake makes the thread ready */
	struct waitq *waiting;    /* the queue that waiter is linked into, or NULL */
	struct thread *waits_for; /* the owner of the lock it waits for (MUTEX_PI) */
	struct timer timer;       /* ends a block at its deadline */
	void (*entry)(void *arg); /* of a kernel thread */
	void *stack;              /* lowest usable address; NULL when somebody else owns it */
	size_t stack_size;
	int *clear_tid;                /* zeroed and futex-woken when the thread ends */
	struct thread_signals signals; /* core/syscall/signal.c's */
};

/* --- the scheduler: sched.c, coop.c or nosched.c -------------------------------------- */

/** Makes t, which is the flow of control that calls, the running thread. Once. */
void sched_start(struct thread *t);
/** Puts t at the end of its priority's queue. */
void sched_make_ready(struct thread *t);
/** Runs another thread; the caller's state is already BLOCKED, SLEEPING or ZOMBIE. */
void sched_leave(void);
/** Lets threads of the caller's and higher priority run. */
void sched_rotate(void);
/** Changes the rank that t has now: to the front of its new queue when it gets worse, to
 *  the end when it gets better (Linux sched(7)). */
void sched_set_rank(struct thread *t, unsigned rank);
/** ns that t has run, up to now. */
uint64_t sched_cpu_time(const struct thread *t);

/* --- runq.c ----------------------------------------------------------------------------- */

/** Behind, or before, those of its rank. */
void runq_push_back(struct thread *t);
void runq_push_front(struct thread *t);
void runq_remove(struct thread *t);
/** What sched_set_rank() does to the queues. */
void runq_set_rank(struct thread *t, unsigned rank);
/** Takes the first of the highest rank; there is one: the idle thread, if nobody else. */
struct thread *runq_pop(void);
/** The first of the highest rank, or NULL. */
struct thread *runq_best(void);
/** The first of priority prio, or NULL. */
struct thread *runq_first(unsigned prio);

/* --- cpu.c ------------------------------------------------------------------------------ */

/** Adds to the running thread's time what has passed since it was switched to, or since
 *  the last call, and takes it off its turn. */
void cpu_account(uint64_t now);
/** When the running thread was last accounted. */
uint64_t cpu_accounted(void);
/** Switches to next, which is in no queue; returns when somebody switches back. */
void cpu_run(struct thread *next);
/** The time of t is idle time. */
void cpu_set_idle(const struct thread *t);
/** Halts until an interrupt has been handled, unless one has come since interrupts were
 *  turned off. */
void cpu_idle(void);

/* --- wait.c ----------------------------------------------------------------------------- */

/** Fills in a zeroed thread; it is CREATED. */
void thread_init(struct thread *t, const char *name, enum thread_prio prio, int id);

/* --- info.c ----------------------------------------------------------------------------- */

/** The list of all threads. Any context. */
void threads_add(struct thread *t);
void threads_remove(struct thread *t);
/** Its first; then follow all_next. */
struct thread *threads_first(void);
/** The program's or kernel's live thread of this id, or NULL. */
struct thread *thread_find(int id);
void thread_copy_name(struct thread *t, const char *name);

/* --- inherit.c -------------------------------------------------------------------------- */

#ifdef CONFIG_MUTEX_PI
/** The calling thread begins to wait for a lock of owner's. */
void inherit_wait(struct thread *t, struct thread *owner);
/** It waits no longer, and did not get the lock. */
void inherit_stop(struct thread *t);
/** old gives its lock to new; those left in wq wait for new. */
void inherit_pass(struct thread *old, struct thread *new, const struct waitq *wq);
/** t ends: nobody waits for it any more. */
void inherit_end(struct thread *t);
/** t's own priority or somebody's who waits for it has changed. */
void inherit_update(struct thread *t);
/** futex_pi.c: t ends; locks of the program that it has, and others sleep for, are theirs. */
void futex_pi_end(struct thread *t);
#else
static inline void inherit_wait(struct thread *t, struct thread *owner)
{
	(void)t;
	(void)owner;
}

static inline void inherit_pass(struct thread *old, struct thread *new, const struct waitq *wq)
{
	(void)old;
	(void)new;
	(void)wq;
}

static inline void inherit_end(struct thread *t)
{
	(void)t;
}

static inline void futex_pi_end(struct thread *t)
{
	(void)t;
}

static inline void inherit_update(struct thread *t)
{
	sched_set_rank(t, t->base_rank);
}
#endif

/* --- lock.c: waiting for what has an owner --------------------------------------------- */

/** Waits in wq until *owner is the calling thread. */
void lock_wait(struct thread *const *owner, struct waitq *wq) MAY_SLEEP;
/** The caller, who owns the lock of wq, gives it up: wakes the best waiter, the oldest of
 *  those, and returns it: the new owner. NULL: nobody waits. */
struct thread *lock_pass(struct waitq *wq);

/* --- aging.c ---------------------------------------------------------------------------- */

#ifdef CONFIG_SCHED_AGING
/** t begins to wait for the CPU. */
void aging_begin(struct thread *t);
/** Takes a thread out of the queues that has starved for long enough; or NULL. */
struct thread *aging_take(uint64_t now);
/** When the next one will have, NO_DEADLINE for never. */
uint64_t aging_due(void);
#else
static inline void aging_begin(struct thread *t)
{
	(void)t;
}

static inline struct thread *aging_take(uint64_t now)
{
	(void)now;
	return NULL;
}

static inline uint64_t aging_due(void)
{
	return NO_DEADLINE;
}
#endif

/* --- work.c ------------------------------------------------------------------------------ */

bool work_pending(void);
/** Runs the oldest piece of work, turning interrupts on for it. */
void work_run_one(void) MAY_SLEEP;
/** Sleeps until there is work. */
void work_wait(void) MAY_SLEEP;
/** Starts the worker thread: worker.c. */
void worker_init(void);

#endif
