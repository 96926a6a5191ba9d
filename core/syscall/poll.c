/* SPDX-License-Identifier: MIT */
/*
 * poll.c - poll(2), select(2) and the variants with finer time and a signal mask.
 * Timeouts are not written back, which POSIX leaves open.
 *
 * An error or a hang-up makes a descriptor ready in each set of select() that names
 * it, so a select() never returns with nothing, nor spins.
 */
#include <errno.h>
#include <sys/select.h>

#include <core/clock.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/signal.h>
#include <core/syscalls.h>

#include "timespec.h"

#define WORD_BITS 64

long sys_poll(struct pollfd *fds, unsigned long n, int timeout_ms)
{
	uint64_t deadline = NO_DEADLINE;

	if (n > FD_MAX)
		return -EINVAL;
	if (timeout_ms >= 0)
		deadline = clock_now() + (uint64_t)timeout_ms * NSEC_PER_MSEC;
	return files_poll(fds, (unsigned)n, deadline);
}

long sys_ppoll(struct pollfd *fds, unsigned long n, const struct timespec *timeout,
	       const void *mask, size_t mask_size)
{
	uint64_t deadline;

	if (n > FD_MAX || (mask && mask_size != SIGNAL_SET_SIZE))
		return -EINVAL;
	long ret = timespec_deadline(timeout, false, false, &deadline);
	if (ret)
		return ret;
	if (mask)
		signal_mask_swap(*(const uint64_t *)mask);
	ret = files_poll(fds, (unsigned)n, deadline);
	if (mask)
		signal_mask_restore(ret);
	return ret;
}

/* The three sets of a select(), any of them NULL. */
struct sets {
	uint64_t *in, *out, *except;
};

static bool has(const uint64_t *set, int fd)
{
	return set && (set[fd / WORD_BITS] >> (fd % WORD_BITS)) & 1;
}

/* Clears fd from set unless it is ready. Returns 1 if it stays. */
static int keep_if(uint64_t *set, int fd, bool ready)
{
	if (!has(set, fd))
		return 0;
	if (!ready)
		set[fd / WORD_BITS] &= ~(1ull << (fd % WORD_BITS));
	return ready;
}

/* Lists the descriptors below n that some set names. Returns how many. */
static unsigned list_wanted(const struct sets *s, int n, struct pollfd *fds)
{
	unsigned count = 0;

	for (int fd = 0; fd < n; fd++) {
		int events = (has(s->in, fd) ? POLLIN : 0) | (has(s->out, fd) ? POLLOUT : 0) |
			     (has(s->except, fd) ? POLLPRI : 0);
		if (events)
			fds[count++] = (struct pollfd){ .fd = fd, .events = (short)events };
	}
	return count;
}

/* Leaves the ready descriptors in the sets. Returns how many bits those are. */
static long keep_ready(const struct sets *s, const struct pollfd *fds, unsigned count)
{
	long bits = 0;

	for (unsigned i = 0; i < count; i++) {
		int got = fds[i].revents;
		if (got & POLLNVAL)
			return -EBADF;
		bool end = got & (POLLERR | POLLHUP);
		bits += keep_if(s->in, fds[i].fd, (got & POLLIN) || end);
		bits += keep_if(s->out, fds[i].fd, (got & POLLOUT) || end);
		bits += keep_if(s->except, fds[i].fd, (got & POLLPRI) || end);
	}
	return bits;
}

static long select_until(int n, const struct sets *s, uint64_t deadline)
{
	if (n < 0)
		return -EINVAL;
	n = MIN(n, FD_MAX);
	struct pollfd *fds = heap_alloc((size_t)n * sizeof(*fds));
	if (!fds)
		return -ENOMEM;

	unsigned count = list_wanted(s, n, fds);
	long ret = files_poll(fds, count, deadline);
	if (ret >= 0)
		ret = keep_ready(s, fds, count);
	heap_free(fds);
	return ret;
}

long sys_select(int n, void *in, void *out, void *except, const struct timeval *timeout)
{
	struct sets s = { in, out, except };
	uint64_t deadline = NO_DEADLINE;

	if (timeout) {
		/* Linux takes any number of microseconds; POSIX none above a second. */
		if (timeout->tv_sec < 0 || timeout->tv_usec < 0)
			return -EINVAL;
		struct timespec ts = { .tv_nsec = timeout->tv_usec % 1000000 * 1000 };
		if (__builtin_add_overflow(timeout->tv_sec, timeout->tv_usec / 1000000, &ts.tv_sec))
			ts.tv_sec = INT64_MAX;
		int err = timespec_deadline(&ts, false, false, &deadline);
		if (err)
			return err;
	}
	return select_until(n, &s, deadline);
}

/* The sixth argument is two. */
struct pselect_mask {
	const uint64_t *set;
	size_t size;
};

long sys_pselect6(int n, void *in, void *out, void *except, const struct timespec *timeout,
		  const void *mask_arg)
{
	const struct pselect_mask *mask = mask_arg;
	struct sets s = { in, out, except };
	uint64_t deadline;

	long ret = timespec_deadline(timeout, false, false, &deadline);
	if (ret)
		return ret;
	if (mask && mask->set)
		signal_mask_swap(*mask->set);
	ret = select_until(n, &s, deadline);
	if (mask && mask->set)
		signal_mask_restore(ret);
	return ret;
}
