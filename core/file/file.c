/* SPDX-License-Identifier: MIT */
/*
 * file.c - open files: their references, and the one place where a read or a write
 * waits. An operation that cannot go on says -EAGAIN; whether that means "wait" or
 * "tell the caller" is decided here, from O_NONBLOCK and the deadline.
 *
 * Locking: references are atomic; everything else is the operations' business. A
 * caller holds a reference to f through every call.
 */
#include <errno.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/iov.h>
#include <core/panic.h>
#include <core/signal.h>
#include <core/thread.h>

#define SLICE_MAX 8 /* buffers passed on at once when a write goes on after a part */

void (*file_broken_pipe)(void);

void file_init(struct file *f, const struct file_ops *ops, int flags)
{
	*f = (struct file){ .ops = ops, .flags = flags, .refs = 1 };
}

void file_ref(struct file *f)
{
	int before = __atomic_fetch_add(&f->refs, 1, __ATOMIC_RELAXED);

	ASSERT(before > 0);
}

void file_put(struct file *f)
{
	int left = __atomic_sub_fetch(&f->refs, 1, __ATOMIC_ACQ_REL);

	ASSERT(left >= 0);
	if (left == 0 && f->ops->release)
		f->ops->release(f);
}

short file_ready(struct file *f)
{
	return f->ops->poll ? f->ops->poll(f) : POLLIN | POLLOUT;
}

int file_wait(struct file *f, short events, uint64_t deadline)
{
	short wanted = (short)(events | POLLERR | POLLHUP);

	int err = wait_event_interruptible(&f->wq, file_ready(f) & wanted, deadline);

	return err == -EINTR && deadline == NO_DEADLINE ? -ERESTARTSYS : err;
}

/* The earlier of deadline and the end of timeout_ns from now. */
static uint64_t limit(uint64_t deadline, uint64_t timeout_ns)
{
	return timeout_ns ? MIN(deadline, clock_now() + timeout_ns) : deadline;
}

/* Waits before another try. 0, or what the caller is to be told instead. */
static int wait_to_retry(struct file *f, short events, uint64_t deadline)
{
	if (f->flags & O_NONBLOCK) {
		thread_poll_point();
		return -EAGAIN;
	}
	int err = file_wait(f, events, deadline);
	return err == -ETIMEDOUT ? -EAGAIN : err;
}

ssize_t file_readv(struct file *f, const struct iovec *iov, int n, off_t off, uint64_t deadline)
{
	if ((f->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (!f->ops->readv)
		return -EINVAL;
	deadline = limit(deadline, f->read_timeout);
	for (;;) {
		ssize_t got = f->ops->readv(f, iov, n, off);
		if (got != -EAGAIN)
			return got;
		int err = wait_to_retry(f, POLLIN, deadline);
		if (err)
			return err;
	}
}

/* One writev that waits until it can move something. */
static ssize_t write_some(struct file *f, const struct iovec *iov, int n, off_t off,
			  uint64_t deadline)
{
	for (;;) {
		ssize_t put = f->ops->writev(f, iov, n, off);
		if (put != -EAGAIN)
			return put;
		int err = wait_to_retry(f, POLLOUT, deadline);
		if (err)
			return err;
	}
}

/* The rest of a blocking write of which done bytes are written. */
static ssize_t write_rest(struct file *f, const struct iovec *iov, int n, off_t off, size_t done,
			  uint64_t deadline)
{
	struct iovec rest[SLICE_MAX];
	int count;

	while ((count = iov_slice(iov, n, done, rest, SLICE_MAX)) > 0) {
		off_t at = off < 0 ? off : off + (off_t)done;
		ssize_t put = write_some(f, rest, count, at, deadline);
		if (put < 0 && !signal_ended(put) && f->ops->defer)
			f->ops->defer(f, (int)put);
		if (put <= 0)
			break;
		done += (size_t)put;
	}
	return (ssize_t)done;
}

ssize_t file_writev(struct file *f, const struct iovec *iov, int n, off_t off, uint64_t deadline)
{
	if ((f->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!f->ops->writev)
		return -EINVAL;
	deadline = limit(deadline, f->write_timeout);

	/* The first try sees all buffers at once: a datagram or a line stays whole. */
	ssize_t put = write_some(f, iov, n, off, deadline);
	if (put <= 0 || (f->flags & O_NONBLOCK))
		return put;
	return write_rest(f, iov, n, off, (size_t)put, deadline);
}

off_t file_seek_to(off_t pos, off_t size, off_t off, int whence)
{
	off_t base = whence == SEEK_CUR ? pos : whence == SEEK_END ? size : 0;
	off_t to;

	if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END)
		return -EINVAL;
	if (__builtin_add_overflow(base, off, &to) || to < 0)
		return -EINVAL;
	return to;
}
