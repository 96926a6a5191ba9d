/* SPDX-License-Identifier: MIT */
/*
 * sendfile.c - sendfile(2) and copy_file_range(2): through a buffer, piece by piece.
 *
 * What was read and could not be written is read again by the next call: the position of the
 * source moves by what arrived.
 */
#define _GNU_SOURCE
#include <errno.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/syscalls.h>

#define PIECE     16384u
#define COPY_MAX  0x7ffff000ul /* of one call, as on Linux */
#define NO_OFFSET ((off_t)-1)

/* Moves at most len bytes, at offsets or, with NO_OFFSET, at out's position. The count, or an
 * error when nothing was moved. */
static ssize_t copy(struct file *in, off_t from, struct file *out, off_t to, size_t len, char *buf)
{
	size_t done = 0;

	while (done < len) {
		struct iovec iov = { .iov_base = buf, .iov_len = MIN(len - done, (size_t)PIECE) };
		ssize_t part = file_readv(in, &iov, 1, from + (off_t)done, NO_DEADLINE);

		if (part > 0) {
			iov.iov_len = (size_t)part;
			part = file_writev(out, &iov, 1, to == NO_OFFSET ? to : to + (off_t)done,
					   NO_DEADLINE);
		}
		if (part <= 0)
			return done ? (ssize_t)done : part;
		done += (size_t)part;
		if ((size_t)part < iov.iov_len)
			break;
	}
	return (ssize_t)done;
}

/* The offset that a call means by pointer: the file's own position without one. -EINVAL. */
static off_t offset_of(struct file *f, const off_t *off)
{
	if (!off)
		return f->ops->seek(f, 0, SEEK_CUR);
	return *off < 0 ? -EINVAL : *off;
}

static void set_offset(struct file *f, off_t *off, off_t to)
{
	if (off)
		*off = to;
	else
		f->ops->seek(f, to, SEEK_SET);
}

static ssize_t send(struct file *out, struct file *in, off_t *off, size_t len)
{
	if ((in->flags & O_ACCMODE) == O_WRONLY || (out->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!in->ops->seek)
		return off ? -ESPIPE : -EINVAL;
	if (out->flags & O_APPEND)
		return -EINVAL;
	off_t from = offset_of(in, off);
	char *buf = from < 0 ? NULL : heap_alloc(PIECE);
	if (!buf)
		return from < 0 ? from : -ENOMEM;
	ssize_t done = copy(in, from, out, NO_OFFSET, MIN(len, COPY_MAX), buf);
	heap_free(buf);
	if (done > 0)
		set_offset(in, off, from + done);
	return done;
}

long sys_sendfile(int out_fd, int in_fd, off_t *off, size_t len)
{
	struct file *in = file_get(in_fd), *out = file_get(out_fd);
	long ret = in && out ? send(out, in, off, len) : -EBADF;

	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return ret;
}

/* --- copy_file_range -------------------------------------------------------------------- */

/* -EISDIR, -EINVAL: not a file with contents. */
static int check_file(struct file *f, struct stat *st)
{
	if (!f->ops->seek || !f->ops->stat)
		return -EINVAL;
	int err = f->ops->stat(f, st);
	if (err)
		return err;
	return S_ISDIR(st->st_mode) ? -EISDIR : S_ISREG(st->st_mode) ? 0 : -EINVAL;
}

static int check_copy(struct file *in, struct file *out, struct stat *from, struct stat *to)
{
	int err = check_file(in, from);

	if (!err)
		err = check_file(out, to);
	if (err)
		return err;
	if ((in->flags & O_ACCMODE) == O_WRONLY || (out->flags & O_ACCMODE) == O_RDONLY ||
	    (out->flags & O_APPEND))
		return -EBADF;
	return 0;
}

static ssize_t copy_range(struct file *in, off_t *in_off, struct file *out, off_t *out_off,
			  size_t len)
{
	struct stat from, to;
	int err = check_copy(in, out, &from, &to);

	if (err)
		return err;
	off_t at = offset_of(in, in_off), put = offset_of(out, out_off);
	if (at < 0 || put < 0)
		return -EINVAL;
	len = MIN(len, COPY_MAX);
	bool same = from.st_dev == to.st_dev && from.st_ino == to.st_ino;
	if (same && at < put + (off_t)len && put < at + (off_t)len)
		return -EINVAL;
	char *buf = heap_alloc(PIECE);
	if (!buf)
		return -ENOMEM;
	ssize_t done = copy(in, at, out, put, len, buf);
	heap_free(buf);
	if (done > 0) {
		set_offset(in, in_off, at + done);
		set_offset(out, out_off, put + done);
	}
	return done;
}

long sys_copy_file_range(int in_fd, off_t *in_off, int out_fd, off_t *out_off, size_t len,
			 unsigned flags)
{
	struct file *in = file_get(in_fd), *out = file_get(out_fd);
	long ret = in && out ? 0 : -EBADF;

	if (!ret && flags)
		ret = -EINVAL;
	if (!ret)
		ret = copy_range(in, in_off, out, out_off, len);
	if (in)
		file_put(in);
	if (out)
		file_put(out);
	return ret;
}
