/* SPDX-License-Identifier: MIT */
/*
 * sitting.h - a shell in a thread of its own, and the two pipes by which a window talks to it.
 *
 * All functions are for the thread of the windows, and the callbacks are called in it.
 */
#ifndef SITTING_H
#define SITTING_H

#include <stddef.h>

struct sitting;

struct sitting_owner {
	/** What the shell and its commands write. */
	void (*output)(const char *bytes, size_t n, void *arg);
	/** It asks for a command, in that folder. */
	void (*asks)(const char *folder, void *arg);
	/** It was left, by "exit" for example; the session is gone. */
	void (*ended)(void *arg);
	void *arg;
};

/** Starts a shell in a folder. owner is copied. NULL with errno. */
struct sitting *sitting_start(const char *folder, const struct sitting_owner *owner);
/** What keys send. While a line is edited the shell gets it as it is; while a command runs
 *  lines are collected and echoed here, as the driver of a terminal does, and Ctrl+C ends the
 *  command. */
void sitting_type(struct sitting *s, const char *bytes, size_t n);
void sitting_columns(struct sitting *s, int columns);
/** Interrupts what runs and lets go: nothing is called any more. */
void sitting_end(struct sitting *s);
/** After gui_close(): waits for the threads of all that were let go, and frees them. */
void sittings_wait(void);

#endif
