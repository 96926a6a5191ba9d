/* SPDX-License-Identifier: MIT */
/* program_fault.h - between the exception and libc, which ends the thread that raised it. */
#ifndef ARCH_PROGRAM_FAULT_H
#define ARCH_PROGRAM_FAULT_H

/** Never called: an exception returns here, on the thread's stack. */
_Noreturn void program_thread_faulted(void);

#endif
