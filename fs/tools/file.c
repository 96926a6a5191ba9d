/* SPDX-License-Identifier: MIT */
/* file.c - an image file, or a disk of the host, as a device. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#include <core/compiler.h>

#include "tools/port.h"

static int transfer(struct blk_dev *dev, struct blk_req *req)
{
	int fd = (int)(intptr_t)dev->driver;
	struct iovec iov[BLK_SEGS_MAX];
	ssize_t total = 0;

	if (req->op == BLK_FLUSH)
		return fsync(fd) == 0 ? 0 : -EIO;
	for (unsigned i = 0; i < req->nsegs; i++) {
		iov[i] = (struct iovec){ req->segs[i].data, req->segs[i].len };
		total += req->segs[i].len;
	}
	off_t at = (off_t)(req->sector * BLK_SECTOR);
	ssize_t n = req->op == BLK_READ ? preadv(fd, iov, (int)req->nsegs, at)
					: pwritev(fd, iov, (int)req->nsegs, at);
	return n == total ? 0 : -EIO;
}

int port_open_file(struct blk_dev *dev, const char *path, bool read_only)
{
	int fd = open(path, (read_only ? O_RDONLY : O_RDWR) | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

	if (size < 0) {
		int err = -errno;
		if (fd >= 0)
			close(fd);
		return err;
	}
	port_device(dev, (uint64_t)size / BLK_SECTOR * BLK_SECTOR, transfer, (void *)(intptr_t)fd);
	dev->read_only = read_only;
	return 0;
}

int port_close_file(struct blk_dev *dev)
{
	return close((int)(intptr_t)dev->driver) == 0 ? 0 : -errno;
}
