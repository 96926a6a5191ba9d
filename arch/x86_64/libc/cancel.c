/* SPDX-License-Identifier: MIT */
/*
 * cancel.c - the system calls that may wait, which are libc's cancellation points.
 *
 * libc calls them through bobbin_wait*() (overlay/syscall.h). In an image without
 * pthread_cancel() that is syscall_waiting(), which runs signal handlers at the end. One
 * with it has musl's __syscall_cp_c(), which takes the address of the handler where it
 * would take the number of the call: it looks at the thread's state, and starts the call
 * through __syscall_cp_asm() below. A thread that is cancelled while it waits gets signal
 * 33; musl's handler of that leaves the decision to the call, which starts again only
 * after another look. __cp_begin and __cp_end, between which Linux's way has to tell a
 * call that has not begun from one that has, enclose nothing.
 *
 * Source: musl src/thread/pthread_cancel.c, src/thread/x86_64/syscall_cp.s.
 */
#include <errno.h>
#include <stddef.h>

#include <core/signal.h>
#include <core/syscall.h>

#define HIDDEN __attribute__((visibility("hidden")))

typedef long (*call)(long a, long b, long c, long d, long e, long f);

long __cancel(void);
long __syscall_cp_c(long fn, long a, long b, long c, long d, long e, long f) __attribute__((weak));
HIDDEN long __syscall_cp_asm(const volatile int *cancel, long fn, long a, long b, long c, long d,
			     long e, long f);
long bobbin_masked(long fn, long a, long b, long c, long d, long e, long f);
long bobbin_wait3(long a, long b, long c, call fn);
long bobbin_wait6(long a, long b, long c, long d, long e, long f, call fn);

long bobbin_wait6(long a, long b, long c, long d, long e, long f, call fn)
{
	if (__syscall_cp_c)
		return __syscall_cp_c((long)fn, a, b, c, d, e, f);
	return syscall_waiting(fn, a, b, c, d, e, f);
}

long bobbin_wait3(long a, long b, long c, call fn)
{
	return bobbin_wait6(a, b, c, 0, 0, 0, fn);
}

/* musl's __syscall() with what __syscall_cp_c() was given, of a thread that refuses. */
long bobbin_masked(long fn, long a, long b, long c, long d, long e, long f)
{
	return syscall_waiting((call)fn, a, b, c, d, e, f);
}

HIDDEN long __syscall_cp_asm(const volatile int *cancel, long fn, long a, long b, long c, long d,
			     long e, long f)
{
	long ret;

	do {
		if (*cancel)
			return __cancel();
		ret = ((call)fn)(a, b, c, d, e, f);
	} while (syscall_again(&ret));
	return ret;
}

/* Where the handler of signal 33 sends a thread that may be cancelled at any time. */
__asm__(".pushsection .text.__cp_cancel, \"ax\"\n"
	".globl __cp_begin, __cp_end, __cp_cancel\n"
	".hidden __cp_begin, __cp_end, __cp_cancel\n"
	"__cp_begin:\n"
	"__cp_end:\n"
	"__cp_cancel:\n"
	"	subq $128, %rsp\n" /* the red zone */
	"	andq $-16, %rsp\n"
	"	xorl %ebp, %ebp\n"
	"	call __cancel\n"
	"	ud2\n"
	".popsection\n");
