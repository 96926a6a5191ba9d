/* SPDX-License-Identifier: MIT */
/*
 * strace.c - one log line for each system call that the program makes.
 *
 * The linker sends every reference to sys_NAME from another file to a generated wrapper
 * (--wrap), which makes the call and comes here; a wrapper that nothing refers to is
 * dropped. A line is printed when the call returns: what blocks shows up late.
 */
#define LOG_TAG "strace"
#include <core/log.h>
#include <core/thread.h>

#include "debug/strace.h"

void strace_returned(const char *name, const char *kinds, long ret, const long *args)
{
	char text[STRACE_TEXT];
	const char *error = ret < 0 && ret > -4096 ? strace_error_name((int)-ret) : NULL;

	strace_text(text, sizeof(text), name, kinds, ret, args);
	if (error)
		log_info("%d %s = -1 %s", thread_id(thread_self()), text, error);
	else if (ret > -4096 && ret < 1l << 31)
		log_info("%d %s = %ld", thread_id(thread_self()), text, ret);
	else
		log_info("%d %s = %#lx", thread_id(thread_self()), text, ret);
}

void strace_entered(const char *name, const char *kinds, const long *args)
{
	char text[STRACE_TEXT];

	strace_text(text, sizeof(text), name, kinds, 0, args);
	log_info("%d %s = ?", thread_id(thread_self()), text);
}
