/* SPDX-License-Identifier: MIT */
/* worker.h - threads for what takes long: they do not touch windows, and tell by gui_post(). */
#ifndef WORKER_H
#define WORKER_H

#include <pthread.h>

/** Starts one with room enough for the shell's commands. 0, or the number of an error. */
int worker_start(pthread_t *thread, void *(*fn)(void *arg), void *arg);

#endif
