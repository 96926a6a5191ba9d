/* SPDX-License-Identifier: MIT */
/*
 * stat.c - the calls that tell about a file: stat(2), statx(2), access(2),
 * readlink(2), statfs(2). The program is root: access() refuses only what nobody may
 * do, writing to read-only files and executing what has no x bit.
 */
#include <errno.h>
#include <limits.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>

#include <core/file.h>
#include <core/syscalls.h>
#include <fs/vfile.h>

#include "at.h"

#define FS_BLOCK 4096

long sys_newfstatat(int dirfd, const char *path, struct stat *st, int flags)
{
	struct vnode *vn;

	if (flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT))
		return -EINVAL;
	if (!*path && (flags & AT_EMPTY_PATH) && dirfd != AT_FDCWD)
		return sys_fstat(dirfd, st); /* sockets and pipes too */
	int err = at_lookup(dirfd, path, flags, &vn);
	if (err)
		return err;
	vnode_stat(vn, st);
	vnode_put(vn);
	return 0;
}

long sys_stat(const char *path, struct stat *st)
{
	return sys_newfstatat(AT_FDCWD, path, st, 0);
}

long sys_lstat(const char *path, struct stat *st)
{
	return sys_newfstatat(AT_FDCWD, path, st, AT_SYMLINK_NOFOLLOW);
}

/* --- statx ---------------------------------------------------------------------- */

/* Source: Linux, include/uapi/linux/stat.h; libc 1.2.3 has no header for it. */
#define STATX_BASIC    0x7ffu
#define STATX_RESERVED 0x80000000u
#define STATX_SYNC     0x6000 /* AT_STATX_*_SYNC: what is told is always what is so */

struct statx_time {
	int64_t sec;
	uint32_t nsec;
	int32_t reserved;
};

struct statx_result {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, reserved;
	uint64_t ino, size, blocks, attributes_mask;
	struct statx_time atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t spare[14];
};
_Static_assert(sizeof(struct statx_result) == 256, "layout of Linux");

static struct statx_time statx_time(struct timespec t)
{
	return (struct statx_time){ .sec = t.tv_sec, .nsec = (uint32_t)t.tv_nsec };
}

long sys_statx(int dirfd, const char *path, int flags, unsigned mask, void *out)
{
	struct stat st;
	long err = sys_newfstatat(dirfd, path, &st, flags & ~STATX_SYNC);

	if (mask & STATX_RESERVED)
		return -EINVAL;
	if (err) /* more than was asked for is allowed */
		return err;
	*(struct statx_result *)out = (struct statx_result){
		.mask = STATX_BASIC,
		.blksize = (uint32_t)st.st_blksize,
		.nlink = (uint32_t)st.st_nlink,
		.uid = st.st_uid,
		.gid = st.st_gid,
		.mode = (uint16_t)st.st_mode,
		.ino = st.st_ino,
		.size = (uint64_t)st.st_size,
		.blocks = (uint64_t)st.st_blocks,
		.atime = statx_time(st.st_atim),
		.ctime = statx_time(st.st_ctim),
		.mtime = statx_time(st.st_mtim),
		.rdev_major = major(st.st_rdev),
		.rdev_minor = minor(st.st_rdev),
		.dev_major = major(st.st_dev),
		.dev_minor = minor(st.st_dev),
	};
	return 0;
}

/* --- access --------------------------------------------------------------------- */

static long check_access(const struct vnode *vn, int mode)
{
	if ((mode & W_OK) && (S_ISREG(vn->mode) || S_ISDIR(vn->mode)) && vnode_writable(vn))
		return -EROFS;
	if ((mode & X_OK) && !S_ISDIR(vn->mode) && !(vn->mode & 0111))
		return -EACCES;
	return 0;
}

long sys_faccessat2(int dirfd, const char *path, int mode, int flags)
{
	struct vnode *vn;

	if (mode & ~(R_OK | W_OK | X_OK))
		return -EINVAL;
	int err = at_lookup(dirfd, path, flags, &vn);
	if (err)
		return err;
	long ret = check_access(vn, mode);
	vnode_put(vn);
	return ret;
}

long sys_faccessat(int dirfd, const char *path, int mode)
{
	return sys_faccessat2(dirfd, path, mode, 0);
}

long sys_access(const char *path, int mode)
{
	return sys_faccessat2(AT_FDCWD, path, mode, 0);
}

/* --- links and filesystems ------------------------------------------------------ */

long sys_readlinkat(int dirfd, const char *path, char *buf, size_t size)
{
	struct vnode *vn;

	if (size == 0)
		return -EINVAL;
	int err = at_lookup(dirfd, path, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, &vn);
	if (err)
		return err;
	long ret = -EINVAL;
	if (S_ISLNK(vn->mode)) {
		mutex_lock(&vn->lock);
		ret = vn->ops->readlink(vn, buf, size);
		mutex_unlock(&vn->lock);
	}
	vnode_put(vn);
	return ret;
}

long sys_readlink(const char *path, char *buf, size_t size)
{
	return sys_readlinkat(AT_FDCWD, path, buf, size);
}

static void fill_statfs(const struct vnode *vn, struct statfs *out)
{
	struct fs_stats stats;

	vn->mnt->type->stats(vn->mnt, &stats);
	*out = (struct statfs){
		.f_type = stats.magic,
		.f_bsize = FS_BLOCK,
		.f_frsize = FS_BLOCK,
		.f_blocks = stats.total / FS_BLOCK,
		.f_bfree = stats.free / FS_BLOCK,
		.f_bavail = stats.free / FS_BLOCK,
		.f_files = stats.files,
		.f_ffree = stats.unused,
		.f_fsid = { { (int)vn->mnt->id } },
		.f_namelen = stats.name_max ? stats.name_max : NAME_MAX,
		.f_flags = vn->mnt->read_only ? ST_RDONLY : 0,
	};
}

static long statfs_at(int dirfd, const char *path, int flags, struct statfs *out)
{
	struct vnode *vn;
	int err = at_lookup(dirfd, path, flags, &vn);

	if (err)
		return err;
	fill_statfs(vn, out);
	vnode_put(vn);
	return 0;
}

long sys_statfs(const char *path, struct statfs *out)
{
	return statfs_at(AT_FDCWD, path, 0, out);
}

long sys_fstatfs(int fd, struct statfs *out)
{
	return fd == AT_FDCWD ? -EBADF : statfs_at(fd, "", AT_EMPTY_PATH, out);
}
