/* SPDX-License-Identifier: MIT */
/*
 * port.h - the filesystem's code in an ordinary program: heap, frames, locks, time and log
 * of the host. There is one thread, and every request is done when it is submitted.
 */
#ifndef FS_TOOLS_PORT_H
#define FS_TOOLS_PORT_H

#include <stdbool.h>
#include <stdint.h>
#include <core/blk.h>

/** The log's lines go to stderr unless quiet. */
extern bool port_quiet;
/** Seconds since 1970 that clock_wall() tells; 0: the host's. */
extern int64_t port_time;

/** Fills dev for a device of so many bytes (a multiple of 512). start() is called for each
 *  request, with its segments; it returns the status. */
void port_device(struct blk_dev *dev, uint64_t bytes,
		 int (*start)(struct blk_dev *dev, struct blk_req *req), void *driver);

/** A device that is a file: a path that exists. 0 or -errno. */
int port_open_file(struct blk_dev *dev, const char *path, bool read_only);
int port_close_file(struct blk_dev *dev);

#endif
