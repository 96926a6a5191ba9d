/* SPDX-License-Identifier: MIT */
/*
 * proc.c - /proc/disks: what has been asked of each disk since boot, for whoever wants to know
 * what an operation costs the device. A line each, its partitions counted with it:
 *
 *	vda: reads 12 writes 3 flushes 2 errors 0 resets 0
 *
 * Commands that succeeded, whatever their size; a flush counts too where the disk has no cache
 * and nothing is sent.
 *
 * Locking: each number is read on its own.
 */
#include <string.h>

#include <core/printf.h>
#include <core/synth.h>

#include "blk/queue.h"

#define LINE_MAX_LEN 160u /* a name, and five numbers of 20 digits */

static ssize_t text(char *buf, size_t size)
{
	size_t len = 0;

	for (const struct blk_dev *dev = blk_next(NULL); dev; dev = blk_next(dev)) {
		char line[LINE_MAX_LEN];
		if (dev->whole != dev)
			continue;
		size_t n = (size_t)ksnprintf(
			line, sizeof(line),
			"%s: reads %lu writes %lu flushes %lu errors %lu resets %lu\n", dev->name,
			dev->count[BLK_READ], dev->count[BLK_WRITE], dev->count[BLK_FLUSH],
			dev->errors, dev->resets);
		if (len < size)
			memcpy(buf + len, line, MIN(n, size - len));
		len += n;
	}
	return (ssize_t)len;
}

void blk_proc_init(void)
{
	static struct synth_file file = { .path = "/proc/disks", .generate = text };

	synth_register(&file);
}
