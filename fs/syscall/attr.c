/* SPDX-License-Identifier: MIT */
/* attr.c - the calls that change a file's mode, times and size by name. */
#include <errno.h>

#include <core/clock.h>
#include <core/syscalls.h>
#include <fs/vfile.h>

#include "at.h"

static long set_mode(int dirfd, const char *path, int flags, mode_t mode)
{
	struct vnode *vn;

	if (at_synth(dirfd, path))
		return -EROFS;
	int err = at_lookup(dirfd, path, flags, &vn);
	if (err)
		return err;
	err = vnode_set_attr(vn, &(struct vnode_attr){ .what = ATTR_MODE, .mode = mode });
	vnode_put(vn);
	return err;
}

long sys_fchmodat(int dirfd, const char *path, unsigned mode)
{
	return set_mode(dirfd, path, 0, mode);
}

long sys_chmod(const char *path, unsigned mode)
{
	return set_mode(AT_FDCWD, path, 0, mode);
}

long sys_fchmod(int fd, unsigned mode)
{
	return fd == AT_FDCWD ? -EBADF : set_mode(fd, "", AT_EMPTY_PATH, mode);
}

long sys_truncate(const char *path, off_t size)
{
	struct vnode *vn;

	if (at_synth(AT_FDCWD, path))
		return -EROFS;
	int err = at_lookup(AT_FDCWD, path, 0, &vn);
	if (err)
		return err;
	err = vnode_truncate(vn, size);
	vnode_put(vn);
	return err;
}

static bool valid_time(const struct timespec *t)
{
	return t->tv_nsec == UTIME_NOW || t->tv_nsec == UTIME_OMIT ||
	       (t->tv_nsec >= 0 && t->tv_nsec < (long)NSEC_PER_SEC);
}

/* Seconds beyond what 64 bits of nanoseconds hold (the year 2262) are cut to it. */
static int64_t to_ns(const struct timespec *t)
{
	int64_t ns;

	if (__builtin_mul_overflow(t->tv_sec, (int64_t)NSEC_PER_SEC, &ns) ||
	    __builtin_add_overflow(ns, t->tv_nsec, &ns))
		return t->tv_sec < 0 ? INT64_MIN : INT64_MAX;
	return ns;
}

static struct vnode_attr attr_of(const struct timespec *t)
{
	int64_t now = clock_wall();

	return (struct vnode_attr){
		.what = (t[0].tv_nsec != UTIME_OMIT ? ATTR_ATIME : 0) |
			(t[1].tv_nsec != UTIME_OMIT ? ATTR_MTIME : 0),
		.atime = t[0].tv_nsec == UTIME_NOW ? now : to_ns(&t[0]),
		.mtime = t[1].tv_nsec == UTIME_NOW ? now : to_ns(&t[1]),
	};
}

/* path NULL means dirfd itself, as futimens(3) wants it; times NULL means now. */
long sys_utimensat(int dirfd, const char *path, const struct timespec *times, int flags)
{
	static const struct timespec now_twice[2] = { { .tv_nsec = UTIME_NOW },
						      { .tv_nsec = UTIME_NOW } };
	const struct timespec *t = times ? times : now_twice;
	struct vnode *vn;

	if (!valid_time(&t[0]) || !valid_time(&t[1]))
		return -EINVAL;
	if (path && at_synth(dirfd, path))
		return -EROFS;
	int err = at_lookup(dirfd, path ? path : "", path ? flags : AT_EMPTY_PATH, &vn);
	if (err)
		return err;
	struct vnode_attr attr = attr_of(t);
	if (attr.what)
		err = vnode_set_attr(vn, &attr);
	vnode_put(vn);
	return err;
}
