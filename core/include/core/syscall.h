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

/** What a stub does: logs name the first time (*said), returns -ENOSYS. */
long syscall_missing(const char *name, bool *said);

#endif
