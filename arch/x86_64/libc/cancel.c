/* SPDX-License-Identifier: MIT */
/*
 * cancel.c - what musl's pthread_cancel.o expects of the architecture: a system call
 * that does not start when the thread has been cancelled, and three labels by which a
 * signal handler would recognise it. No signal interrupts a thread here, so the labels
 * are never compared with anything.
 *
 * Source: musl src/thread/pthread_cancel.c, src/thread/x86_64/syscall_cp.s.
 */
#include <core/syscall.h>

#define HIDDEN __attribute__((visibility("hidden")))

long __cancel(void);
HIDDEN long __syscall_cp_asm(volatile int *cancel, long nr, long a, long b, long c, long d, long e,
			     long f);
extern HIDDEN const char __cp_begin[1], __cp_end[1], __cp_cancel[1];

HIDDEN const char __cp_begin[1], __cp_end[1], __cp_cancel[1];

HIDDEN long __syscall_cp_asm(volatile int *cancel, long nr, long a, long b, long c, long d, long e,
			     long f)
{
	return *cancel ? __cancel() : syscall_dispatch(nr, a, b, c, d, e, f);
}
