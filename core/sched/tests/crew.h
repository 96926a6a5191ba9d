/* SPDX-License-Identifier: MIT */
/* crew.h - threads that a test starts together and waits for. */
#ifndef CORE_SCHED_TESTS_CREW_H
#define CORE_SCHED_TESTS_CREW_H

#include <core/thread.h>
#include <core/waitq.h>

#define CREW_MAX 16

/** What a test shares with its members. Zeroed memory is ready for use. */
struct crew {
	int notes[64];    /* what members noted, in the order in which they did */
	unsigned count;   /* of notes */
	unsigned running; /* members that have not finished */
	struct waitq done;
};

struct member {
	struct crew *crew;
	int id;
	void (*fn)(struct member *m);
	void *arg;
};

/** Any thread, and interrupts. */
void crew_note(struct crew *c, int value) IRQ_SAFE;
/** Starts fn(m) in a thread of m's own; m lives until crew_wait(). A better thread has run
 *  when this returns, unless preempt_disable() is in force. A failure counts as the
 *  test's. */
void crew_start(struct crew *c, struct member *m, int id, enum thread_prio prio,
		void (*fn)(struct member *m), void *arg);
/** Lets better threads that are ready run before it returns, whatever the scheduler. */
void crew_let_run(void) MAY_SLEEP;
/** Waits until all members have finished. */
void crew_wait(struct crew *c) MAY_SLEEP;

#endif
