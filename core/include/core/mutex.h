/* SPDX-License-Identifier: MIT */
/* mutex.h - a lock whose waiters sleep. Zeroed memory is an unlocked mutex. Not
 * recursive; the owner unlocks; the oldest waiter is next, with MUTEX_PI the best one. */
#ifndef CORE_MUTEX_H
#define CORE_MUTEX_H

#include <stdbool.h>
#include <core/waitq.h>

struct thread;

struct mutex {
	struct thread *owner; /* NULL: free */
	struct waitq wq;
#ifdef CONFIG_LOCKCHECK
	const char *name; /* of its class, see lockcheck.h */
#endif
};

#ifdef CONFIG_LOCKCHECK
/** Names the class of m for the checker of lock discipline; name is borrowed for ever.
 *  Locks of one kind share a name: "vnode". NULL, as in zeroed memory: see lockcheck.h. */
static inline void mutex_set_name(struct mutex *m, const char *name)
{
	m->name = name;
}

static inline const char *mutex_name(const struct mutex *m)
{
	return m->name;
}
#else
static inline void mutex_set_name(struct mutex *m, const char *name)
{
	(void)m;
	(void)name;
}

static inline const char *mutex_name(const struct mutex *m)
{
	(void)m;
	return NULL;
}
#endif

void mutex_lock(struct mutex *m) MAY_SLEEP;
bool mutex_trylock(struct mutex *m);
void mutex_unlock(struct mutex *m);
/** True when the calling thread owns m. For assertions. */
bool mutex_held(const struct mutex *m);

#endif
