/* SPDX-License-Identifier: MIT */
/*
 * thread.c - stands in for the scheduler: there is one thread. While it waits, queued
 * work runs and time passes; a wait that nothing can end any more fails the test.
 */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/irq.h>
#include <core/panic.h>
#include <core/signal.h>
#include <core/thread.h>
#include <core/waitq.h>
#include <core/work.h>
#include <test/host.h>

struct thread *lock_pass(struct waitq *wq);
void lock_wait(struct thread *const *owner, struct waitq *wq);

static struct thread {
	const char *name;
} only_thread = { "test" };

static bool woken;
static struct thread_signals no_signals;
static unsigned broken_pipes;
uint64_t signals_shared;
void (*signal_deliver)(void);
static struct work *work_list;

/* With one thread no lock has another owner. */
void lock_wait(struct thread *const *owner, struct waitq *wq)
{
	(void)owner;
	(void)wq;
	panic("the only thread waits for itself");
}

struct thread *lock_pass(struct waitq *wq)
{
	ASSERT(!wq->first);
	return NULL;
}

void preempt_disable(void)
{
	boot_cpu.preempt_off++;
}

static void (*between)(void);

void host_run_between(void (*fn)(void))
{
	between = fn;
}

void preempt_enable(void)
{
	void (*fn)(void) = between;

	ASSERT(boot_cpu.preempt_off > 0);
	if (--boot_cpu.preempt_off || !fn)
		return;
	between = NULL;
	fn();
}

struct thread *thread_self(void)
{
	return &only_thread;
}

int thread_id(const struct thread *t)
{
	(void)t;
	return 1;
}

const char *thread_name(const struct thread *t)
{
	return t->name;
}

struct thread_signals *thread_signals(void)
{
	return &no_signals;
}

struct thread_signals *thread_signals_of(struct thread *t)
{
	(void)t;
	return &no_signals;
}

/* The mask of a wait is all that is seen of signals here. */
void signal_mask_swap(uint64_t set)
{
	no_signals.mask_before = no_signals.blocked;
	no_signals.blocked = set;
}

void signal_mask_restore(long ret)
{
	(void)ret;
	no_signals.blocked = no_signals.mask_before;
}

static int last_signal;

void signal_send(struct thread *t, int sig, int code)
{
	(void)t;
	(void)code;
	last_signal = sig;
}

int host_last_signal(void)
{
	return last_signal;
}

void signal_broken_pipe(void)
{
	broken_pipes++;
}

unsigned host_broken_pipes(void)
{
	return broken_pipes;
}

void work_queue(struct work *w)
{
	struct work **end = &work_list;

	if (w->queued)
		return;
	while (*end)
		end = &(*end)->next;
	w->queued = true;
	w->next = NULL;
	*end = w;
}

void host_run_work(void)
{
	while (work_list) {
		struct work *w = work_list;

		work_list = w->next;
		w->queued = false;
		w->fn(w);
	}
}

static void wake_thread(struct waiter *w)
{
	(void)w;
	woken = true;
}

void thread_waiter_init(struct waiter *w)
{
	*w = (struct waiter){ .wake = wake_thread, .thread = &only_thread };
}

/* Moves time to what happens next. False when nothing will before deadline. */
static bool let_time_pass(uint64_t deadline)
{
	uint64_t next = host_clock_armed();

	if (next >= deadline && deadline == NO_DEADLINE) {
		printf("# the test would wait for ever\n");
		fflush(stdout);
		_exit(1);
	}
	next = MIN(next, deadline);
	host_advance(next > clock_now() ? next - clock_now() : 0);
	return woken || clock_now() < deadline;
}

int thread_block(uint64_t deadline)
{
	bool in_time = clock_now() < deadline;

	ASSERT(boot_cpu.preempt_off == 0);
	host_run_work();
	while (!woken && in_time) {
		in_time = let_time_pass(deadline);
		host_run_work();
	}
	bool was_woken = woken;
	woken = false;
	return was_woken ? 0 : -ETIMEDOUT;
}

int thread_sleep_once(uint64_t deadline)
{
	return thread_block(deadline);
}

int waitq_block(struct waitq *wq, uint64_t deadline)
{
	struct waiter w;

	thread_waiter_init(&w);
	waitq_add(wq, &w);
	int result = thread_block(deadline);
	waitq_remove(wq, &w);
	return result;
}

void thread_sleep_until(uint64_t deadline)
{
	while (clock_now() < deadline)
		let_time_pass(deadline);
}

void thread_yield(void)
{
	host_run_work();
}

bool thread_nth(unsigned n, struct thread_info *row)
{
	*row = (struct thread_info){ .name = "test",
				     .id = 1,
				     .prio = PRIO_NORMAL,
				     .state = THREAD_RUNNING,
				     .cpu_time = 7,
				     .pc = 0x1234 };
	return n == 0;
}
