/* SPDX-License-Identifier: MIT */
/*
 * thread.c - the life of a thread: made, started, ended, freed.
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

/* --- making ----------------------------------------------------------------------- */

/* The thread and its FPU area in one block. */
static struct thread *alloc_thread(const char *name, enum thread_prio prio)
{
	size_t own = ALIGN_UP(sizeof(struct thread), FPU_ALIGN);
	size_t fpu = IS_ENABLED(CONFIG_SCHED_PREEMPT) ? fpu_size() : 0;
	struct thread *t = heap_alloc_aligned(FPU_ALIGN, own + fpu);

	if (!t)
		return NULL;
	memset(t, 0, own + fpu);
	t->fpu = fpu ? (char *)t + own : NULL;
	thread_init(t, name, prio, 0);
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

void thread_inherit_policy(struct thread *t)
{
	const struct thread *from = thread_self();

	t->policy = from->policy;
	t->level = from->level;
	t->rank = t->base_rank = from->base_rank;
}

struct thread *thread_create_on(const char *name, uintptr_t stack_top, uintptr_t fs,
				void (*fn)(void *arg), void *arg)
{
	if (IS_ENABLED(CONFIG_VM_LAZY) && vm_populate_stack(stack_top))
		return NULL;
	struct thread *t = alloc_thread(name, PRIO_NORMAL);
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

	ASSERT(t->state == THREAD_CREATED);
	sched_make_ready(t);
	irq_restore(flags);
}

/* A wake-up after the test finds interrupts off until the halt itself turns them on. */
static void idle_main(void *arg)
{
	(void)arg;
	irq_save();
	cpu_set_idle(thread_self());
	for (;;) {
		while (!runq_best())
			cpu_idle();
		sched_rotate();
	}
}

/* The first thread's is not in one block with it. */
static void *alloc_fpu(void)
{
	void *area = heap_alloc_aligned(FPU_ALIGN, fpu_size());

	if (!area)
		panic("no memory for the first thread");
	memset(area, 0, fpu_size());
	return area;
}

void sched_init(void)
{
	struct thread *idle;

	if (IS_ENABLED(CONFIG_SCHED_PREEMPT))
		boot_thread.fpu = alloc_fpu();
	thread_init(&boot_thread, "boot", PRIO_REALTIME, 0);
	threads_add(&boot_thread);
	sched_start(&boot_thread);
	idle = thread_create("idle", PRIO_IDLE, IDLE_STACK, idle_main, NULL);
	if (!idle)
		panic("no memory for the idle thread");
	idle->fpu = NULL;
	worker_init();
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
		if (t) {
			dead_threads = t->next;
			threads_remove(t);
		}
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
	futex_pi_end(t);
	inherit_end(t);
	t->state = THREAD_ZOMBIE;
	t->next = dead_threads;
	dead_threads = t;
	work_queue(&reaper);
	sched_leave();
	panic("a dead thread runs");
}

unsigned thread_program_count(void)
{
	return in_program;
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
