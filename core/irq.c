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

static struct irq_action *actions[IRQ_LINES] SEALED;
static unsigned long unexpected[IRQ_LINES];
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
	if (line >= IRQ_LINES)
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
