/* SPDX-License-Identifier: MIT */
/*
 * spinlock.h - data shared with interrupts. On one CPU a spinlock is "interrupts
 * off"; a second CPU will put the word in the struct to use.
 */
#ifndef CORE_SPINLOCK_H
#define CORE_SPINLOCK_H

#include <core/compiler.h>
#include <core/irq.h>
#include <core/lockcheck.h>

typedef struct {
	unsigned char unused;
} spinlock_t;

/** Each spinlock is a class of its own for the checker of lock discipline. */
static inline unsigned long spin_lock(spinlock_t *l) IRQ_SAFE
{
	unsigned long flags = irq_save();

	lockcheck_acquire(l, NULL);
	return flags;
}

static inline void spin_unlock(spinlock_t *l, unsigned long flags) IRQ_SAFE
{
	lockcheck_release(l);
	irq_restore(flags);
}

#endif
