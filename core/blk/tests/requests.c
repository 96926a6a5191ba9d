/* SPDX-License-Identifier: MIT */
/* requests.c - a disk and requests to it, for the tests of their way. */
#include <core/irq.h>
#include <test/test.h>

#include "requests.h"

struct disk *disk;
uint8_t *frame[MANY];
struct blk_seg seg[MANY];
struct blk_req req[MANY];
unsigned done_count, order[ORDER_MAX];

void note_done(struct blk_req *r)
{
	CHECK(!irqs_enabled());
	if (done_count < ORDER_MAX)
		order[done_count] = (unsigned)(r - req);
	done_count++;
}

void make_disk(void)
{
	disk = disk_new(SECTORS);
	for (unsigned i = 0; i < MANY; i++) {
		frame[i] = phys_to_virt(pages_alloc(1, PAGES_ANY));
		seg[i] = (struct blk_seg){ frame[i], PAGE_SIZE };
	}
}

void register_disk(void)
{
	CHECK_EQ(blk_register(&disk->dev), 0);
	disk->dev.count[BLK_READ] = 0;
}

void start_disk(void)
{
	make_disk();
	register_disk();
}

int submit(unsigned i, enum blk_op op, uint64_t sector)
{
	bool flush = op == BLK_FLUSH;

	req[i] = (struct blk_req){ .op = op,
				   .sector = sector,
				   .segs = flush ? NULL : &seg[i],
				   .nsegs = !flush,
				   .done = note_done,
				   .status = 1 };
	return blk_submit(&disk->dev, &req[i]);
}
