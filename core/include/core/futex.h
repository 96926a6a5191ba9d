/* SPDX-License-Identifier: MIT */
/* futex.h - sleeping on a word of memory; under libc's mutexes and condition variables. */
#ifndef CORE_FUTEX_H
#define CORE_FUTEX_H

#include <stdint.h>
#include <core/compiler.h>

/** Sleeps while *addr == val; compare and sleep are atomic against futex_wake(). 0
 *  when woken, -EAGAIN when the value differs, -ETIMEDOUT, -EINTR: a signal is due. */
int futex_wait(const int *addr, int val, uint64_t deadline) MAY_SLEEP;
/** Wakes at most count waiters, the oldest first, with MUTEX_PI the best. Returns how many. */
int futex_wake(const int *addr, int count);
/** Wakes at most count waiters of addr and moves at most move of the rest to target. */
int futex_requeue(const int *addr, int count, const int *target, int move);

/*
 * Locks with priority inheritance (MUTEX_PI; -ENOSYS without). The word is 0 when free,
 * else the owner's thread id, with bit 31 while threads sleep here: Linux's FUTEX_LOCK_PI.
 * A thread that ends gives those on which others sleep to the best of them, with bit 30 set.
 */

/** Takes the lock. 0; -EDEADLK it is the caller's; -ESRCH its owner is no thread;
 *  -ETIMEDOUT; -EINTR: a signal is due. */
int futex_lock_pi(int *addr, uint64_t deadline) MAY_SLEEP;
/** The same without waiting: -EAGAIN when it is somebody's. */
int futex_trylock_pi(int *addr);
/** Gives it to the best sleeper. 0; -EPERM it is not the caller's. */
int futex_unlock_pi(int *addr);

#endif
