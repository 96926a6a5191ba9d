/* SPDX-License-Identifier: MIT */
/*
 * input_file.c - the input as a descriptor, for programs that draw.
 *
 * Locking: none of its own; the queue is input.c's.
 */
#include <errno.h>

#include <core/file.h>
#include <core/heap.h>
#include <core/input.h>
#include <core/iov.h>

/* As many events as are there and fit. */
static ssize_t input_readv(struct file *f, const struct iovec *iov, int n, off_t off)
{
	struct input_event ev;
	size_t done = 0, room = (size_t)iov_size(iov, n);

	(void)f;
	(void)off;
	if (room < sizeof(ev))
		return -EINVAL;
	while (room - done >= sizeof(ev) && input_next(&ev) == 0)
		done += iov_scatter(iov, n, done, &ev, sizeof(ev));
	return done ? (ssize_t)done : -EAGAIN;
}

static short input_poll(struct file *f)
{
	(void)f;
	return input_waits() ? POLLIN : 0;
}

static void input_release(struct file *f)
{
	input_give_back();
	heap_free(f);
}

static const struct file_ops input_ops = {
	.kind = "input",
	.readv = input_readv,
	.poll = input_poll,
	.release = input_release,
};

int input_open(void)
{
	struct file *f = heap_alloc_zero(1, sizeof(*f));

	if (!f)
		return -ENOMEM;
	file_init(f, &input_ops, O_RDONLY);
	int err = input_take(&f->wq);
	if (err) {
		heap_free(f);
		return err;
	}
	int fd = fd_install(f, 0, FD_CLOEXEC);
	if (fd < 0)
		file_put(f);
	return fd;
}
