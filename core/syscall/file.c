/* SPDX-License-Identifier: MIT */
/*
 * file.c - the calls that move bytes: read(2), write(2) and their relatives.
 *
 * All of them become one file_readv() or file_writev(), which wait; what is checked
 * here is what Linux checks before it looks at the file. Pointers are the program's
 * own and are used as they come: there is one address space.
 */
#include <errno.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/iov.h>
#include <core/syscalls.h>

#define BUFFERS_MAX 1024 /* in one call: IOV_MAX of limits.h */
/* off for transfers at the file's own position */
#define AT_POSITION ((off_t)-1)

typedef ssize_t transfer_fn(struct file *f, const struct iovec *iov, int n, off_t off,
			    uint64_t deadline);

static long transfer(int fd, const struct iovec *iov, long n, off_t off, transfer_fn *move)
{
	if (n < 0 || n > BUFFERS_MAX)
		return -EINVAL;
	struct file *f = file_get(fd);
	if (!f)
		return -EBADF;

	ssize_t ret = iov_size(iov, (int)n);
	if (ret >= 0)
		ret = move(f, iov, (int)n, off, NO_DEADLINE);
	file_put(f);
	if (ret == -EPIPE && move == file_writev && file_broken_pipe)
		file_broken_pipe();
	return ret;
}

/* The same at an explicit place, which only files with a position have. */
static long transfer_at(int fd, const struct iovec *iov, long n, off_t off, transfer_fn *move)
{
	struct file *f = file_get(fd);

	if (!f)
		return -EBADF;
	bool seekable = f->ops->seek != NULL;
	file_put(f);
	if (off < 0)
		return -EINVAL;
	return seekable ? transfer(fd, iov, n, off, move) : -ESPIPE;
}

long sys_read(int fd, void *buf, size_t len)
{
	struct iovec iov = { .iov_base = buf, .iov_len = len };

	return transfer(fd, &iov, 1, AT_POSITION, file_readv);
}

long sys_write(int fd, const void *buf, size_t len)
{
	struct iovec iov = { .iov_base = (void *)buf, .iov_len = len };

	return transfer(fd, &iov, 1, AT_POSITION, file_writev);
}

long sys_readv(int fd, const struct iovec *iov, long n)
{
	return transfer(fd, iov, n, AT_POSITION, file_readv);
}

long sys_writev(int fd, const struct iovec *iov, long n)
{
	return transfer(fd, iov, n, AT_POSITION, file_writev);
}

long sys_pread64(int fd, void *buf, size_t len, off_t off)
{
	struct iovec iov = { .iov_base = buf, .iov_len = len };

	return transfer_at(fd, &iov, 1, off, file_readv);
}

long sys_pwrite64(int fd, const void *buf, size_t len, off_t off)
{
	struct iovec iov = { .iov_base = (void *)buf, .iov_len = len };

	return transfer_at(fd, &iov, 1, off, file_writev);
}

/* high is the upper half of the offset on machines whose registers need two. */
long sys_preadv(int fd, const struct iovec *iov, long n, off_t off, long high)
{
	(void)high;
	return transfer_at(fd, iov, n, off, file_readv);
}

long sys_pwritev(int fd, const struct iovec *iov, long n, off_t off, long high)
{
	(void)high;
	return transfer_at(fd, iov, n, off, file_writev);
}
