/* SPDX-License-Identifier: MIT */
/*
 * syscall_arch.h - how musl issues a system call here: by calling the handler.
 *
 * musl's own header of this name executes the SYSCALL instruction. This one stands
 * before it on musl's include path, so that musl is built unpatched. A constant call
 * number (nearly all are) folds at compile time into a direct call of sys_NAME, and
 * --gc-sections drops every handler that nobody calls; a number known only at run
 * time goes through syscall_dispatch() and its table.
 *
 * No VDSO_* macros: clock_gettime() is an ordinary call.
 */
#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)
#define IPC_64            0

/* Generated from musl's bits/syscall.h.in: declares every sys_NAME and defines
 * bobbin_fold(n), the handler of number n. */
#include "syscall_fold.h"

long syscall_dispatch(long, long, long, long, long, long, long);

#define BOBBIN_INLINE   static __inline __attribute__((__always_inline__)) long
#define BOBBIN_KNOWN(n) (__builtin_constant_p(n) && bobbin_fold(n))

BOBBIN_INLINE __syscall0(long n)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)() : syscall_dispatch(n, 0, 0, 0, 0, 0, 0);
}

BOBBIN_INLINE __syscall1(long n, long a)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)(a) : syscall_dispatch(n, a, 0, 0, 0, 0, 0);
}

BOBBIN_INLINE __syscall2(long n, long a, long b)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)(a, b) : syscall_dispatch(n, a, b, 0, 0, 0, 0);
}

BOBBIN_INLINE __syscall3(long n, long a, long b, long c)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)(a, b, c) : syscall_dispatch(n, a, b, c, 0, 0, 0);
}

BOBBIN_INLINE __syscall4(long n, long a, long b, long c, long d)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)(a, b, c, d) : syscall_dispatch(n, a, b, c, d, 0, 0);
}

BOBBIN_INLINE __syscall5(long n, long a, long b, long c, long d, long e)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)(a, b, c, d, e)
			       : syscall_dispatch(n, a, b, c, d, e, 0);
}

BOBBIN_INLINE __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	return BOBBIN_KNOWN(n) ? bobbin_fold(n)(a, b, c, d, e, f)
			       : syscall_dispatch(n, a, b, c, d, e, f);
}
