/* SPDX-License-Identifier: MIT */
/* dispatch.c - what a system call does that this image does not implement. */
#define LOG_TAG "syscall"
#include <errno.h>

#include <core/log.h>
#include <core/syscall.h>

long syscall_missing(const char *name, bool *said)
{
	if (!*said)
		log_warn("%s: not implemented, the program gets ENOSYS", name);
	*said = true;
	return -ENOSYS;
}
