/* SPDX-License-Identifier: MIT */
/* futex.h - sleeping on a word of memory; under libc's mutexes and condition variables. */
#ifndef CORE_FUTEX_H
#define CORE_FUTEX_H

#include <stdint.h>
#include <core/compiler.h>

/** Sleeps while *addr == val; compare and sleep are atomic against futex_wake(). 0
 *  when woken, -EAGAIN when the value differs, -ETIMEDOUT. */
int futex_wait(const int *addr, int val, uint64_t deadline) MAY_SLEEP;
/** Wakes at most count waiters, oldest first. Returns how many. */
int futex_wake(const int *addr, int count);
/** Wakes at most count waiters of addr and moves at most move of the rest to target. */
int futex_requeue(const int *addr, int count, const int *target, int move);

#endif
