/* SPDX-License-Identifier: MIT */
/* host_disk.c - the disk that other tests rest on: what it says is left after a power cut. */
#include <string.h>

#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

static struct disk *disk;
static uint8_t image[64 * 512];

static void start(void)
{
	disk = disk_new(64);
	CHECK_EQ(blk_register(&disk->dev), 0);
	memset(disk->data, '.', 64 * 512);
	disk_log_start(disk);
}

static void write_one(uint64_t sector, int byte)
{
	static uint8_t buf[512];

	memset(buf, byte, sizeof(buf));
	CHECK_EQ(blk_write(&disk->dev, sector, buf, sizeof(buf)), 0);
}

TEST(disk_keeps_for_certain_what_a_flush_covers)
{
	size_t after_write, after_flush;

	start();
	write_one(1, 'a');
	after_write = disk->tick;
	CHECK_EQ(blk_flush(&disk->dev), 0);
	after_flush = disk->tick;
	write_one(2, 'b');
	CHECK_EQ(disk_power_cut(disk, 0, image), 0);
	CHECK_EQ(image[512], '.');
	CHECK_EQ(disk_power_cut(disk, after_write, image), 1);
	CHECK_EQ(image[512], '.');
	CHECK_EQ(disk_power_cut(disk, after_flush - 1, image), 1);
	CHECK_EQ(disk_power_cut(disk, after_flush, image), 0);
	CHECK_EQ(image[512], 'a');
	CHECK_EQ(image[1024], '.');
	CHECK_EQ(disk_power_cut(disk, disk->tick, image), 1);
	CHECK_EQ(image[1024], '.');
	disk_apply(disk_unsettled(disk, disk->tick, 0), 0, 1, image);
	CHECK_EQ(image[1024], 'b');
	CHECK(disk_unsettled(disk, disk->tick, 1) == NULL);
}

static unsigned ended;

static void note(struct blk_req *r)
{
	(void)r;
	ended++;
}

/* A write that is under way when the flush is started may be behind it. */
TEST(disk_flush_covers_only_what_was_done_before_it_started)
{
	struct blk_seg seg = { phys_to_virt(pages_alloc(1, PAGES_ANY)), 4096 };
	struct blk_req w = { .op = BLK_WRITE, .sector = 8, .segs = &seg, .nsegs = 1, .done = note };
	struct blk_req f = { .op = BLK_FLUSH, .done = note };

	start();
	disk->latency_min = disk->latency_max = 100;
	CHECK_EQ(blk_submit(&disk->dev, &w), 0);
	CHECK_EQ(blk_submit(&disk->dev, &f), 0);
	host_advance(1000);
	CHECK_EQ(ended, 2);
	CHECK_EQ(disk_power_cut(disk, disk->tick, image), 1);
	CHECK_EQ(disk_unsettled(disk, disk->tick, 0)->sectors, 8);
	CHECK_EQ(blk_flush(&disk->dev), 0);
	CHECK_EQ(disk_power_cut(disk, disk->tick, image), 0);
}

TEST(disk_flush_that_fails_settles_nothing)
{
	start();
	write_one(1, 'a');
	disk_fail(disk, BLK_FLUSH, 1, false);
	CHECK(blk_flush(&disk->dev) != 0);
	CHECK_EQ(disk_power_cut(disk, disk->tick, image), 1);
	CHECK_EQ(blk_flush(&disk->dev), 0);
	CHECK_EQ(disk_power_cut(disk, disk->tick, image), 0);
}

/* The disk's own data and its log tell the same, also of writes that failed half way. */
TEST(disk_log_ends_in_what_a_read_returns)
{
	static uint8_t buf[8 * 512];

	start();
	disk->latency_max = 1000;
	for (int i = 0; i < 500; i++) {
		memset(buf, i, sizeof(buf));
		if (i % 7 == 0)
			disk_fail(disk, BLK_WRITE, 1, false);
		if (i % 50 == 0)
			disk_hang(disk, BLK_WRITE, 1, false);
		blk_write(&disk->dev, test_below(57), buf, (1 + test_below(8)) * 512);
	}
	CHECK_EQ(blk_flush(&disk->dev), 0);
	CHECK_EQ(disk_power_cut(disk, disk->tick, image), 0);
	CHECK(memcmp(image, disk->data, sizeof(image)) == 0);
	CHECK(disk->dev.errors > 50);
}

TEST(disk_notices_a_write_whose_memory_changes)
{
	struct blk_seg seg = { phys_to_virt(pages_alloc(1, PAGES_ANY)), 512 };
	struct blk_req w = { .op = BLK_WRITE, .segs = &seg, .nsegs = 1, .done = note };

	start();
	disk->latency_min = disk->latency_max = 100;
	CHECK_EQ(blk_submit(&disk->dev, &w), 0);
	*(uint8_t *)seg.data ^= 1;
	host_advance(100);
	CHECK_EQ(disk->changed_in_flight, 1);
}
