/* SPDX-License-Identifier: MIT */
/* requests.h - a disk and requests to it, for the tests of their way. */
#ifndef CORE_BLK_TESTS_REQUESTS_H
#define CORE_BLK_TESTS_REQUESTS_H

#include <test/disk.h>

#define SECTORS   4096u
#define MANY      32u
#define ORDER_MAX (2 * MANY)

extern struct disk *disk;
extern uint8_t *frame[MANY];
extern struct blk_seg seg[MANY]; /* each is its frame */
extern struct blk_req req[MANY];
/** How many requests are done, and the numbers of the first of them. */
extern unsigned done_count, order[ORDER_MAX];

/** Makes the disk and the memory; register_disk() makes it known, and start_disk() both.
 *  What looking for partitions has read is not counted. */
void make_disk(void);
void register_disk(void);
void start_disk(void);
/** What submit() takes for done(): counts. */
void note_done(struct blk_req *r) IRQ_SAFE;
/** Submits req[i]: one segment, or none for a flush. Its status is 1 until it is done. */
int submit(unsigned i, enum blk_op op, uint64_t sector);

#endif
