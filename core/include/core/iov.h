/* SPDX-License-Identifier: MIT */
/* iov.h - scattered buffers, as readv() and writev() pass them. */
#ifndef CORE_IOV_H
#define CORE_IOV_H

#include <stddef.h>
#include <core/abi.h>
#include <core/compiler.h>

/** Bytes in the n buffers together, or -EINVAL when they exceed SSIZE_MAX. */
ssize_t iov_size(const struct iovec *iov, int n);
/** Copies len bytes of src to the place `skip` bytes into the buffers. Returns the
 *  bytes copied: fewer when the buffers end. */
size_t iov_scatter(const struct iovec *iov, int n, size_t skip, const void *src, size_t len);
/** Copies len bytes from the place `skip` bytes into the buffers to dst; same result. */
size_t iov_gather(const struct iovec *iov, int n, size_t skip, void *dst, size_t len);
/** Describes what follows the first skip bytes in out, at most max entries. Returns
 *  the entries used; 0 when nothing follows. */
int iov_slice(const struct iovec *iov, int n, size_t skip, struct iovec *out, int max);

#endif
