/* SPDX-License-Identifier: MIT */
/* host_sync.c - the list of devices, and transfers that the caller waits for. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#define SECTORS 4096u

static struct disk *slow_disk(void)
{
	struct disk *d = disk_new(SECTORS);

	d->latency_min = 10;
	d->latency_max = 2000;
	return d;
}

static void fill(uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (uint8_t)test_random();
}

TEST(blk_register_lists_devices_in_order)
{
	struct disk *a = disk_new(8), *b = disk_new(8), *c = disk_new(8);

	blk_name(&a->dev, "vd");
	CHECK_EQ(blk_register(&a->dev), 0);
	blk_name(&b->dev, "vd");
	CHECK_EQ(blk_register(&b->dev), 0);
	CHECK_STR(a->dev.name, "vda");
	CHECK_STR(b->dev.name, "vdb");
	strcpy(c->dev.name, "vda");
	CHECK_EQ(blk_register(&c->dev), -EEXIST);
	CHECK(blk_find("vdb") == &b->dev);
	CHECK(blk_find("vdc") == NULL);
	CHECK(blk_next(NULL) == &a->dev);
	CHECK(blk_next(&a->dev) == &b->dev);
	CHECK(blk_next(&b->dev) == NULL);
}

TEST(blk_name_goes_on_behind_z)
{
	struct disk *d[28];

	for (unsigned i = 0; i < ARRAY_SIZE(d); i++) {
		d[i] = disk_new(8);
		blk_name(&d[i]->dev, "sd");
		CHECK_EQ(blk_register(&d[i]->dev), 0);
	}
	CHECK_STR(d[25]->dev.name, "sdz");
	CHECK_STR(d[26]->dev.name, "sdaa");
	CHECK_STR(d[27]->dev.name, "sdab");
}

TEST(blk_register_refuses_numbers_that_cannot_be)
{
	static const struct {
		uint64_t sectors;
		uint32_t block_size, max_sectors;
		unsigned max_segs;
	} bad[] = {
		{ 0, 512, 8, 1 },
		{ 1ull << 63, 512, 8, 1 },
		{ UINT64_MAX, 4096, 8, 1 },
		{ 7, 4096, 8, 1 },
		{ 64, 0, 8, 1 },
		{ 64, 256, 8, 1 },
		{ 64, 768, 8, 1 },
		{ 64, 8192, 16, 1 },
		{ 64, 0x80000000, 16, 1 },
		{ 64, 4096, 7, 1 },
		{ 64, 512, 0, 1 },
		{ 64, 512, 8, 0 },
		{ 64, 512, 8, BLK_SEGS_MAX + 1 },
	};
	struct disk *d = disk_new(64);

	for (unsigned i = 0; i < ARRAY_SIZE(bad); i++) {
		d->dev.sectors = bad[i].sectors;
		d->dev.block_size = bad[i].block_size;
		d->dev.max_sectors = bad[i].max_sectors;
		d->dev.max_segs = bad[i].max_segs;
		CHECK_EQ(blk_register(&d->dev), -EINVAL);
	}
	CHECK(blk_next(NULL) == NULL);
	d->dev.sectors = 63;
	d->dev.block_size = 4096;
	d->dev.max_sectors = 8;
	d->dev.max_segs = 1;
	CHECK_EQ(blk_register(&d->dev), 0);
	CHECK_EQ(d->dev.sectors, 56);
}

/* Memory of every kind, more than one request or bounce buffer takes. */
TEST(blk_read_and_write_wait_for_the_whole_transfer)
{
	struct disk *d = slow_disk();
	size_t len = 300 * BLK_SECTOR, free_before;
	uint8_t *heap = heap_alloc(len + 1), *back = heap_alloc(len);
	uint8_t *frames = phys_to_virt(pages_alloc(len / PAGE_SIZE + 1, PAGES_ANY));
	struct pages_stats s;

	d->dev.max_sectors = 100;
	NEED(CHECK_EQ(blk_register(&d->dev), 0));
	pages_stats(&s);
	free_before = s.free;
	fill(heap, len + 1);
	CHECK_EQ(blk_write(&d->dev, 5, heap + 1, len), 0);
	CHECK(memcmp(d->data + 5 * 512, heap + 1, len) == 0);
	CHECK_EQ(blk_read(&d->dev, 5, frames, len), 0);
	CHECK(memcmp(frames, heap + 1, len) == 0);
	frames[0] ^= 1;
	CHECK_EQ(blk_write(&d->dev, SECTORS - 300, frames, len), 0);
	CHECK_EQ(blk_read(&d->dev, SECTORS - 300, back, len), 0);
	CHECK(memcmp(frames, back, len) == 0);
	CHECK_EQ(blk_flush(&d->dev), 0);
	CHECK_EQ(d->dev.count[BLK_FLUSH], 1);
	CHECK_EQ(d->changed_in_flight, 0);
	pages_stats(&s);
	CHECK_EQ(s.free, free_before);
}

TEST(blk_read_refuses_what_lies_outside)
{
	struct disk *d = slow_disk();
	static uint8_t buf[1024];

	NEED(CHECK_EQ(blk_register(&d->dev), 0));
	CHECK_EQ(blk_read(&d->dev, SECTORS - 1, buf, 1024), -EINVAL);
	CHECK_EQ(blk_read(&d->dev, UINT64_MAX, buf, 512), -EINVAL);
	CHECK_EQ(blk_read(&d->dev, 0, buf, 511), -EINVAL);
	CHECK_EQ(blk_read(&d->dev, 0, buf, 0), 0);
	d->dev.read_only = true;
	CHECK_EQ(blk_write(&d->dev, 0, buf, 512), -EROFS);
}

TEST(blk_read_fails_as_the_device_does)
{
	struct disk *d = slow_disk();
	static uint8_t buf[8 * 4096];
	size_t before;
	struct pages_stats s;

	NEED(CHECK_EQ(blk_register(&d->dev), 0));
	pages_stats(&s);
	before = s.free;
	disk_fail(d, BLK_READ, 1, false);
	CHECK_EQ(blk_read(&d->dev, 0, buf, sizeof(buf)), -EIO);
	CHECK_EQ(blk_read(&d->dev, 0, buf, sizeof(buf)), 0);
	disk_hang(d, BLK_WRITE, 1, false);
	CHECK_EQ(blk_write(&d->dev, 0, buf, sizeof(buf)), -EIO);
	CHECK(clock_now() >= BLK_TIMEOUT);
	disk_fail(d, BLK_FLUSH, 1, true);
	CHECK_EQ(blk_flush(&d->dev), -EIO);
	CHECK_EQ(blk_flush(&d->dev), -EIO);
	pages_stats(&s);
	CHECK_EQ(s.free, before);
}

TEST(blk_read_without_a_frame_to_spare_fails)
{
	struct disk *d = slow_disk();
	static uint8_t buf[4096];
	phys_t last = PHYS_NONE, pa;

	NEED(CHECK_EQ(blk_register(&d->dev), 0));
	while (phys_valid(pa = pages_alloc(1, PAGES_ANY)))
		last = pa;
	CHECK_EQ(blk_read(&d->dev, 0, buf, 4096), -ENOMEM);
	/* One frame is enough for any length. */
	pages_free(last, 1);
	CHECK_EQ(blk_read(&d->dev, 0, buf, 4096), 0);
}
