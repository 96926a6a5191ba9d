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

/** Interrupts are off until spin_unlock(), which takes the result. */
#define spin_lock(l) spin_lock_named((l), __FILE__ " " #l)

/** name: of the lock's class, see lockcheck.h. */
static inline unsigned long spin_lock_named(spinlock_t *l, const char *name) IRQ_SAFE
{
	unsigned long flags = irq_save();

	lockcheck_acquire(l, name, LOCK_SPIN);
	lockcheck_acquired(l);
	return flags;
}

static inline void spin_unlock(spinlock_t *l, unsigned long flags) IRQ_SAFE
{
	lockcheck_release(l);
	irq_restore(flags);
}

#endif
