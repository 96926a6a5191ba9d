/* SPDX-License-Identifier: MIT */
/*
 * fd.c - the calls about descriptors and open files that move no bytes: close(2),
 * dup(2), fcntl(2), ioctl(2), lseek(2), fstat(2) and so on.
 *
 * Record locks (F_SETLK) belong to a process, and a process never conflicts with
 * itself: with one process every lock is granted and F_GETLK finds none. Only where there
 * are locks of open files too (CONFIG_FILE_LOCKS) anything is noted: file_range_lock().
 */
#define _GNU_SOURCE /* O_PATH, F_OFD_* in the host's headers */
#include <errno.h>
#include <sys/ioctl.h>

#include <core/file.h>
#include <core/pipe.h>
#include <core/syscalls.h>

/* What F_SETFL may change. */
#define SETFL_MASK (O_APPEND | O_NONBLOCK)

static int cloexec(int open_flags)
{
	return open_flags & O_CLOEXEC ? FD_CLOEXEC : 0;
}

long sys_close(int fd)
{
	return fd_close(fd);
}

static long dup_from(int fd, int from, int fd_flags)
{
	struct file *f = file_get_place(fd);

	if (!f)
		return -EBADF;
	int got = fd_install(f, from, fd_flags);
	if (got < 0)
		file_put(f);
	return got;
}

long sys_dup(int fd)
{
	return dup_from(fd, 0, 0);
}

static long dup_to(int fd, int to, int fd_flags)
{
	struct file *f = file_get_place(fd);

	if (!f)
		return -EBADF;
	int got = fd_replace(f, to, fd_flags);
	if (got < 0)
		file_put(f);
	return got;
}

long sys_dup2(int fd, int to)
{
	if (fd == to)
		return fd_get_flags(fd) < 0 ? -EBADF : fd;
	return dup_to(fd, to, 0);
}

long sys_dup3(int fd, int to, int flags)
{
	if (fd == to || (flags & ~O_CLOEXEC))
		return -EINVAL;
	return dup_to(fd, to, cloexec(flags));
}

static long dup_at_least(int fd, long from, int fd_flags)
{
	if (from < 0 || from >= FD_MAX)
		return -EINVAL;
	return dup_from(fd, (int)from, fd_flags);
}

static void change_flags(struct file *f, int mask, int flags)
{
	f->flags = (f->flags & ~mask) | (flags & mask);
}

long (*file_range_lock)(struct file *f, int cmd, struct flock *lock);

/* Whether a lock of this type can be set by f. */
static long check_lock(const struct file *f, int cmd, int type)
{
	int access = f->flags & O_ACCMODE;

	if (type != F_RDLCK && type != F_WRLCK && (type != F_UNLCK || cmd == F_GETLK))
		return -EINVAL;
	if (cmd == F_GETLK || type == F_UNLCK)
		return 0;
	return access == (type == F_RDLCK ? O_WRONLY : O_RDONLY) ? -EBADF : 0;
}

static long range_lock(struct file *f, int cmd, struct flock *lock)
{
	if (IS_ENABLED(CONFIG_FILE_LOCKS) && file_range_lock)
		return file_range_lock(f, cmd, lock);
	long err = check_lock(f, cmd, lock->l_type);
	if (!err && cmd == F_GETLK)
		lock->l_type = F_UNLCK;
	return err;
}

static long file_fcntl(struct file *f, int cmd, long arg)
{
	switch (cmd) {
	case F_GETFL:
		return f->flags;
	case F_SETFL:
		change_flags(f, SETFL_MASK, (int)arg);
		return 0;
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
		return range_lock(f, cmd, (struct flock *)arg);
	case F_OFD_GETLK:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		if (IS_ENABLED(CONFIG_FILE_LOCKS) && file_range_lock)
			return file_range_lock(f, cmd, (struct flock *)arg);
		return -EINVAL;
	default:
		return -EINVAL;
	}
}

/* What can be asked of a mere place. */
static bool fcntl_of_place(int cmd)
{
	return cmd == F_DUPFD || cmd == F_DUPFD_CLOEXEC || cmd == F_GETFL;
}

long sys_fcntl(int fd, int cmd, long arg)
{
	if (cmd == F_GETFD)
		return fd_get_flags(fd);
	if (cmd == F_SETFD)
		return fd_set_flags(fd, (int)arg);

	struct file *f = fcntl_of_place(cmd) ? file_get_place(fd) : file_get(fd);
	if (!f)
		return -EBADF;
	long ret;
	if (cmd == F_DUPFD || cmd == F_DUPFD_CLOEXEC)
		ret = dup_at_least(fd, arg, cmd == F_DUPFD_CLOEXEC ? FD_CLOEXEC : 0);
	else
		ret = file_fcntl(f, cmd, arg);
	file_put(f);
	return ret;
}

/* Requests that every file understands; the rest is the file's. */
static long file_ioctl(struct file *f, int fd, unsigned long req, void *arg)
{
	switch (req) {
	case FIONBIO:
		change_flags(f, O_NONBLOCK, *(const int *)arg ? O_NONBLOCK : 0);
		return 0;
	case FIOCLEX:
		return fd_set_flags(fd, FD_CLOEXEC);
	case FIONCLEX:
		return fd_set_flags(fd, 0);
	default:
		return f->ops->ioctl ? f->ops->ioctl(f, req, arg) : -ENOTTY;
	}
}

long sys_ioctl(int fd, unsigned long req, void *arg)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	long ret = file_ioctl(f, fd, (unsigned)req, arg); /* libc extends an int with its sign */
	file_put(f);
	return ret;
}

long sys_lseek(int fd, off_t off, int whence)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	long ret = f->ops->seek ? f->ops->seek(f, off, whence) : -ESPIPE;
	file_put(f);
	return ret;
}

long sys_fstat(int fd, struct stat *st)
{
	struct file *f = file_get_place(fd);

	if (!f)
		return -EBADF;
	long ret = 0;
	if (f->ops->stat)
		ret = f->ops->stat(f, st);
	else
		*st = (struct stat){ .st_nlink = 1, .st_mode = 0600, .st_blksize = 4096 };
	file_put(f);
	return ret;
}

static long sync_file(int fd, bool data_only)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	long ret = f->ops->fsync ? f->ops->fsync(f, data_only) : -EINVAL;
	file_put(f);
	return ret;
}

long sys_fsync(int fd)
{
	return sync_file(fd, false);
}

long sys_fdatasync(int fd)
{
	return sync_file(fd, true);
}

long sys_ftruncate(int fd, off_t size)
{
	if (size < 0)
		return -EINVAL;
	struct file *f = file_get(fd);
	if (!f)
		return -EBADF;
	long ret = -EINVAL;
	if (f->ops->truncate && (f->flags & O_ACCMODE) != O_RDONLY)
		ret = f->ops->truncate(f, size);
	file_put(f);
	return ret;
}

long sys_pipe2(int *fds, int flags)
{
	struct file *reader, *writer;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK))
		return -EINVAL;
	int err = pipe_create(flags, &reader, &writer);
	if (err)
		return err;

	int rd = fd_install(reader, 0, cloexec(flags));
	int wr = rd < 0 ? rd : fd_install(writer, 0, cloexec(flags));
	if (wr >= 0) {
		fds[0] = rd;
		fds[1] = wr;
		return 0;
	}
	if (rd >= 0)
		fd_close(rd);
	else
		file_put(reader);
	file_put(writer);
	return wr;
}

long sys_pipe(int *fds)
{
	return sys_pipe2(fds, 0);
}
