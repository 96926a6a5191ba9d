/* SPDX-License-Identifier: MIT */
/*
 * spinlock.h - data shared with interrupts. On one CPU a spinlock is "interrupts
 * off"; a second CPU will put the word in the struct to use.
 */
#ifndef CORE_SPINLOCK_H
#define CORE_SPINLOCK_H

#include <core/compiler.h>
#include <core/irq.h>

typedef struct {
	unsigned char unused;
} spinlock_t;

static inline unsigned long spin_lock(spinlock_t *l) IRQ_SAFE
{
	(void)l;
	return irq_save();
}

static inline void spin_unlock(spinlock_t *l, unsigned long flags) IRQ_SAFE
{
	(void)l;
	irq_restore(flags);
}

#endif
