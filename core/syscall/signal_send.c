/* SPDX-License-Identifier: MIT */
/*
 * signal_send.c - posting a signal: to a thread, or to the program, of which any thread
 * may take it; and the calls that send.
 *
 * What is pending is a bit per signal, and a queue of entries with the details: for the
 * realtime signals one entry per sending, in order; for the others at most one. Entries
 * come from a small pool; when that is empty, kill(2) sends the bit alone and sigqueue(3)
 * fails with EAGAIN, as on Linux.
 *
 * A due signal's handler cannot run while its thread is inside the kernel: see
 * core/signal.h. Until it has run, a timer interrupts the thread again and again, sooner
 * first, later seldom, to catch it in the program.
 *
 * Source: Linux signal(7), kill(2), tgkill(2), rt_sigqueueinfo(2).
 * Locking: interrupts off; signal_post() is called from interrupts too.
 */
#include <errno.h>
#include <stddef.h>

#include <core/app.h>
#include <core/clock.h>
#include <core/irq.h>
#include <core/syscalls.h>

#include "signals.h"

#define REALTIME_MIN 32 /* the first realtime signal */
#define POOL_SIZE    128
#define NUDGE_FIRST  (20 * NSEC_PER_USEC)
#define NUDGE_LAST   NSEC_PER_MSEC

uint64_t signals_shared;
static struct signal_entry *shared_queue;

static struct signal_entry pool[POOL_SIZE], *pool_free;
static unsigned pool_used; /* entries that were ever taken off the end of pool */

/* --- entries ---------------------------------------------------------------------- */

static void give_back(struct signal_entry *e)
{
	e->next = pool_free;
	pool_free = e;
}

static struct signal_entry *pool_get(void)
{
	struct signal_entry *e = pool_free;

	if (e)
		pool_free = e->next;
	else if (pool_used < POOL_SIZE)
		e = &pool[pool_used++];
	if (e)
		*e = (struct signal_entry){ .taken = give_back };
	return e;
}

static void append(struct signal_entry **queue, struct signal_entry *e)
{
	while (*queue)
		queue = &(*queue)->next;
	e->next = NULL;
	e->queued = true;
	*queue = e;
}

static void fill_info(siginfo_t *info, const struct signal_entry *e)
{
	*info = (siginfo_t){ .si_signo = e->sig, .si_code = e->code };
	info->si_pid = e->id; /* and si_timerid, si_uid, si_overrun: the same places */
	info->si_uid = (uid_t)e->extra;
	info->si_value = e->value;
}

/* The link to the first entry of sig from at on; it leads to NULL when there is none. */
static struct signal_entry **find_entry(struct signal_entry **at, int sig)
{
	while (*at && (*at)->sig != sig)
		at = &(*at)->next;
	return at;
}

/* Takes the first entry of sig, if any, and tells whether another one follows. */
static bool unqueue(struct signal_entry **queue, int sig, siginfo_t *info)
{
	struct signal_entry **at = find_entry(queue, sig), *e = *at;

	if (!e)
		return false;
	*at = e->next;
	e->queued = false;
	if (e->taken)
		e->taken(e);
	fill_info(info, e);
	return *find_entry(at, sig) != NULL;
}

void signal_dequeue(struct thread_signals *s, int sig, siginfo_t *info)
{
	bool own = s->pending & SIGNAL_BIT(sig);
	uint64_t *bits = own ? &s->pending : &signals_shared;

	*info = (siginfo_t){ .si_signo = sig, .si_code = SI_USER };
	info->si_pid = PROGRAM_PID;
	if (!unqueue(own ? &s->queue : &shared_queue, sig, info))
		*bits &= ~SIGNAL_BIT(sig);
}

void signal_discard(int sig)
{
	siginfo_t info;

	while (signals_shared & SIGNAL_BIT(sig))
		signal_dequeue(&(struct thread_signals){ 0 }, sig, &info);
	for (struct thread *t = thread_next(NULL); t; t = thread_next(t)) {
		struct thread_signals *s = thread_signals_of(t);
		while (s->pending & SIGNAL_BIT(sig))
			signal_dequeue(s, sig, &info);
	}
}

/* --- who takes it ----------------------------------------------------------------- */

static void nudge(struct timer *timer);
static struct timer nudger = { .fn = nudge };
static uint64_t nudge_delay;

static bool anybody_due(void)
{
	for (struct thread *t = thread_next(NULL); t; t = thread_next(t)) {
		if (signal_due_in(thread_signals_of(t)))
			return true;
	}
	return false;
}

/* The end of this very interrupt looks whether a handler can run. */
static void nudge(struct timer *timer)
{
	nudge_delay = MIN(nudge_delay * 2, NUDGE_LAST);
	if (anybody_due())
		timer_arm(timer, clock_now() + nudge_delay);
}

static void wake(struct thread_signals *s)
{
	if (s->interruptible)
		s->waker.wake(&s->waker);
	if (signal_deliver) {
		nudge_delay = NUDGE_FIRST;
		timer_arm(&nudger, clock_now() + nudge_delay);
	}
}

/* A thread that waits for the signal, else one that does not block it: main's first, as
 * on Linux. NULL: all block it. */
static struct thread *taker(int sig)
{
	struct thread *found = NULL;

	for (struct thread *t = thread_next(NULL); t; t = thread_next(t)) {
		const struct thread_signals *s = thread_signals_of(t);
		if (s->awaited & SIGNAL_BIT(sig))
			return t;
		if (!(s->blocked & SIGNAL_BIT(sig)) && (!found || thread_id(t) < thread_id(found)))
			found = t;
	}
	return found;
}

/* Signals of the program that the caller has begun to block are others' business now. */
static void hand_over(uint64_t set)
{
	for (uint64_t left = signals_shared & set; left; left &= left - 1) {
		struct thread *t = taker(__builtin_ctzll(left) + 1);
		if (t && t != thread_self())
			wake(thread_signals_of(t));
	}
}

void signal_set_blocked(uint64_t set)
{
	struct thread_signals *s = thread_signals();
	unsigned long flags = irq_save();
	uint64_t before = s->blocked;

	s->blocked = set & ~SIGNALS_FORCED;
	hand_over(s->blocked & ~before);
	signal_drop_ignored();
	irq_restore(flags);
	if (!signal_deliver && signal_due())
		signal_defaults();
}

/* --- posting ---------------------------------------------------------------------- */

/* Blocked signals are kept even if ignored: that may change until they are unblocked. */
static bool refused(const struct thread_signals *s, int sig)
{
	bool kept = s && ((s->blocked | s->awaited) & SIGNAL_BIT(sig));

	return !kept && signal_effect(sig) == SIGNAL_IGNORED;
}

static void drop(struct signal_entry *e)
{
	if (e->taken)
		e->taken(e);
}

static void end_program(int sig)
{
	if (in_irq())
		app_kill(sig);
	else
		app_exit_by_signal(sig);
}

/* e NULL: there are no details. */
static void post(struct thread *t, int sig, struct signal_entry *e)
{
	struct thread *by = t ? t : taker(sig);
	struct thread_signals *s = by ? thread_signals_of(by) : NULL;
	uint64_t *bits = t ? &s->pending : &signals_shared;
	bool again = sig < REALTIME_MIN && (*bits & SIGNAL_BIT(sig));

	if (again || (by && refused(s, sig))) {
		if (e)
			drop(e);
		return;
	}
	*bits |= SIGNAL_BIT(sig);
	if (e)
		append(t ? &s->queue : &shared_queue, e);
	if (!by)
		return;
	bool kept = (s->blocked | s->awaited) & SIGNAL_BIT(sig);
	if (!kept && signal_effect(sig) == SIGNAL_ENDS)
		end_program(sig);
	else
		wake(s);
}

void signal_post(struct thread *t, struct signal_entry *e)
{
	unsigned long flags = irq_save();

	post(t, e->sig, e);
	irq_restore(flags);
}

static int send(struct thread *t, int sig, int code, int uid, union sigval value)
{
	unsigned long flags = irq_save();
	struct signal_entry *e = pool_get();

	if (e) {
		e->sig = sig;
		e->code = code;
		e->id = PROGRAM_PID;
		e->extra = uid;
		e->value = value;
	}
	bool lost = !e && code == SI_QUEUE;
	if (!lost)
		post(t, sig, e);
	irq_restore(flags);
	return lost ? -EAGAIN : 0;
}

void signal_send(struct thread *t, int sig, int code)
{
	send(t, sig, code, 0, (union sigval){ 0 });
}

void signal_broken_pipe(void)
{
	signal_send(thread_self(), SIGPIPE, SI_USER);
}

/* --- calls ------------------------------------------------------------------------ */

struct thread *signal_target(int tid)
{
	struct thread *t = thread_next(NULL);

	while (t && thread_id(t) != tid)
		t = thread_next(t);
	return t;
}

/* To a thread, whose number may be free again any time while interrupts are on. */
static long send_to_thread(int tid, int sig, int code, int uid, union sigval value)
{
	long ret = 0;
	unsigned long flags = irq_save();
	struct thread *t = signal_target(tid);

	if (!t)
		ret = -ESRCH;
	else if (sig != 0)
		ret = send(t, sig, code, uid, value);
	irq_restore(flags);
	signals_here();
	return ret;
}

long sys_tkill(int tid, int sig)
{
	if (tid <= 0 || (sig != 0 && !signal_valid(sig)))
		return -EINVAL;
	return send_to_thread(tid, sig, SI_TKILL, 0, (union sigval){ 0 });
}

long sys_tgkill(int pid, int tid, int sig)
{
	return pid == PROGRAM_PID ? sys_tkill(tid, sig) : pid <= 0 ? -EINVAL : -ESRCH;
}

/* To the process, to its group, or to everybody: it is all there is. */
long sys_kill(int pid, int sig)
{
	if (sig != 0 && !signal_valid(sig))
		return -EINVAL;
	if (pid != 0 && pid != -1 && pid != PROGRAM_PID && pid != -PROGRAM_PID)
		return -ESRCH;
	if (sig != 0)
		signal_send(NULL, sig, SI_USER);
	signals_here();
	return 0;
}

long sys_rt_sigqueueinfo(int pid, int sig, const void *info_arg)
{
	const siginfo_t *info = info_arg;

	if (sig != 0 && !signal_valid(sig))
		return -EINVAL;
	if (pid != PROGRAM_PID)
		return -ESRCH;
	long ret = sig ? send(NULL, sig, info->si_code, (int)info->si_uid, info->si_value) : 0;
	signals_here();
	return ret;
}

long sys_rt_tgsigqueueinfo(int pid, int tid, int sig, const void *info_arg)
{
	const siginfo_t *info = info_arg;

	if (tid <= 0 || (sig != 0 && !signal_valid(sig)))
		return -EINVAL;
	if (pid != PROGRAM_PID)
		return -ESRCH;
	return send_to_thread(tid, sig, info->si_code, (int)info->si_uid, info->si_value);
}
