/* SPDX-License-Identifier: MIT */
/*
 * syscall.h - musl's internal header of this name, with two groups of macros changed.
 *
 * Cancellation points (__syscall_cp*) and socket calls are direct calls like all
 * others: musl would route them through a function that knows the number only at run
 * time, which would link every handler. The price: pthread_cancel() takes effect at
 * pthread_testcancel(), not inside a blocked call.
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
#define __syscall_cp0 __syscall0
#define __syscall_cp1 __syscall1
#define __syscall_cp2 __syscall2
#define __syscall_cp3 __syscall3
#define __syscall_cp4 __syscall4
#define __syscall_cp5 __syscall5
#define __syscall_cp6 __syscall6

#undef __socketcall
#undef __socketcall_cp
#define __socketcall(name, a, b, c, d, e, f)    __syscall6(SYS_##name, a, b, c, d, e, f)
#define __socketcall_cp(name, a, b, c, d, e, f) __syscall6(SYS_##name, a, b, c, d, e, f)

#endif
