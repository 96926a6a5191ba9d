/* SPDX-License-Identifier: MIT */
/* host_blk.c - the way of a request: checked, waiting for room, started, done. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <test/host.h>
#include <test/test.h>

#include "requests.h"

TEST(blk_transfers_go_to_their_sectors)
{
	struct blk_seg pieces[] = { { NULL, 512 }, { NULL, 1024 } };

	start_disk();
	pieces[0].data = frame[0];
	pieces[1].data = frame[1] + 512;
	memset(frame[0], 'a', PAGE_SIZE);
	memset(frame[1], 'b', PAGE_SIZE);
	req[0] = (struct blk_req){
		.op = BLK_WRITE, .sector = 7, .segs = pieces, .nsegs = 2, .done = note_done
	};
	CHECK_EQ(blk_submit(&disk->dev, &req[0]), 0);
	CHECK_EQ(done_count, 1);
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(req[0].sectors, 3);
	CHECK_EQ(disk->data[7 * 512 - 1], 0);
	CHECK_EQ(disk->data[7 * 512], 'a');
	CHECK_EQ(disk->data[8 * 512], 'b');
	CHECK_EQ(disk->data[10 * 512 - 1], 'b');
	CHECK_EQ(disk->data[10 * 512], 0);
	CHECK_EQ(submit(2, BLK_READ, 8), 0);
	CHECK_EQ(frame[2][0], 'b');
	CHECK_EQ(disk->dev.count[BLK_READ], 1);
	CHECK_EQ(disk->dev.count[BLK_WRITE], 1);
}

TEST(blk_refuses_what_does_not_fit_the_device)
{
	make_disk();
	disk->dev.block_size = 1024;
	disk->dev.max_sectors = 8;
	disk->dev.max_segs = 2;
	register_disk();
	CHECK_EQ(submit(0, BLK_READ, SECTORS), -EINVAL);
	CHECK_EQ(submit(0, BLK_READ, SECTORS - 6), -EINVAL);
	CHECK_EQ(submit(0, BLK_READ, UINT64_MAX - 1), -EINVAL);
	CHECK_EQ(submit(0, BLK_READ, 1), -EINVAL);
	seg[0].len = 512;
	CHECK_EQ(submit(0, BLK_READ, 0), -EINVAL);
	seg[0].len = 0;
	CHECK_EQ(submit(0, BLK_READ, 0), -EINVAL);
	seg[0].len = 5120;
	CHECK_EQ(submit(0, BLK_READ, 0), -EINVAL);
	seg[0].len = 4096;
	seg[0].data = frame[0] + 4;
	CHECK_EQ(submit(0, BLK_READ, 0), -EINVAL);
	req[0].op = BLK_FLUSH;
	CHECK_EQ(blk_submit(&disk->dev, &req[0]), -EINVAL);
	req[0].op = BLK_READ;
	req[0].nsegs = 3;
	CHECK_EQ(blk_submit(&disk->dev, &req[0]), -EINVAL);
	CHECK_EQ(done_count, 0);
	CHECK_EQ(submit(1, BLK_READ, SECTORS - 8), 0);
}

TEST(blk_read_only_disk_takes_no_writes)
{
	make_disk();
	disk->dev.read_only = true;
	register_disk();
	CHECK_EQ(submit(0, BLK_WRITE, 0), -EROFS);
	CHECK_EQ(submit(0, BLK_READ, 0), 0);
}

TEST(blk_memory_that_the_device_cannot_reach_is_refused)
{
	struct boot_range ram[] = { { 1 << 20, 16 << 20 }, { 5ull << 30, 16 << 20 } };

	host_boot_memory(ram, 2);
	heap_init();
	make_disk();
	disk->dev.zone = PAGES_DMA32;
	register_disk();
	seg[0].data = phys_to_virt((phys_t){ 5ull << 30 });
	CHECK_EQ(submit(0, BLK_READ, 0), -EINVAL);
	disk->dev.zone = PAGES_ANY;
	CHECK_EQ(submit(0, BLK_READ, 0), 0);
}

TEST(blk_requests_wait_for_room_and_start_in_turn)
{
	make_disk();
	disk->dev.depth = 2;
	disk->latency_min = disk->latency_max = 1000;
	register_disk();
	for (unsigned i = 0; i < 7; i++)
		CHECK_EQ(submit(i, BLK_WRITE, i * 8), 0);
	CHECK_EQ(disk_in_flight(disk), 2);
	CHECK_EQ(done_count, 0);
	host_advance(1000);
	CHECK_EQ(done_count, 2);
	CHECK_EQ(disk_in_flight(disk), 2);
	host_advance(3000);
	CHECK_EQ(done_count, 7);
	for (unsigned i = 0; i < 7; i++)
		CHECK_EQ(order[i], i);
	CHECK_EQ(disk_in_flight(disk), 0);
}

TEST(blk_requests_in_flight_finish_in_any_order)
{
	bool out_of_order = false;

	make_disk();
	disk->dev.depth = MANY;
	disk->latency_min = 10;
	disk->latency_max = 10000;
	register_disk();
	for (unsigned i = 0; i < MANY; i++) {
		memset(frame[i], (int)i + 1, PAGE_SIZE);
		CHECK_EQ(submit(i, BLK_WRITE, i * 8), 0);
	}
	host_advance(10000);
	CHECK_EQ(done_count, MANY);
	for (unsigned i = 0; i < MANY; i++) {
		CHECK_EQ(disk->data[i * PAGE_SIZE], i + 1);
		out_of_order |= order[i] != i;
	}
	CHECK(out_of_order);
	CHECK_EQ(disk->changed_in_flight, 0);
}

/* done() submits the same request again, which is done at once: the stack must not grow. */
static unsigned deepest, depth;

static void again(struct blk_req *r)
{
	depth++;
	deepest = MAX(deepest, depth);
	if (++done_count < 10000)
		CHECK_EQ(blk_submit(r->ctx, r), 0);
	depth--;
}

TEST(blk_done_may_submit_again_without_end)
{
	start_disk();
	req[0] = (struct blk_req){
		.op = BLK_READ, .segs = &seg[0], .nsegs = 1, .done = again, .ctx = &disk->dev
	};
	CHECK_EQ(blk_submit(&disk->dev, &req[0]), 0);
	CHECK_EQ(done_count, 10000);
	CHECK_EQ(deepest, 1);
}

TEST(blk_flush_without_a_write_cache_is_done_at_once)
{
	make_disk();
	disk->latency_min = disk->latency_max = 1000;
	disk->dev.write_cache = false;
	register_disk();
	CHECK_EQ(submit(0, BLK_FLUSH, 0), 0);
	CHECK_EQ(done_count, 1);
	CHECK_EQ(req[0].status, 0);
	disk->dev.write_cache = true;
	CHECK_EQ(submit(1, BLK_FLUSH, 0), 0);
	CHECK_EQ(done_count, 1);
	host_advance(1000);
	CHECK_EQ(done_count, 2);
}

TEST(blk_error_of_the_device_is_the_requests_alone)
{
	start_disk();
	disk_fail(disk, BLK_WRITE, 2, false);
	for (unsigned i = 0; i < 3; i++)
		CHECK_EQ(submit(i, BLK_WRITE, i * 8), 0);
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(req[1].status, -EIO);
	CHECK_EQ(req[2].status, 0);
	CHECK(disk_failed(disk, BLK_WRITE));
	CHECK_EQ(disk->dev.errors, 1);
	CHECK(!disk->dev.gone);
}
