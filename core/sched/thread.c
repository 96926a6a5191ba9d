/* SPDX-License-Identifier: MIT */
/*
 * thread.c - the life of a thread: made, started, blocked, ended, freed.
 *
 * A thread that ends cannot free what it runs on. It puts itself on the list of the
 * dead, and work on the worker thread frees it once it has left the CPU for good.
 *
 * Locking: lists and states are changed with interrupts off; memory is allocated and
 * freed in thread context.
 */
#include <errno.h>
#include <string.h>

#include <core/futex.h>
#include <core/heap.h>
#include <core/irq.h>
#include <core/lockcheck.h>
#include <core/panic.h>
#include <core/vm.h>
#include <core/work.h>

#include "sched.h"

#define IDLE_STACK 8192
#define FPU_ALIGN  64ul /* XSAVE area, Intel SDM volume 1, 13.4 */

static struct thread boot_thread; /* what kmain() runs on */
static struct thread *dead_threads;
static int kernel_threads; /* ids of the kernel's threads so far, counted down */
static int last_id;        /* of the program's threads */
static unsigned in_program;

/* --- waking ----------------------------------------------------------------------- */

static void wake_thread(struct thread *t, bool timed_out)
{
	if (t->state != THREAD_BLOCKED)
		return;
	if (t->waiting) {
		waitq_remove(t->waiting, &t->waiter);
		t->waiting = NULL;
	}
	timer_cancel(&t->timer);
	t->timed_out = timed_out;
	sched_make_ready(t);
}

static void wake_by_waiter(struct waiter *w)
{
	wake_thread(w->thread, false);
}

static void wake_by_timer(struct timer *timer)
{
	wake_thread(container_of(timer, struct thread, timer), true);
}

void thread_waiter_init(struct waiter *w)
{
	*w = (struct waiter){ .wake = wake_by_waiter, .thread = thread_self() };
}

/* --- making ----------------------------------------------------------------------- */

static void init_thread(struct thread *t, const char *name, enum thread_prio prio, int id)
{
	t->id = id;
	t->prio = (uint8_t)prio;
	t->state = THREAD_BLOCKED;
	t->waiter = (struct waiter){ .wake = wake_by_waiter, .thread = t };
	t->timer.fn = wake_by_timer;
	thread_copy_name(t, name);
}

/* The thread and its FPU area in one block. */
static struct thread *alloc_thread(const char *name, enum thread_prio prio)
{
	size_t own = ALIGN_UP(sizeof(struct thread), FPU_ALIGN);
	struct thread *t = heap_alloc_aligned(FPU_ALIGN, own + fpu_size());

	if (!t)
		return NULL;
	memset(t, 0, own + fpu_size());
	t->fpu = (char *)t + own;
	init_thread(t, name, prio, 0);
	return t;
}

static void enter_kernel_thread(void *arg)
{
	thread_self()->entry(arg);
	thread_exit();
}

struct thread *thread_create(const char *name, enum thread_prio prio, size_t stack_size,
			     void (*fn)(void *arg), void *arg)
{
	struct thread *t = alloc_thread(name, prio);

	if (!t)
		return NULL;
	t->stack_size = ALIGN_UP(stack_size, PAGE_SIZE);
	t->stack = vm_map(t->stack_size, VM_R | VM_W, VM_STACK, t->name);
	if (!t->stack) {
		heap_free(t);
		return NULL;
	}
	t->id = __atomic_sub_fetch(&kernel_threads, 1, __ATOMIC_RELAXED);
	t->entry = fn;
	arch_thread_init(&t->arch, (uintptr_t)t->stack + t->stack_size, enter_kernel_thread, arg);
	threads_add(t);
	thread_start(t);
	return t;
}

struct thread *thread_create_on(const char *name, enum thread_prio prio, uintptr_t stack_top,
				uintptr_t fs, void (*fn)(void *arg), void *arg)
{
	if (IS_ENABLED(CONFIG_VM_LAZY) && vm_populate_stack(stack_top))
		return NULL;
	struct thread *t = alloc_thread(name, prio);
	if (!t)
		return NULL;
	t->id = __atomic_add_fetch(&last_id, 1, __ATOMIC_RELAXED);
	t->arch.fs_base = fs;
	arch_thread_init(&t->arch, stack_top, fn, arg);
	__atomic_add_fetch(&in_program, 1, __ATOMIC_RELAXED);
	threads_add(t);
	return t;
}

void thread_start(struct thread *t)
{
	unsigned long flags = irq_save();

	ASSERT(t->state == THREAD_BLOCKED);
	sched_make_ready(t);
	irq_restore(flags);
}

void sched_init(void)
{
	struct thread *idle;

	boot_thread.fpu = heap_alloc_aligned(FPU_ALIGN, fpu_size());
	if (!boot_thread.fpu)
		panic("no memory for the first thread");
	memset(boot_thread.fpu, 0, fpu_size());
	init_thread(&boot_thread, "boot", PRIO_NORMAL, 0);
	threads_add(&boot_thread);
	sched_start(&boot_thread);
	idle = thread_create("idle", PRIO_IDLE, IDLE_STACK, idle_main, NULL);
	if (!idle)
		panic("no memory for the idle thread");
	idle->fpu = NULL;
	work_init();
	cpu_irqs_on();
}

/* --- ending ----------------------------------------------------------------------- */

static void free_thread(struct thread *t)
{
	if (t->stack)
		vm_unmap((uintptr_t)t->stack, t->stack_size);
	heap_free(t);
}

static void reap(struct work *w)
{
	(void)w;
	for (;;) {
		unsigned long flags = irq_save();
		struct thread *t = dead_threads;
		if (t)
			dead_threads = t->next;
		irq_restore(flags);
		if (!t)
			return;
		free_thread(t);
	}
}

/* From here on interrupts stay off until another thread runs: whoever waits for the
 * word may unmap this very stack as soon as it runs. */
void thread_exit(void)
{
	static struct work reaper = { .fn = reap };
	struct thread *t = thread_self();

	irq_save();
	if (t->clear_tid) {
		*t->clear_tid = 0;
		futex_wake(t->clear_tid, 1);
	}
	threads_remove(t);
	t->state = THREAD_DEAD;
	t->next = dead_threads;
	dead_threads = t;
	work_queue(&reaper);
	sched_leave();
	panic("a dead thread runs");
}

bool thread_leave_program(void)
{
	unsigned long flags = irq_save();
	bool others = in_program > 1;

	if (others)
		in_program--;
	irq_restore(flags);
	return others;
}

/* --- blocking --------------------------------------------------------------------- */

int thread_block(uint64_t deadline)
{
	struct thread *t = thread_self();

	ASSERT(t && !irqs_enabled());
	lockcheck_may_sleep();
	t->timed_out = false;
	t->state = THREAD_BLOCKED;
	if (deadline != NO_DEADLINE)
		timer_arm(&t->timer, deadline);
	sched_leave();
	return t->timed_out ? -ETIMEDOUT : 0;
}

int waitq_block(struct waitq *wq, uint64_t deadline)
{
	struct thread *t = thread_self();

	ASSERT(t && !t->waiting);
	if (deadline != NO_DEADLINE && deadline <= clock_now())
		return -ETIMEDOUT;
	waitq_add(wq, &t->waiter);
	t->waiting = wq;
	return thread_block(deadline);
}

void thread_sleep_until(uint64_t deadline)
{
	unsigned long flags = irq_save();

	while (clock_now() < deadline)
		thread_block(deadline);
	irq_restore(flags);
}

void thread_yield(void)
{
	unsigned long flags = irq_save();

	sched_rotate();
	irq_restore(flags);
}
