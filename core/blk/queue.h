/* SPDX-License-Identifier: MIT */
/* queue.h - what the files of core/blk share. */
#ifndef CORE_BLK_QUEUE_H
#define CORE_BLK_QUEUE_H

#include <core/blk.h>

/** Makes dev, whose fields of the driver are set, a whole device without requests. */
void blk_queue_init(struct blk_dev *dev);
/** Adds a device to the list. 0; -EEXIST. */
int blk_add(struct blk_dev *dev);
/** Makes /proc/disks; once is enough. */
void blk_proc_init(void) MAY_SLEEP;
/** Reads the partition table of dev and registers what it names (CONFIG_BLK_PARTITIONS). */
void blk_scan_partitions(struct blk_dev *dev) MAY_SLEEP;

#endif
