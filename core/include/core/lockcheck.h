/* SPDX-License-Identifier: MIT */
/*
 * lockcheck.h - what the locks tell a checker of lock discipline: who takes what, in
 * which order, and where a flow of control may sleep. Without CONFIG_LOCKCHECK nothing
 * of it is in the image.
 *
 * A lock belongs to a class, named by a string: "vnode" for the locks of all vnodes.
 * One without a name (NULL) is a class of its own, known by its address; that suits a
 * lock that exists once.
 */
#ifndef CORE_LOCKCHECK_H
#define CORE_LOCKCHECK_H

#include <core/compiler.h>

#ifdef CONFIG_LOCKCHECK
/** The calling flow of control is about to take lock, and may wait for it; or it has
 *  just got it by an attempt that does not wait. */
void lockcheck_acquire(const void *lock, const char *name) IRQ_SAFE;
/** It gives lock up. */
void lockcheck_release(const void *lock) IRQ_SAFE;
/** It has come to a place where threads may wait for something other than a lock; where
 *  is the function. Called whether the wait happens or not. */
void lockcheck_may_sleep(const char *where) IRQ_SAFE;
#else
static inline void lockcheck_acquire(const void *lock, const char *name)
{
	(void)lock;
	(void)name;
}

static inline void lockcheck_release(const void *lock)
{
	(void)lock;
}

static inline void lockcheck_may_sleep(const char *where)
{
	(void)where;
}
#endif

#endif
