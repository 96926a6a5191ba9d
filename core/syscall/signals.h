/* SPDX-License-Identifier: MIT */
/* signals.h - what the files of signals share. Interrupts off, unless told otherwise. */
#ifndef CORE_SYSCALL_SIGNALS_H
#define CORE_SYSCALL_SIGNALS_H

#include <core/signal.h>

#define PROGRAM_PID 1

/** What a signal that is not blocked does. */
enum signal_effect { SIGNAL_IGNORED, SIGNAL_ENDS, SIGNAL_HANDLED };
enum signal_effect signal_effect(int sig);

static inline bool signal_valid(int sig)
{
	return sig >= 1 && sig <= SIGNALS;
}

/** Takes one sig that is pending for the thread of s, or for the program, and tells what
 *  came with it. */
void signal_dequeue(struct thread_signals *s, int sig, siginfo_t *info);
/** Carries out the default actions of what is due, in a program without handlers. Thread
 *  context, interrupts on. */
void signal_defaults(void);
/** Drops what is due to the calling thread and ignored: it must end no wait. */
void signal_drop_ignored(void);
/** The program's thread tid; NULL: there is none. */
struct thread *signal_target(int tid);
/** Drops every pending sig. */
void signal_discard(int sig);
/** Sets what the calling thread blocks; who waits for what it no longer takes is told.
 *  Any state of interrupts. */
void signal_set_blocked(uint64_t set);

#endif
