/* SPDX-License-Identifier: MIT */
/*
 * lockcheck.h - what locks tell a checker of lock discipline: who takes what, in which
 * order, and where a flow of control may sleep. Without CONFIG_LOCKCHECK nothing of it
 * is in the image.
 *
 * A lock belongs to a class, named by a string: "vnode" for the locks of all vnodes. A
 * mutex is named by mutex_set_name(), a spinlock by the place that first took it. A
 * mutex without a name is a class of its own, known by its address; that suits a lock
 * that exists once.
 *
 * What is a panic: a lock taken twice, or given up and not held; two classes taken in
 * one order here and in the other order there, even if it never came to a deadlock; a
 * mutex taken, or a sleep, in an interrupt or while a spinlock is held; a sleep for
 * something other than a lock while a mutex is held that forbids it.
 */
#ifndef CORE_LOCKCHECK_H
#define CORE_LOCKCHECK_H

#include <stdbool.h>
#include <core/compiler.h>

enum lock_kind { LOCK_SPIN, LOCK_MUTEX };

#ifdef CONFIG_LOCKCHECK
/** The calling flow of control is about to take lock, and may wait for it. */
void lockcheck_acquire(const void *lock, const char *name, enum lock_kind kind) IRQ_SAFE;
/** It has it now. */
void lockcheck_acquired(const void *lock) IRQ_SAFE;
/** It gives lock up. */
void lockcheck_release(const void *lock) IRQ_SAFE;
/** It waits now, for a lock that it is about to take or for something else. */
void lockcheck_may_sleep(void) IRQ_SAFE;
/** Whoever holds a lock of this class must not sleep. name as in lockcheck_acquire(). */
void lockcheck_forbid_sleep(const void *lock, const char *name) IRQ_SAFE;
/** Nothing is checked any more: for a panic, which takes locks that may be held. */
void lockcheck_stop(void) IRQ_SAFE;
#else
static inline void lockcheck_acquire(const void *lock, const char *name, enum lock_kind kind)
{
	(void)lock;
	(void)name;
	(void)kind;
}

static inline void lockcheck_acquired(const void *lock)
{
	(void)lock;
}

static inline void lockcheck_release(const void *lock)
{
	(void)lock;
}

static inline void lockcheck_may_sleep(void)
{
}

static inline void lockcheck_stop(void)
{
}

static inline void lockcheck_forbid_sleep(const void *lock, const char *name)
{
	(void)lock;
	(void)name;
}
#endif

#endif
