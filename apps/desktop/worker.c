/* SPDX-License-Identifier: MIT */
/* worker.c - threads for what takes long. */
#include "worker.h"

#define STACK (256 * 1024)

int worker_start(pthread_t *thread, void *(*fn)(void *arg), void *arg)
{
	pthread_attr_t attr;
	int error = pthread_attr_init(&attr);

	if (error)
		return error;
	pthread_attr_setstacksize(&attr, STACK);
	error = pthread_create(thread, &attr, fn, arg);
	pthread_attr_destroy(&attr);
	return error;
}
