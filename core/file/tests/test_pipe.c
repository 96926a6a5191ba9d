/* SPDX-License-Identifier: MIT */
/* test_pipe.c - pipes: order, fullness, and what each end sees when the other goes. */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/pipe.h>
#include <test/test.h>

#define CAPACITY 65536

struct ends {
	struct file *rd, *wr;
};

static bool open_pipe(struct ends *e, int flags)
{
	return CHECK_EQ(pipe_create(flags, &e->rd, &e->wr), 0);
}

static ssize_t put(struct file *f, const void *p, size_t len)
{
	struct iovec iov = { (void *)p, len };

	return file_writev(f, &iov, 1, -1, 0);
}

static ssize_t get(struct file *f, void *p, size_t len)
{
	struct iovec iov = { p, len };

	return file_readv(f, &iov, 1, -1, 0);
}

TEST(pipe_keeps_order_across_its_end)
{
	struct ends e;
	unsigned char next_in = 0, next_out = 0, buf[900];
	size_t moved = 0, failed = 0;

	if (!open_pipe(&e, 0))
		return;
	for (unsigned round = 0; moved < 3 * CAPACITY; round++) {
		size_t len = 1 + round * 37 % sizeof(buf);
		for (size_t i = 0; i < len; i++)
			buf[i] = next_in++;
		failed += put(e.wr, buf, len) != (ssize_t)len;
		memset(buf, 0, sizeof(buf));
		failed += get(e.rd, buf, sizeof(buf)) != (ssize_t)len;
		for (size_t i = 0; i < len; i++)
			failed += buf[i] != next_out++;
		moved += len;
	}
	CHECK_EQ(failed, 0);
	file_put(e.rd);
	file_put(e.wr);
}

TEST(full_pipe_takes_no_more_and_divides_only_long_writes)
{
	struct ends e;
	char *big = heap_alloc_zero(1, 2 * CAPACITY);

	NEED(big);
	if (!open_pipe(&e, O_NONBLOCK))
		return;
	CHECK(file_ready(e.wr) & POLLOUT);
	CHECK_EQ(put(e.wr, big, 2 * CAPACITY), CAPACITY);
	CHECK(!(file_ready(e.wr) & POLLOUT));
	CHECK_EQ(put(e.wr, big, 1), -EAGAIN);
	CHECK_EQ(get(e.rd, big, 10), 10);
	CHECK_EQ(put(e.wr, big, PIPE_BUF), -EAGAIN); /* whole or not at all */
	CHECK(!(file_ready(e.wr) & POLLOUT));
	CHECK_EQ(put(e.wr, big, PIPE_BUF + 1), 10);
	CHECK_EQ(get(e.rd, big, PIPE_BUF), PIPE_BUF);
	CHECK(file_ready(e.wr) & POLLOUT);
	CHECK_EQ(put(e.wr, big, PIPE_BUF), PIPE_BUF);
	file_put(e.rd);
	file_put(e.wr);
	heap_free(big);
}

TEST(reader_sees_the_end_after_the_last_byte)
{
	struct ends e;
	char buf[8];

	if (!open_pipe(&e, O_NONBLOCK))
		return;
	CHECK_EQ(get(e.rd, buf, sizeof(buf)), -EAGAIN);
	CHECK_EQ(file_ready(e.rd), 0);
	CHECK_EQ(put(e.wr, "end", 3), 3);
	CHECK_EQ(file_ready(e.rd), POLLIN);
	file_put(e.wr);
	CHECK_EQ(file_ready(e.rd), POLLIN | POLLHUP);
	CHECK_EQ(get(e.rd, buf, sizeof(buf)), 3);
	CHECK_EQ(file_ready(e.rd), POLLHUP);
	CHECK_EQ(get(e.rd, buf, sizeof(buf)), 0);
	file_put(e.rd);
}

TEST(writer_without_a_reader_gets_epipe)
{
	struct ends e;

	if (!open_pipe(&e, 0))
		return;
	file_put(e.rd);
	CHECK_EQ(file_ready(e.wr), POLLOUT | POLLERR);
	CHECK_EQ(put(e.wr, "x", 1), -EPIPE);
	file_put(e.wr);
}

TEST(pipe_ends_refuse_the_other_direction_and_seeking)
{
	struct ends e;
	char c;

	if (!open_pipe(&e, 0))
		return;
	CHECK_EQ(get(e.wr, &c, 1), -EBADF);
	CHECK_EQ(put(e.rd, &c, 1), -EBADF);
	CHECK(!e.rd->ops->seek);
	file_put(e.rd);
	file_put(e.wr);
}
