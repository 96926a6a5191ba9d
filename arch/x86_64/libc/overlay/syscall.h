/* SPDX-License-Identifier: MIT */
/*
 * syscall.h - musl's internal header of this name, with two groups of macros changed.
 *
 * Cancellation points (__syscall_cp*) are the calls that may wait: they go through
 * bobbin_wait*() (arch/x86_64/libc/cancel.c), with the address of the handler last, where
 * it costs least, and not through a function that knows the call by its number only, which
 * would link every handler. Socket calls have numbers of their own on this architecture.
 */
#ifndef BOBBIN_SYSCALL_H
#define BOBBIN_SYSCALL_H
#include_next <syscall.h>

#undef __syscall_cp0
#undef __syscall_cp1
#undef __syscall_cp2
#undef __syscall_cp3
#undef __syscall_cp4
#undef __syscall_cp5
#undef __syscall_cp6
long bobbin_wait3(long, long, long, long (*)());
long bobbin_wait6(long, long, long, long, long, long, long (*)());

#define __syscall_cp0(n)          bobbin_wait3(0, 0, 0, bobbin_fold(n))
#define __syscall_cp1(n, a)       bobbin_wait3(__scc(a), 0, 0, bobbin_fold(n))
#define __syscall_cp2(n, a, b)    bobbin_wait3(__scc(a), __scc(b), 0, bobbin_fold(n))
#define __syscall_cp3(n, a, b, c) bobbin_wait3(__scc(a), __scc(b), __scc(c), bobbin_fold(n))
#define __syscall_cp4(n, a, b, c, d)                                                               \
	bobbin_wait6(__scc(a), __scc(b), __scc(c), __scc(d), 0, 0, bobbin_fold(n))
#define __syscall_cp5(n, a, b, c, d, e)                                                            \
	bobbin_wait6(__scc(a), __scc(b), __scc(c), __scc(d), __scc(e), 0, bobbin_fold(n))
#define __syscall_cp6(n, a, b, c, d, e, f)                                                         \
	bobbin_wait6(__scc(a), __scc(b), __scc(c), __scc(d), __scc(e), __scc(f), bobbin_fold(n))

#undef __socketcall
#undef __socketcall_cp
#define __socketcall(name, a, b, c, d, e, f)    __syscall6(SYS_##name, a, b, c, d, e, f)
#define __socketcall_cp(name, a, b, c, d, e, f) __syscall_cp6(SYS_##name, a, b, c, d, e, f)

#endif
