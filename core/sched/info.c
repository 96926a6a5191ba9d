/* SPDX-License-Identifier: MIT */
/*
 * info.c - the list of all threads, and what a thread can be asked and told: names,
 * times, settings.
 *
 * Locking: the list is changed and walked with interrupts off.
 */
#include <errno.h>
#include <string.h>

#include <core/irq.h>

#include "sched.h"

static struct thread *all_threads;
static uint64_t ended_time; /* ns that ended threads of the program ran */

void threads_add(struct thread *t)
{
	unsigned long flags = irq_save();

	t->all_next = all_threads;
	all_threads = t;
	irq_restore(flags);
}

void threads_remove(struct thread *t)
{
	unsigned long flags = irq_save();
	struct thread **at = &all_threads;

	while (*at != t)
		at = &(*at)->all_next;
	*at = t->all_next;
	if (t->id > 0)
		ended_time += sched_cpu_time(t);
	irq_restore(flags);
}

struct thread *threads_first(void)
{
	return all_threads;
}

struct thread *thread_find(int id)
{
	struct thread *t = all_threads;

	while (t && (t->id != id || t->state == THREAD_ZOMBIE))
		t = t->all_next;
	return t;
}

struct thread *thread_self(void)
{
	return this_cpu()->thread;
}

int thread_id(const struct thread *t)
{
	return t->id;
}

const char *thread_name(const struct thread *t)
{
	return t->name;
}

void thread_copy_name(struct thread *t, const char *name)
{
	size_t len = strnlen(name, sizeof(t->name) - 1);

	memcpy(t->name, name, len);
	t->name[len] = '\0';
}

void thread_set_name(const char *name)
{
	thread_copy_name(thread_self(), name);
}

void thread_set_prio(enum thread_prio prio)
{
	struct thread *t = thread_self();
	unsigned long flags = irq_save();

	t->base_rank = (uint16_t)RANK_OWN(prio);
	inherit_update(t);
	irq_restore(flags);
}

void thread_set_clear_tid(struct thread *t, int *word)
{
	t->clear_tid = word;
}

void thread_set_fs(uintptr_t base)
{
	arch_thread_set_fs(&thread_self()->arch, base);
}

uintptr_t thread_fs(void)
{
	return thread_self()->arch.fs_base;
}

struct thread_signals *thread_signals(void)
{
	return &thread_self()->signals;
}

struct thread_signals *thread_signals_of(struct thread *t)
{
	return &t->signals;
}

struct thread *thread_next(struct thread *t)
{
	do
		t = t ? t->all_next : all_threads;
	while (t && t->id <= 0);
	return t;
}

int thread_cpu_time(int id, uint64_t *ns)
{
	unsigned long flags = irq_save();
	const struct thread *t = thread_find(id);

	if (t)
		*ns = sched_cpu_time(t);
	irq_restore(flags);
	return t ? 0 : -ESRCH;
}

uint64_t thread_program_time(void)
{
	unsigned long flags = irq_save();
	uint64_t sum = ended_time;

	for (const struct thread *t = all_threads; t; t = t->all_next)
		sum += t->id > 0 ? sched_cpu_time(t) : 0;
	irq_restore(flags);
	return sum;
}

static void fill_row(struct thread_info *row, const struct thread *t)
{
	*row = (struct thread_info){
		.id = t->id,
		.prio = RANK_PRIO(t->rank),
		.state = t->state,
		.cpu_time = sched_cpu_time(t),
	};
	memcpy(row->name, t->name, sizeof(row->name));
	/* A zombie's stack may be gone; where sp is 0 no switch has left anything. */
	if (t != this_cpu()->thread && t->state != THREAD_ZOMBIE && t->arch.sp)
		arch_thread_where(&t->arch, &row->pc, &row->fp);
}

unsigned thread_list(struct thread_info *rows, unsigned max)
{
	unsigned n = 0;
	unsigned long flags = irq_save();

	for (const struct thread *t = all_threads; t; t = t->all_next) {
		if (n < max)
			fill_row(&rows[n], t);
		n++;
	}
	irq_restore(flags);
	return n;
}

bool thread_nth(unsigned n, struct thread_info *row)
{
	unsigned long flags = irq_save();
	const struct thread *t = all_threads;

	while (t && n--)
		t = t->all_next;
	if (t)
		fill_row(row, t);
	irq_restore(flags);
	return t != NULL;
}
