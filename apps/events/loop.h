/* SPDX-License-Identifier: MIT */
/*
 * loop.h - many tasks in one thread: a task runs until it waits, and is woken by what it
 * waits for. Nothing is locked, because nothing runs at the same time.
 *
 * A task is a function that returns where it waits and goes on there when it is called
 * again. It has no stack of its own, so what it has to remember across a wait is static
 * or stands in a struct around its task.
 *
 *	static void blink(struct task *t)
 *	{
 *		TASK_BEGIN(t);
 *		for (;;) {
 *			toggle();
 *			TASK_SLEEP(t, 500);
 *		}
 *		TASK_END(t);
 *	}
 */
#ifndef LOOP_H
#define LOOP_H

#include <stdbool.h>
#include <stdint.h>

struct task {
	void (*run)(struct task *t);

	/* Owned by the loop. */
	struct task *next; /* of those that are ready, the oldest first */
	bool ready, done;
	int line;         /* where it goes on: 0 at the beginning */
	uint64_t wake_at; /* ms of the monotonic clock; 0: it does not sleep */
};

/** Makes t ready, once, behind those that are: it looks again at what it waits for. */
void task_wake(struct task *t);

/** From now on on_readable() is called whenever fd can be read; NULL ends that. */
void loop_watch(int fd, void (*on_readable)(int fd));
/** Runs tasks, those that are ready in turn, and sleeps when none is, until loop_stop(). */
void loop_run(struct task *const tasks[], unsigned count);
void loop_stop(void);

uint64_t loop_now(void); /* ms */

/* The body of a task stands between these two. */
#define TASK_BEGIN(t)                                                                              \
	switch ((t)->line) {                                                                       \
	case 0:
#define TASK_END(t)                                                                                \
	}                                                                                          \
	(t)->done = true

/** Goes on when cond holds; it is looked at now, and whenever the task is woken. */
#define TASK_WAIT(t, cond)                                                                         \
	do {                                                                                       \
		(t)->line = __LINE__;                                                              \
		__attribute__((fallthrough));                                                      \
	case __LINE__:                                                                             \
		if (!(cond))                                                                       \
			return;                                                                    \
	} while (0)

/** Goes on after some milliseconds. */
#define TASK_SLEEP(t, ms)                                                                          \
	do {                                                                                       \
		(t)->wake_at = loop_now() + (ms);                                                  \
		TASK_WAIT(t, loop_now() >= (t)->wake_at);                                          \
		(t)->wake_at = 0;                                                                  \
	} while (0)

#endif
