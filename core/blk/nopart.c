/* SPDX-License-Identifier: MIT */
/* nopart.c - without CONFIG_BLK_PARTITIONS a disk is one piece. */
#include "blk/queue.h"

void blk_scan_partitions(struct blk_dev *dev)
{
	(void)dev;
}
