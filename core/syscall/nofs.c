/* SPDX-License-Identifier: MIT */
/*
 * nofs.c - the calls that take a path, in an image without filesystems: the
 * generated files of synth.h exist, nothing else does. The current folder is "/".
 *
 * -ENOENT is the honest answer for every other path, also when a file was to be
 * created: there is no folder to create it in.
 */
#include <errno.h>
#include <string.h>

#include <core/file.h>
#include <core/synth.h>
#include <core/syscalls.h>

#define ROOT "/"

static int find(const char *path, const struct synth_file **out)
{
	*out = synth_find(ROOT, path);
	return *out ? 0 : -ENOENT;
}

long sys_open(const char *path, int flags, unsigned mode)
{
	const struct synth_file *s;
	struct file *f;

	(void)mode;
	int err = find(path, &s);
	if (!err)
		err = synth_open(s, flags, &f);
	if (err)
		return err;
	int fd = fd_install(f, 0, flags & O_CLOEXEC ? FD_CLOEXEC : 0);
	if (fd < 0)
		file_put(f);
	return fd;
}

/* No folder can be open, so a relative path can only be meant from the root. */
long sys_openat(int dir, const char *path, int flags, unsigned mode)
{
	if (path[0] != '/' && dir != AT_FDCWD)
		return fd_get_flags(dir) < 0 ? -EBADF : -ENOTDIR;
	return sys_open(path, flags, mode);
}

long sys_stat(const char *path, struct stat *st)
{
	const struct synth_file *s;
	int err = find(path, &s);

	return err ? err : synth_stat(s, st);
}

long sys_lstat(const char *path, struct stat *st)
{
	return sys_stat(path, st);
}

long sys_newfstatat(int dir, const char *path, struct stat *st, int flags)
{
	if (!*path && (flags & AT_EMPTY_PATH))
		return sys_fstat(dir, st);
	if (path[0] != '/' && dir != AT_FDCWD)
		return fd_get_flags(dir) < 0 ? -EBADF : -ENOTDIR;
	return sys_stat(path, st);
}

long sys_access(const char *path, int mode)
{
	const struct synth_file *s;
	int err = find(path, &s);

	if (err)
		return err;
	return mode & (W_OK | X_OK) ? -EACCES : 0;
}

long sys_faccessat(int dir, const char *path, int mode)
{
	if (path[0] != '/' && dir != AT_FDCWD)
		return fd_get_flags(dir) < 0 ? -EBADF : -ENOTDIR;
	return sys_access(path, mode);
}

/* None of our files is a link. */
long sys_readlink(const char *path, char *buf, size_t size)
{
	const struct synth_file *s;
	int err = find(path, &s);

	(void)buf;
	(void)size;
	return err ? err : -EINVAL;
}

long sys_getcwd(char *buf, size_t size)
{
	if (size < sizeof(ROOT))
		return -ERANGE;
	memcpy(buf, ROOT, sizeof(ROOT));
	return sizeof(ROOT);
}
