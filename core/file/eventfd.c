/* SPDX-License-Identifier: MIT */
/*
 * eventfd.c - a counter as a file, which event loops use to wake themselves. A write
 * adds 8 bytes' worth, a read takes; the counter never reaches UINT64_MAX.
 *
 * Source: eventfd(2).
 * Locking: the counter is under the lock, held for a few instructions.
 */
#include <errno.h>

#include <core/eventfd.h>
#include <core/heap.h>
#include <core/iov.h>
#include <core/spinlock.h>

#define COUNT_MAX (UINT64_MAX - 1)

struct eventfd {
	struct file file;
	enum eventfd_kind kind;
	spinlock_t lock;
	uint64_t count; /* under lock */
};

static struct eventfd *eventfd(struct file *f)
{
	return container_of(f, struct eventfd, file);
}

/* What one read gives: 0 when it has to wait. */
static uint64_t take(struct eventfd *e)
{
	unsigned long flags = spin_lock(&e->lock);
	uint64_t value = e->kind == EVENTFD_SEMAPHORE ? e->count > 0 : e->count;

	e->count -= value;
	spin_unlock(&e->lock, flags);
	return value;
}

static ssize_t eventfd_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	(void)off;
	if (iov_size(iov, n) < (ssize_t)sizeof(uint64_t))
		return -EINVAL;
	uint64_t value = take(eventfd(f));
	if (value == 0)
		return -EAGAIN;
	waitq_wake(&f->wq);
	return (ssize_t)iov_scatter(iov, n, 0, &value, sizeof(value));
}

/* False when value does not fit now. */
static bool add(struct eventfd *e, uint64_t value)
{
	unsigned long flags = spin_lock(&e->lock);
	bool fits = value <= COUNT_MAX - e->count;

	if (fits)
		e->count += value;
	spin_unlock(&e->lock, flags);
	return fits;
}

static ssize_t eventfd_writev(struct file *f, const struct iovec *iov, int n, off_t off)
{
	uint64_t value;

	(void)off;
	if (iov_gather(iov, n, 0, &value, sizeof(value)) < sizeof(value) || value > COUNT_MAX)
		return -EINVAL;
	if (!add(eventfd(f), value))
		return -EAGAIN;
	waitq_wake(&f->wq);
	return iov_size(iov, n); /* bytes behind the eighth are ignored, not left over */
}

static short eventfd_poll(struct file *f)
{
	uint64_t count = eventfd(f)->count;

	return (short)((count > 0 ? POLLIN : 0) | (count < COUNT_MAX ? POLLOUT : 0));
}

static void eventfd_release(struct file *f)
{
	heap_free(eventfd(f));
}

static const struct file_ops eventfd_ops = {
	.kind = "eventfd",
	.readv = eventfd_readv,
	.writev = eventfd_writev,
	.poll = eventfd_poll,
	.release = eventfd_release,
};

int eventfd_create(uint64_t initial, enum eventfd_kind kind, int flags, struct file **out)
{
	struct eventfd *e = heap_alloc_zero(1, sizeof(*e));

	if (!e)
		return -ENOMEM;
	file_init(&e->file, &eventfd_ops, O_RDWR | (flags & O_NONBLOCK));
	e->kind = kind;
	e->count = initial;
	*out = &e->file;
	return 0;
}
