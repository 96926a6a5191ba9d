/* SPDX-License-Identifier: MIT */
/*
 * nosched.c - no scheduler: the program has one thread, and waiting is an event loop.
 *
 * While the thread waits, sched_leave() does queued work, one piece at a time, on the
 * waiting thread's stack, and halts when there is none. Interrupts are off from the test
 * of what is waited for to the halt, so no wake-up falls in between. Once it is ready,
 * the thread goes on before the next piece of work: endless work cannot keep it out.
 * Work cannot wait, so it is never interrupted by other work.
 *
 * kmain()'s flow of control and the program's are two stacks of which one runs: the
 * boot's until the program starts, and again when it has ended. The worker and the idle
 * thread are names on the bill only: under them time is counted and locks are owned.
 *
 * Locking: interrupts off throughout; one CPU.
 */
#define LOG_TAG "sched"
#include <core/irq.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/vm.h>

#include "sched.h"

#define YIELD_WORK 16 /* pieces of work that a yield lets run at most */

static struct thread boot, program, worker, idle;

/* From here on time is t's. */
static void count_for(struct thread *t)
{
	cpu_account(clock_now());
	this_cpu()->thread = t;
}

static bool do_work(struct thread *waiting)
{
	if (!work_pending())
		return false;
	count_for(&worker);
	work_run_one();
	count_for(waiting);
	return true;
}

static void halt(struct thread *waiting)
{
	count_for(&idle);
	cpu_idle();
	count_for(waiting);
}

void sched_leave(void)
{
	struct thread *t = this_cpu()->thread;
	struct thread *other = t == &boot ? &program : &boot;

	ASSERT(this_cpu()->preempt_off == 0 && this_cpu()->irq_depth == 0);
	if (t == &worker)
		panic("a piece of work waits, and without a scheduler nobody can wake it");
	t->arch.sp = 0; /* work goes on on this very stack */
	while (t->state != THREAD_READY) {
		if (other->state == THREAD_READY) {
			cpu_account(clock_now());
			cpu_run(other);
			return;
		}
		if (!do_work(t))
			halt(t);
	}
	t->state = THREAD_RUNNING;
}

void sched_make_ready(struct thread *t)
{
	t->state = THREAD_READY;
}

void sched_rotate(void)
{
	struct thread *t = this_cpu()->thread;

	if (t == &worker)
		return;
	for (int i = 0; i < YIELD_WORK && do_work(t); i++)
		;
}

void sched_set_rank(struct thread *t, unsigned rank)
{
	t->rank = (uint16_t)rank;
}

static void add(struct thread *t, const char *name, enum thread_prio prio, enum thread_state state)
{
	static int id;

	thread_init(t, name, prio, id--);
	t->state = (uint8_t)state;
	threads_add(t);
}

void sched_init(void)
{
	add(&boot, "boot", PRIO_REALTIME, THREAD_RUNNING);
	add(&idle, "idle", PRIO_IDLE, THREAD_READY);
	add(&worker, "worker", PRIO_HIGH, THREAD_BLOCKED);
	this_cpu()->thread = &boot;
	cpu_account(clock_now());
	cpu_set_idle(&idle);
	cpu_irqs_on();
}

static struct thread *refuse(const char *name)
{
	static bool told;

	if (!told)
		log_warn("thread '%s' is refused: this image has no scheduler (SCHED_NONE)", name);
	told = true;
	return NULL;
}

struct thread *thread_create(const char *name, enum thread_prio prio, size_t stack_size,
			     void (*fn)(void *arg), void *arg)
{
	(void)prio;
	(void)stack_size;
	(void)fn;
	(void)arg;
	return refuse(name);
}

struct thread *thread_create_on(const char *name, uintptr_t stack_top, uintptr_t fs,
				void (*fn)(void *arg), void *arg)
{
	if (program.id != 0)
		return refuse(name);
	if (IS_ENABLED(CONFIG_VM_LAZY) && vm_populate_stack(stack_top))
		return NULL;
	thread_init(&program, name, PRIO_NORMAL, 1);
	program.arch.fs_base = fs;
	arch_thread_init(&program.arch, stack_top, fn, arg);
	threads_add(&program);
	return &program;
}

/* No thread has another one for a parent. */
void thread_inherit_policy(struct thread *t)
{
	(void)t;
}

void thread_start(struct thread *t)
{
	sched_make_ready(t);
}

void thread_exit(void)
{
	panic("the only thread ends");
}

bool thread_leave_program(void)
{
	return false;
}
