/* SPDX-License-Identifier: MIT */
/*
 * syscall.h - the waist between libc and the appliance. libc is musl, unchanged but
 * for the overlay headers in arch/x86_64/libc/overlay. Numbers and semantics are
 * Linux x86_64's; results are >= 0 or -errno in -4095..-1.
 *
 * Handlers are plain functions long sys_NAME(...), declared in <core/syscalls.h>,
 * which the build generates from core/syscall.tbl. Where musl issues a constant call
 * number, the overlay folds it at compile time to a direct call of sys_NAME: no
 * dispatch, and --gc-sections drops what nobody calls. A call that is not configured
 * folds to a weak stub; the build lists the stubs that an image links.
 */
#ifndef CORE_SYSCALL_H
#define CORE_SYSCALL_H

#include <stdbool.h>
#include <core/compiler.h>

/** For syscall(2) with a run-time number: the same handlers through a table. Linked
 *  only when something refers to it. -ENOSYS outside the table. */
long syscall_dispatch(long nr, long a, long b, long c, long d, long e, long f);

/** A handler as libc calls it: those that take less find it in the same registers. */
typedef long (*syscall_fn)(long a, long b, long c, long d, long e, long f);

/** Runs a call that may wait, and at its end the signal handlers that are due; starts it
 *  again when signals have interrupted it that all have SA_RESTART. */
long syscall_waiting(syscall_fn fn, long a, long b, long c, long d, long e, long f) MAY_SLEEP;
/** The end of such a call, which has returned *ret. True: it is to start again. */
bool syscall_again(long *ret) MAY_SLEEP;

/** What a stub does: logs name the first time (*said), returns -ENOSYS. */
long syscall_missing(const char *name, bool *said);

#endif
