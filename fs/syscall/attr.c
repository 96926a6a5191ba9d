/* SPDX-License-Identifier: MIT */
/* attr.c - the calls that change a file's mode, owner, times and size. The program is root. */
#include <errno.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/syscalls.h>
#include <fs/vfile.h>

#include "at.h"

static long set_attr_at(int dirfd, const char *path, int flags, const struct vnode_attr *to)
{
	struct vnode *vn;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH))
		return -EINVAL;
	int err = at_lookup(dirfd, path, flags, &vn);
	if (err)
		return err;
	err = vnode_set_attr(vn, to);
	vnode_put(vn);
	return err;
}

/* Of what is open at fd: -EBADF also for a mere place. */
static long set_attr_of(int fd, const struct vnode_attr *to)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	struct vnode *vn = vfile_vnode(f);
	long ret = vn ? vnode_set_attr(vn, to) : -EPERM;
	file_put(f);
	return ret;
}

/* --- mode ------------------------------------------------------------------------------- */

static struct vnode_attr mode_attr(unsigned mode)
{
	return (struct vnode_attr){ .what = ATTR_MODE, .mode = mode };
}

long sys_fchmodat(int dirfd, const char *path, unsigned mode)
{
	struct vnode_attr to = mode_attr(mode);

	return set_attr_at(dirfd, path, 0, &to);
}

long sys_chmod(const char *path, unsigned mode)
{
	return sys_fchmodat(AT_FDCWD, path, mode);
}

long sys_fchmod(int fd, unsigned mode)
{
	struct vnode_attr to = mode_attr(mode);

	return set_attr_of(fd, &to);
}

/* --- owner ------------------------------------------------------------------------------ */

#define KEEP UINT32_MAX

static struct vnode_attr owner_attr(unsigned uid, unsigned gid)
{
	return (struct vnode_attr){
		.what = (uid != KEEP ? ATTR_UID : 0) | (gid != KEEP ? ATTR_GID : 0),
		.uid = uid,
		.gid = gid,
	};
}

long sys_fchownat(int dirfd, const char *path, unsigned uid, unsigned gid, int flags)
{
	struct vnode_attr to = owner_attr(uid, gid);

	return set_attr_at(dirfd, path, flags, &to);
}

long sys_chown(const char *path, unsigned uid, unsigned gid)
{
	return sys_fchownat(AT_FDCWD, path, uid, gid, 0);
}

long sys_lchown(const char *path, unsigned uid, unsigned gid)
{
	return sys_fchownat(AT_FDCWD, path, uid, gid, AT_SYMLINK_NOFOLLOW);
}

long sys_fchown(int fd, unsigned uid, unsigned gid)
{
	struct vnode_attr to = owner_attr(uid, gid);

	return set_attr_of(fd, &to);
}

/* --- size ------------------------------------------------------------------------------- */

long sys_truncate(const char *path, off_t size)
{
	struct vnode *vn;

	if (size < 0)
		return -EINVAL;
	int err = at_lookup(AT_FDCWD, path, 0, &vn);
	if (err)
		return err;
	err = vnode_truncate(vn, size);
	vnode_put(vn);
	return err;
}

/* --- times ------------------------------------------------------------------------------ */

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

static struct vnode_attr times_attr(const struct timespec *t)
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

	if (!valid_time(&t[0]) || !valid_time(&t[1]))
		return -EINVAL;
	struct vnode_attr to = times_attr(t);
	if (!to.what)
		return 0;
	return path ? set_attr_at(dirfd, path, flags, &to) : set_attr_of(dirfd, &to);
}

/* The older calls, in microseconds. */
long sys_futimesat(int dirfd, const char *path, const struct timeval *times)
{
	struct timespec t[2];

	for (int i = 0; times && i < 2; i++) {
		if (times[i].tv_usec < 0 || times[i].tv_usec >= 1000000)
			return -EINVAL;
		t[i] = (struct timespec){ times[i].tv_sec, times[i].tv_usec * 1000 };
	}
	return sys_utimensat(dirfd, path, times ? t : NULL, 0);
}

long sys_utimes(const char *path, const struct timeval *times)
{
	return sys_futimesat(AT_FDCWD, path, times);
}
