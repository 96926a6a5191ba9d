/* SPDX-License-Identifier: MIT */
/* test_eventfd.c - counters that can be waited for. */
#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>

#include <core/syscalls.h>
#include <test/test.h>

static long get(int fd)
{
	uint64_t value = 0;
	long n = sys_read(fd, &value, sizeof(value));

	return n == (long)sizeof(value) ? (long)value : n;
}

static long put(int fd, uint64_t value)
{
	return sys_write(fd, &value, sizeof(value));
}

static short ready(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };

	sys_poll(&p, 1, 0);
	return p.revents;
}

TEST(eventfd_read_takes_the_whole_count)
{
	int fd = (int)sys_eventfd2(3, EFD_NONBLOCK | EFD_CLOEXEC);

	NEED(fd >= 0);
	CHECK_EQ(put(fd, 4), 8);
	CHECK_EQ(ready(fd), POLLIN | POLLOUT);
	CHECK_EQ(get(fd), 7);
	CHECK_EQ(ready(fd), POLLOUT);
	CHECK_EQ(get(fd), -EAGAIN);
	CHECK_EQ(sys_close(fd), 0);
}

TEST(eventfd_semaphore_read_takes_one)
{
	int fd = (int)sys_eventfd2(2, EFD_NONBLOCK | EFD_SEMAPHORE);

	NEED(fd >= 0);
	CHECK_EQ(get(fd), 1);
	CHECK_EQ(get(fd), 1);
	CHECK_EQ(get(fd), -EAGAIN);
	CHECK_EQ(sys_close(fd), 0);
}

TEST(eventfd_count_has_an_end)
{
	int fd = (int)sys_eventfd2(1, EFD_NONBLOCK);
	uint32_t half;

	NEED(fd >= 0);
	CHECK_EQ(put(fd, UINT64_MAX), -EINVAL);
	CHECK_EQ(put(fd, UINT64_MAX - 1), -EAGAIN);
	CHECK_EQ(put(fd, UINT64_MAX - 2), 8);
	CHECK_EQ(ready(fd), POLLIN);
	CHECK_EQ(put(fd, 1), -EAGAIN);
	CHECK_EQ(put(fd, 0), 8);
	CHECK_EQ(get(fd), -2); /* UINT64_MAX - 1 */
	CHECK_EQ(sys_read(fd, &half, sizeof(half)), -EINVAL);
	CHECK_EQ(sys_write(fd, &half, sizeof(half)), -EINVAL);
	CHECK_EQ(sys_eventfd2(0, 0x100), -EINVAL);
	CHECK_EQ(sys_close(fd), 0);
}
