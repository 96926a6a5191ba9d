/* SPDX-License-Identifier: MIT */
/* mutex.h - a lock whose waiters sleep. Zeroed memory is an unlocked mutex. Not
 * recursive; the owner unlocks; oldest waiter first. */
#ifndef CORE_MUTEX_H
#define CORE_MUTEX_H

#include <stdbool.h>
#include <core/waitq.h>

struct thread;

struct mutex {
	struct thread *owner; /* NULL: free */
	struct waitq wq;
};

void mutex_lock(struct mutex *m) MAY_SLEEP;
bool mutex_trylock(struct mutex *m);
void mutex_unlock(struct mutex *m);
/** True when the calling thread owns m. For assertions. */
bool mutex_held(const struct mutex *m);

#endif
