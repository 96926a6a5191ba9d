/* SPDX-License-Identifier: MIT */
/*
 * dispatch.c - around the handlers of system calls: one that this image does not
 * implement, and one that a signal has interrupted.
 */
#define LOG_TAG "syscall"
#include <errno.h>

#include <core/log.h>
#include <core/signal.h>
#include <core/syscall.h>

long syscall_missing(const char *name, bool *said)
{
	if (!*said)
		log_warn("%s: not implemented, the program gets ENOSYS", name);
	*said = true;
	return -ENOSYS;
}

bool syscall_again(long *ret)
{
	if (*ret != -ERESTARTSYS) {
		signals_here();
		return false;
	}
	if (signal_deliver && signal_interrupted() == -ERESTARTSYS)
		return true;
	*ret = -EINTR;
	return false;
}

long syscall_waiting(syscall_fn fn, long a, long b, long c, long d, long e, long f)
{
	long ret;

	do
		ret = fn(a, b, c, d, e, f);
	while (syscall_again(&ret));
	return ret;
}
