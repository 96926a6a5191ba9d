/* SPDX-License-Identifier: MIT */
/*
 * misc.c - who and where the program is: names, ids, limits, random bytes. It is the
 * only process, number 1, and runs as root, who owns the machine.
 *
 * Source: Linux uname(2), sysinfo(2), getrlimit(2), getrandom(2), prctl(2), reboot(2).
 */
#define LOG_TAG "syscall"
#include <errno.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/file.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/random.h>
#include <core/syscalls.h>
#include <core/thread.h>

#include "timespec.h"

#define PID     1
#define RELEASE "0.1"

long sys_uname(struct utsname *name)
{
	*name = (struct utsname){
		.sysname = "Bobbin",
		.nodename = APP_NAME,
		.release = RELEASE,
		.version = "#1",
		.machine = "x86_64",
	};
	return 0;
}

long sys_sysinfo(struct sysinfo *info)
{
	struct pages_stats pages;

	pages_stats(&pages);
	*info = (struct sysinfo){
		.uptime = clock_now() / NSEC_PER_SEC,
		.totalram = pages.total,
		.freeram = pages.free,
		.procs = 1,
		.mem_unit = PAGE_SIZE,
	};
	return 0;
}

long sys_getpid(void)
{
	return PID;
}

long sys_getppid(void)
{
	return 0;
}

long sys_getpgrp(void)
{
	return PID;
}

static long own_process(int pid)
{
	return pid == 0 || pid == PID ? PID : -ESRCH;
}

long sys_getpgid(int pid)
{
	return own_process(pid);
}

long sys_getsid(int pid)
{
	return own_process(pid);
}

long sys_getuid(void)
{
	return 0;
}

long sys_geteuid(void)
{
	return 0;
}

long sys_getgid(void)
{
	return 0;
}

long sys_getegid(void)
{
	return 0;
}

long sys_getgroups(int size, unsigned *list)
{
	(void)size;
	(void)list;
	return 0;
}

static struct rlimit limit_of(int resource)
{
	struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	struct rlimit files = { FD_MAX, FD_MAX };
	struct rlimit stack = { CONFIG_APP_STACK_KB * 1024, CONFIG_APP_STACK_KB * 1024 };
	struct rlimit zero = { 0, 0 };

	switch (resource) {
	case RLIMIT_NOFILE:
		return files;
	case RLIMIT_STACK:
		return stack;
	case RLIMIT_NPROC:
	case RLIMIT_CORE:
		return zero;
	default:
		return none;
	}
}

/* Limits are what the image was built with; setting one to what it is is no change. */
long sys_prlimit64(int pid, int resource, const struct rlimit *set, struct rlimit *old)
{
	if (resource < 0 || resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (own_process(pid) < 0)
		return -ESRCH;
	struct rlimit limit = limit_of(resource);
	if (set && (set->rlim_cur != limit.rlim_cur || set->rlim_max != limit.rlim_max))
		return -EPERM;
	if (old)
		*old = limit;
	return 0;
}

long sys_getrlimit(int resource, struct rlimit *limit)
{
	return sys_prlimit64(0, resource, NULL, limit);
}

long sys_setrlimit(int resource, const struct rlimit *limit)
{
	return sys_prlimit64(0, resource, limit, NULL);
}

long sys_getrusage(int who, struct rusage *usage)
{
	uint64_t ns = thread_program_time();

	if (who == RUSAGE_CHILDREN)
		ns = 0;
	else if (who == RUSAGE_THREAD)
		thread_cpu_time(thread_id(thread_self()), &ns);
	else if (who != RUSAGE_SELF)
		return -EINVAL;
	struct timespec ts = timespec_from(ns);
	/* libc's struct is longer than the kernel's: only the kernel's part is written. */
	memset(usage, 0, offsetof(struct rusage, __reserved));
	usage->ru_utime = (struct timeval){ ts.tv_sec, ts.tv_nsec / 1000 };
	return 0;
}

long sys_getrandom(void *buf, size_t len, unsigned flags)
{
	static bool said;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	if (!random_seeded() && !(flags & GRND_INSECURE)) {
		if (flags & GRND_NONBLOCK)
			return -EAGAIN;
		if (!said)
			log_warn("getrandom: too little entropy, these bytes may be guessed");
		said = true;
	}
	random_bytes(buf, len);
	return (long)len;
}

/* The name of the calling thread; the rest does not apply. */
long sys_prctl(int op, unsigned long arg)
{
	switch (op) {
	case PR_SET_NAME:
		thread_set_name((const char *)arg);
		return 0;
	case PR_GET_NAME:
		memcpy((char *)arg, thread_name(thread_self()), 16);
		return 0;
	default:
		return -EINVAL;
	}
}
