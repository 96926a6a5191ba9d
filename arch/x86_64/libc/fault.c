/* SPDX-License-Identifier: MIT */
/*
 * fault.c - where a thread of the program goes on after an exception that ends it alone:
 * libc gives back what the thread had, runs its cleanup handlers, and wakes who joins it.
 */
#include <pthread.h>

#include "../program_fault.h"

void program_thread_faulted(void)
{
	__asm__ volatile("fninit"); /* the exception may be the FPU's, and still pending */
	pthread_exit(PTHREAD_CANCELED);
}
