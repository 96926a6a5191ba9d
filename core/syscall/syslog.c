/* SPDX-License-Identifier: MIT */
/*
 * syslog.c - klogctl(3): a program reads the log, as dmesg does.
 *
 * Source: Linux syslog(2).
 */
#include <errno.h>

#include <core/log.h>
#include <core/syscalls.h>

enum { READ_ALL = 3, SIZE_BUFFER = 10 };

/* The ring is never emptied, so the actions that take lines out of it are refused. */
long sys_syslog(int action, char *buf, int len)
{
	switch (action) {
	case READ_ALL:
		if (!buf || len < 0)
			return -EINVAL;
		return (long)log_tail(buf, (size_t)len);
	case SIZE_BUFFER:
		return CONFIG_LOG_RING_KB * 1024;
	default:
		return -EINVAL;
	}
}
