/* SPDX-License-Identifier: MIT */
/* fake_file.c - see fake_file.h. A read gives one byte 'x' when the file is ready. */
#include <errno.h>
#include <string.h>

#include <core/iov.h>

#include "fake_file.h"

static struct fake_file *fake(struct file *f)
{
	return container_of(f, struct fake_file, file);
}

static ssize_t fake_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct fake_file *fk = fake(f);

	(void)off;
	fk->calls++;
	if (!(fk->ready & POLLIN))
		return -EAGAIN;
	return (ssize_t)iov_scatter(iov, n, 0, "x", 1);
}

static ssize_t fake_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct fake_file *fk = fake(f);
	char buf[sizeof(fk->taken)];

	(void)off;
	fk->calls++;
	fk->last_total = (size_t)iov_size(iov, n);
	if (!(fk->ready & POLLOUT))
		return -EAGAIN;
	if (fk->taken_len == fk->room)
		return -ENOSPC;
	size_t len = MIN(MIN(fk->chunk, fk->room - fk->taken_len), sizeof(buf));
	len = iov_gather(iov, n, 0, buf, len);
	memcpy(fk->taken + fk->taken_len, buf, len);
	fk->taken_len += len;
	return (ssize_t)len;
}

static short fake_poll(struct file *f)
{
	return fake(f)->ready;
}

static int fake_close(struct file *f)
{
	fake(f)->closed++;
	return fake(f)->close_result;
}

static void fake_release(struct file *f)
{
	fake(f)->released++;
}

static const struct file_ops fake_ops = {
	.kind = "fake",
	.readv = fake_readv,
	.writev = fake_writev,
	.poll = fake_poll,
	.close = fake_close,
	.release = fake_release,
};

void fake_file_init(struct fake_file *f, int flags)
{
	*f = (struct fake_file){ .chunk = sizeof(f->taken), .room = sizeof(f->taken) };
	file_init(&f->file, &fake_ops, flags);
}

static void become_ready(struct timer *t)
{
	struct fake_file *f = container_of(t, struct fake_file, timer);

	f->ready |= f->ready_later;
	waitq_wake(&f->file.wq);
}

void fake_file_ready_in(struct fake_file *f, short events, uint64_t delay_ns)
{
	f->ready_later = events;
	f->timer.fn = become_ready;
	timer_arm(&f->timer, clock_now() + delay_ns);
}
