/* SPDX-License-Identifier: MIT */
/*
 * iov.c - walking over scattered buffers. Every function takes a position in bytes
 * from the start, so that callers keep one number and no cursor.
 *
 * Locking: none; pure functions of their arguments.
 */
#include <errno.h>
#include <stdint.h>
#include <string.h>

#include <core/iov.h>

ssize_t iov_size(const struct iovec *iov, int n)
{
	size_t total = 0;

	for (int i = 0; i < n; i++) {
		if (iov[i].iov_len > (size_t)INT64_MAX - total)
			return -EINVAL;
		total += iov[i].iov_len;
	}
	return (ssize_t)total;
}

int iov_slice(const struct iovec *iov, int n, size_t skip, struct iovec *out, int max)
{
	int used = 0;

	for (int i = 0; i < n && used < max; i++) {
		if (skip >= iov[i].iov_len) {
			skip -= iov[i].iov_len;
			continue;
		}
		out[used++] = (struct iovec){
			.iov_base = (char *)iov[i].iov_base + skip,
			.iov_len = iov[i].iov_len - skip,
		};
		skip = 0;
	}
	return used;
}

size_t iov_scatter(const struct iovec *iov, int n, size_t skip, const void *src, size_t len)
{
	size_t done = 0;

	for (int i = 0; i < n && done < len; i++) {
		if (skip >= iov[i].iov_len) {
			skip -= iov[i].iov_len;
			continue;
		}
		size_t part = MIN(iov[i].iov_len - skip, len - done);
		memcpy((char *)iov[i].iov_base + skip, (const char *)src + done, part);
		done += part;
		skip = 0;
	}
	return done;
}

size_t iov_gather(const struct iovec *iov, int n, size_t skip, void *dst, size_t len)
{
	size_t done = 0;

	for (int i = 0; i < n && done < len; i++) {
		if (skip >= iov[i].iov_len) {
			skip -= iov[i].iov_len;
			continue;
		}
		size_t part = MIN(iov[i].iov_len - skip, len - done);
		memcpy((char *)dst + done, (const char *)iov[i].iov_base + skip, part);
		done += part;
		skip = 0;
	}
	return done;
}
