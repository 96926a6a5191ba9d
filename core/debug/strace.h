/* SPDX-License-Identifier: MIT */
/*
 * strace.h - what the generated wrappers of system calls (scripts/gen-syscalls.py) call.
 *
 * kinds has a letter for each argument: d a number, u an unsigned one, x a number in
 * hexadecimal, o in octal, p an address, f a directory's descriptor, s a string, b bytes
 * to write (the next argument is their count), i buffers to write (the next argument
 * counts them), r bytes that were read (the result is their count).
 */
#ifndef CORE_DEBUG_STRACE_H
#define CORE_DEBUG_STRACE_H

#include <stddef.h>

#define STRACE_TEXT 240 /* bytes of a line, with the NUL */

/** Prints one line for a call that returned ret. args: one for each letter of kinds. */
void strace_returned(const char *name, const char *kinds, long ret, const long *args);
/** The same for a call that does not return, before it is made. */
void strace_entered(const char *name, const char *kinds, const long *args);

/** Writes "name(arguments)" to buf, cut to size bytes with the NUL; returns the length.
 *  ret bounds what is shown of bytes that were read. */
size_t strace_text(char *buf, size_t size, const char *name, const char *kinds, long ret,
		   const long *args);

/** "ENOENT" for 2, NULL for what is no error number. Generated from libc's errno.h. */
const char *strace_error_name(int error);

#endif
