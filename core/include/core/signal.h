/* SPDX-License-Identifier: MIT */
/*
 * signal.h - signals between who sends them (kill(2), timers, a broken pipe, the CPU's
 * exceptions), who waits, and arch, which runs handlers on the program's stacks.
 *
 * A signal is posted, and stays pending as long as the thread blocks it. One that is not
 * blocked is due: it ends an interruptible wait with -EINTR, and its handler runs where
 * the thread is about to go on with code of the program: at the end of a system call that
 * may wait, or at the end of an interrupt. Nothing here is linked into an image that
 * neither sends signals nor catches any, but signal_due() and the waits.
 */
#ifndef CORE_SIGNAL_H
#define CORE_SIGNAL_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/thread.h>
#include <core/waitq.h>

#define SIGNALS         64
#define SIGNAL_BIT(sig) (1ull << ((sig)-1))
#define SIGNAL_SET_SIZE sizeof(uint64_t)
#define SIGNALS_FORCED  (SIGNAL_BIT(SIGKILL) | SIGNAL_BIT(SIGSTOP)) /* never blocked */

/** What a call returns inside the kernel instead of -EINTR when it may be started again
 *  after a handler with SA_RESTART; libc never sees it. Linux include/linux/errno.h. */
#define ERESTARTSYS 512

/** True when ret says that a signal has ended a wait. */
static inline bool signal_ended(long ret)
{
	return ret == -EINTR || ret == -ERESTARTSYS;
}

/** What the kernel calls struct sigaction. */
struct signal_action {
	union { /* SA_SIGINFO tells */
		void (*handler)(int sig);
		void (*info_handler)(int sig, siginfo_t *info, void *context);
	};
	unsigned long flags;
	void (*restorer)(void);
	uint64_t mask;
};

/** One pending signal with what it tells. Owned by the pool, or by a timer. */
struct signal_entry {
	struct signal_entry *next;
	void (*taken)(struct signal_entry *e) IRQ_SAFE; /* leaves the queue; may fill info */
	int sig, code;
	int id, extra; /* si_pid and si_uid, or si_timerid and si_overrun */
	union sigval value;
	bool queued;
};

/** Signals pending for the program, to be taken by any thread. For signal_due(). */
extern uint64_t signals_shared;

/** True when a signal waits that t does not block. IRQ_SAFE. */
static inline bool signal_due_in(const struct thread_signals *s)
{
	return ((s->pending | signals_shared) & ~s->blocked) != 0;
}
/** The same for the calling thread; false for the kernel's own threads. */
bool signal_due(void) IRQ_SAFE;

/** Sends e to the program, or to thread t if it is not NULL. e->sig is set. A standard
 *  signal that is pending already is dropped, with e->taken called. The default action of
 *  ending the program takes effect here, in thread context without return. */
void signal_post(struct thread *t, struct signal_entry *e) IRQ_SAFE;
/** Sends sig with nothing to tell but code: SI_KERNEL, SI_TKILL. */
void signal_send(struct thread *t, int sig, int code) IRQ_SAFE;
/** The calling thread wrote to what nobody reads: SIGPIPE. */
void signal_broken_pipe(void);

/** As thread_block() and waitq_block(), but ends with -EINTR as soon as a signal is due.
 *  Whether what was waited for has happened too is the caller's to look. */
int thread_block_interruptible(uint64_t deadline) MAY_SLEEP;
/** Sleeps until deadline: 0, or -EINTR before. Any state of interrupts. */
int thread_sleep_interruptible(uint64_t deadline) MAY_SLEEP;
int waitq_block_interruptible(struct waitq *wq, uint64_t deadline) MAY_SLEEP;
/** As wait_event_until(), or -EINTR with cond false. */
#define wait_event_interruptible(wq, cond, deadline)                                               \
	({                                                                                         \
		int ret_ = 0;                                                                      \
		unsigned long flags_ = irq_save();                                                 \
		while (!(cond) && ret_ == 0)                                                       \
			ret_ = waitq_block_interruptible((wq), (deadline));                        \
		if (ret_ != 0 && (cond))                                                           \
			ret_ = 0;                                                                  \
		irq_restore(flags_);                                                               \
		ret_;                                                                              \
	})

/** Blocks the signals of set instead of what the thread blocks now, for one wait: the old
 *  mask returns when a handler returns, or with signal_mask_restore(). */
void signal_mask_swap(uint64_t set);
/** After the wait: ret is its result. With -EINTR the old mask is left to the handler. */
void signal_mask_restore(long ret);

/* --- for arch ---------------------------------------------------------------------- */

/** One signal on its way to its handler. */
struct signal_delivery {
	struct signal_action action;
	siginfo_t info;
	uint64_t mask;   /* to be blocked again when the handler returns */
	uintptr_t stack; /* top of the stack that it asks for, 0: the current one */
};

/** Takes the next due signal that has a handler; carries out the default action of others
 *  before it. sp tells which stack is in use. False: none is left. Interrupts off. */
bool signal_take(struct signal_delivery *d, uintptr_t sp);
/** The same for an exception of the CPU; false when the signal is blocked or has no handler:
 *  then nobody can go on. */
bool signal_take_fault(struct signal_delivery *d, const siginfo_t *info, uintptr_t sp);
/** The handler has returned; set is what it left in its context. */
void signal_taken(uint64_t set);

/** Where arch runs handlers; NULL until the first is installed. Runs those that are due,
 *  as part of the call that the thread is in. Thread context, no lock held. */
extern void (*signal_deliver)(void);
/** Runs them if due and possible. */
static inline void signals_here(void)
{
	if (signal_deliver && signal_due())
		signal_deliver();
}
/** The end of a call that a signal has interrupted: runs what is due. -ERESTARTSYS when all
 *  handlers that ran have SA_RESTART, else -EINTR. */
long signal_interrupted(void) MAY_SLEEP;

#endif
