/* SPDX-License-Identifier: MIT */
/*
 * pipe.c - pipe(2): a ring of bytes between two files. The counters run freely;
 * head - tail is what is in the ring.
 *
 * Source: POSIX.1-2017, write(2): a write of at most PIPE_BUF bytes is not divided.
 * Locking: lock serialises readers against readers and writers against writers; each
 * counter has one side that writes it, so poll may read both without the lock.
 */
#include <errno.h>
#include <limits.h>

#include <core/heap.h>
#include <core/iov.h>
#include <core/mutex.h>
#include <core/pipe.h>
#include <core/signal.h>

#define PIPE_SIZE 65536u /* bytes, power of two; Linux's default */

struct pipe {
	struct file reader, writer;
	struct mutex lock; /* below: under lock */
	size_t head, tail; /* written and read, bytes */
	bool reader_open, writer_open;
	char ring[PIPE_SIZE];
};

static struct pipe *of_reader(struct file *f)
{
	return container_of(f, struct pipe, reader);
}

static struct pipe *of_writer(struct file *f)
{
	return container_of(f, struct pipe, writer);
}

/* Moves len bytes out of the ring, in at most two parts. */
static void copy_out(struct pipe *p, const struct iovec *iov, int n, size_t len)
{
	size_t at = p->tail % PIPE_SIZE;
	size_t part = MIN(len, PIPE_SIZE - at);

	iov_scatter(iov, n, 0, p->ring + at, part);
	iov_scatter(iov, n, part, p->ring, len - part);
	p->tail += len;
}

static void copy_in(struct pipe *p, const struct iovec *iov, int n, size_t len)
{
	size_t at = p->head % PIPE_SIZE;
	size_t part = MIN(len, PIPE_SIZE - at);

	iov_gather(iov, n, 0, p->ring + at, part);
	iov_gather(iov, n, part, p->ring, len - part);
	p->head += len;
}

static ssize_t pipe_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct pipe *p = of_reader(f);
	size_t want = (size_t)iov_size(iov, n);
	ssize_t ret;

	(void)off;
	mutex_lock(&p->lock);
	size_t len = MIN(want, p->head - p->tail);
	if (len > 0 || want == 0 || !p->writer_open) {
		copy_out(p, iov, n, len);
		ret = (ssize_t)len;
	} else {
		ret = -EAGAIN;
	}
	mutex_unlock(&p->lock);
	if (ret > 0)
		waitq_wake(&p->writer.wq);
	return ret;
}

static ssize_t pipe_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct pipe *p = of_writer(f);
	size_t want = (size_t)iov_size(iov, n);
	ssize_t ret;

	(void)off;
	mutex_lock(&p->lock);
	size_t room = PIPE_SIZE - (p->head - p->tail);
	size_t len = MIN(want, room);
	if (!p->reader_open) {
		ret = -EPIPE;
	} else if (want > 0 && (len == 0 || (len < want && want <= PIPE_BUF))) {
		ret = -EAGAIN;
	} else {
		copy_in(p, iov, n, len);
		ret = (ssize_t)len;
	}
	mutex_unlock(&p->lock);
	if (ret > 0)
		waitq_wake(&p->reader.wq);
	return ret;
}

static short reader_poll(struct file *f)
{
	const struct pipe *p = of_reader(f);

	return (short)((p->head != p->tail ? POLLIN : 0) | (p->writer_open ? 0 : POLLHUP));
}

/* Writable means: a write of PIPE_BUF bytes goes through. */
static short writer_poll(struct file *f)
{
	const struct pipe *p = of_writer(f);
	bool room = PIPE_SIZE - (p->head - p->tail) >= PIPE_BUF;

	return (short)((room ? POLLOUT : 0) | (p->reader_open ? 0 : POLLERR));
}

static int pipe_stat(struct file *f, struct stat *st)
{
	(void)f;
	*st = (struct stat){ .st_nlink = 1, .st_mode = S_IFIFO | 0600, .st_blksize = 4096 };
	return 0;
}

/* One end is gone: tells the other, or frees both when that is gone too. */
static void close_end(struct pipe *p, bool *mine, bool *other, struct file *peer)
{
	mutex_lock(&p->lock);
	*mine = false;
	bool last = !*other;
	if (!last)
		waitq_wake(&peer->wq);
	mutex_unlock(&p->lock);
	if (last)
		heap_free(p);
}

static void reader_release(struct file *f)
{
	struct pipe *p = of_reader(f);

	close_end(p, &p->reader_open, &p->writer_open, &p->writer);
}

static void writer_release(struct file *f)
{
	struct pipe *p = of_writer(f);

	close_end(p, &p->writer_open, &p->reader_open, &p->reader);
}

static const struct file_ops reader_ops = {
	.kind = "pipe",
	.readv = pipe_readv,
	.poll = reader_poll,
	.stat = pipe_stat,
	.release = reader_release,
};

static const struct file_ops writer_ops = {
	.kind = "pipe",
	.writev = pipe_writev,
	.poll = writer_poll,
	.stat = pipe_stat,
	.release = writer_release,
};

int pipe_create(int flags, struct file **reader, struct file **writer)
{
	struct pipe *p = heap_alloc(sizeof(*p));

	if (!p)
		return -ENOMEM;
	p->lock = (struct mutex){ 0 };
	mutex_set_name(&p->lock, "pipe");
	p->head = p->tail = 0;
	p->reader_open = p->writer_open = true;
	file_init(&p->reader, &reader_ops, O_RDONLY | (flags & O_NONBLOCK));
	file_init(&p->writer, &writer_ops, O_WRONLY | (flags & O_NONBLOCK));
	file_broken_pipe = signal_broken_pipe;
	*reader = &p->reader;
	*writer = &p->writer;
	return 0;
}
