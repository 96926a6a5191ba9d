/* SPDX-License-Identifier: MIT */
/*
 * irq.c - who answers an interrupt line.
 *
 * Each line has a list of actions, all of which are called: a shared line does not
 * tell which device meant it. Actions are never taken off, and none come once the program
 * runs.
 *
 * Locking: lists change with interrupts off.
 */
#define LOG_TAG "irq"
#include <errno.h>
#include <stddef.h>

#include <arch/cpu.h>
#include <arch/irq.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/random.h>

#define SOURCES (IRQ_LINES + IRQ_MESSAGES)

static struct irq_action *actions[SOURCES] SEALED;
static unsigned long unexpected[SOURCES];
static unsigned long spurious;

int irq_attach(unsigned line, struct irq_action *a)
{
	if (line >= IRQ_LINES)
		return -EINVAL;
	unsigned long flags = irq_save();
	a->next = actions[line];
	actions[line] = a;
	int err = arch_irq_unmask(line);
	if (err)
		actions[line] = a->next;
	irq_restore(flags);
	return err;
}

int irq_attach_message(struct irq_action *a, struct irq_message *m)
{
	unsigned long flags = irq_save();
	unsigned n = IRQ_LINES;
	int err = -ENOSPC;

	while (n < SOURCES && actions[n])
		n++;
	if (n < SOURCES)
		err = arch_irq_message(n - IRQ_LINES, m);
	if (!err) {
		a->next = NULL;
		actions[n] = a;
	}
	irq_restore(flags);
	return err;
}

bool in_irq(void)
{
	return this_cpu()->irq_depth > 0;
}

/* A line can fire at any rate: one message per line is enough to know. */
static void report_unexpected(unsigned line)
{
	if (unexpected[line]++ == 0)
		log_warn("line %u interrupts, but no driver answers it", line);
}

void irq_dispatch(unsigned line)
{
	if (line >= SOURCES)
		return;
	random_add_irq();
	if (!actions[line])
		report_unexpected(line);
	for (struct irq_action *a = actions[line]; a; a = a->next)
		a->fn(a->arg);
}

void irq_count_spurious(void)
{
	spurious++;
}

unsigned long irq_spurious(void)
{
	return spurious;
}
