/* SPDX-License-Identifier: MIT */
/* host_bcache.c - the cache of blocks over a disk that is slow, fails and is looked into. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>
#include <fs/bcache.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#define BLOCKS 2048u

static struct disk *disk;
static struct bcache *cache;

static bool open_cache(uint64_t sectors, uint64_t latency)
{
	disk = disk_new(sectors);
	disk->latency_min = latency / 2;
	disk->latency_max = latency;
	if (!CHECK_EQ(blk_register(&disk->dev), 0) || !CHECK_EQ(bcache_open(&disk->dev, &cache), 0))
		return false;
	for (uint64_t i = 0; i < sectors; i++)
		disk->data[i * 512] = (uint8_t)(i / 8);
	disk->dev.count[BLK_READ] = 0; /* whether there are partitions */
	return true;
}

static uint8_t *on_disk(uint64_t block)
{
	return disk->data + block * BCACHE_BLOCK;
}

static struct buf *get(uint64_t block)
{
	struct buf *b = NULL;

	CHECK_EQ(bcache_get(cache, block, &b), 0);
	return b;
}

static void change(uint64_t block, uint8_t value)
{
	struct buf *b = get(block);

	bcache_dirty(b);
	memset(b->data, value, BCACHE_BLOCK);
	bcache_put(b);
}

TEST(bcache_reads_a_block_once)
{
	struct buf *a, *b;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	a = get(7);
	CHECK_EQ(a->data[0], 7);
	b = get(7);
	CHECK(a == b);
	bcache_put(a);
	bcache_put(b);
	bcache_put(get(7));
	CHECK_EQ(disk->dev.count[BLK_READ], 1);
	CHECK_EQ(bcache_get(cache, BLOCKS, &a), -EINVAL);
	CHECK_EQ(bcache_get(cache, UINT64_MAX, &a), -EINVAL);
	CHECK(!bcache_peek(cache, 8));
	a = bcache_peek(cache, 7);
	CHECK(a);
	bcache_put(a);
	CHECK_EQ(bcache_open(&disk->dev, &cache), -EBUSY);
}

TEST(bcache_writes_neighbours_in_one_request)
{
	if (!open_cache(BLOCKS * 8, 1000))
		return;
	for (unsigned i = 64; i-- > 0;)
		change(100 + i, (uint8_t)(i + 1));
	change(500, 9);
	CHECK_EQ(disk->dev.count[BLK_WRITE], 0);
	CHECK_EQ(bcache_sync(cache), 0);
	CHECK_EQ(disk->dev.count[BLK_WRITE], 64 / disk->dev.max_segs + 1);
	CHECK_EQ(disk->dev.count[BLK_FLUSH], 1);
	for (unsigned i = 0; i < 64; i++)
		CHECK_EQ(on_disk(100 + i)[4095], i + 1);
	CHECK_EQ(disk->changed_in_flight, 0);
	CHECK_EQ(bcache_sync(cache), 0);
	CHECK_EQ(disk->dev.count[BLK_WRITE], 64 / disk->dev.max_segs + 1);
}

TEST(bcache_waits_with_a_change_until_the_write_is_done)
{
	if (!open_cache(BLOCKS * 8, 100000))
		return;
	for (unsigned round = 0; round < 50; round++) {
		change(round % 3, (uint8_t)round);
		host_advance(CONFIG_BCACHE_FLUSH_MS * NSEC_PER_MSEC + NSEC_PER_SEC);
		host_run_work(); /* starts writing, and waits for nothing */
		change(round % 3, (uint8_t)(round + 1));
	}
	CHECK_EQ(bcache_sync(cache), 0);
	CHECK_EQ(disk->changed_in_flight, 0);
	CHECK(disk->dev.count[BLK_WRITE] >= 50);
	CHECK_EQ(on_disk(49 % 3)[0], 50);
}

TEST(bcache_writes_what_is_old)
{
	if (!open_cache(BLOCKS * 8, 1000))
		return;
	change(3, 33);
	host_advance(CONFIG_BCACHE_FLUSH_MS * NSEC_PER_MSEC / 2);
	host_run_work();
	CHECK_EQ(disk->dev.count[BLK_WRITE], 0);
	host_advance(CONFIG_BCACHE_FLUSH_MS * NSEC_PER_MSEC);
	host_run_work();
	host_advance(NSEC_PER_SEC);
	CHECK_EQ(on_disk(3)[0], 33);
}

TEST(bcache_holds_what_is_held)
{
	struct buf *b;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	b = get(5);
	bcache_hold(b);
	bcache_dirty(b);
	b->data[0] = 55;
	change(6, 66);
	CHECK_EQ(bcache_sync(cache), 0);
	CHECK_EQ(on_disk(5)[0], 5);
	CHECK_EQ(on_disk(6)[0], 66);
	CHECK(bcache_is_dirty(b));
	CHECK_EQ(bcache_write_to(cache, 900, &b, 1), 0);
	CHECK_EQ(on_disk(900)[0], 55);
	CHECK(bcache_is_dirty(b));
	CHECK_EQ(bcache_write(&b, 1), 0);
	CHECK_EQ(on_disk(5)[0], 55);
	b->data[0] = 56;
	bcache_dirty(b);
	bcache_release(b);
	bcache_put(b);
	CHECK_EQ(bcache_close(cache), 0);
	CHECK_EQ(on_disk(5)[0], 56);
}

TEST(bcache_forgets_what_was_freed)
{
	struct buf *b;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	for (unsigned i = 0; i < 10; i++)
		change(i, 200);
	b = get(3);
	bcache_forget(b);
	bcache_put(b);
	bcache_discard(cache, 4, 100);
	CHECK_EQ(bcache_sync(cache), 0);
	CHECK_EQ(on_disk(2)[0], 200);
	for (unsigned i = 3; i < 10; i++)
		CHECK_EQ(on_disk(i)[0], i);
	b = get(3);
	CHECK_EQ(b->data[0], 3);
	bcache_put(b);
}

TEST(bcache_gives_zeros_where_nothing_is_read)
{
	struct buf *b;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	for (unsigned round = 0; round < 2; round++) {
		CHECK_EQ(bcache_get_zero(cache, 9, &b), 0);
		CHECK_EQ(b->data[0], 0);
		CHECK_EQ(b->data[512], 0);
		b->data[0] = 1;
		bcache_put(b);
	}
	CHECK_EQ(disk->dev.count[BLK_READ], 0);
}

TEST(bcache_reads_ahead_in_few_requests)
{
	struct buf *b;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	bcache_put(get(110));
	bcache_read_ahead(cache, 100, 40);
	CHECK(disk_in_flight(disk) > 0);
	for (unsigned i = 100; i < 140; i++) {
		b = get(i);
		CHECK_EQ(b->data[0], i);
		bcache_put(b);
	}
	CHECK_EQ(disk->dev.count[BLK_READ], 3 + (29 > disk->dev.max_segs));
	bcache_read_ahead(cache, BLOCKS - 3, 40);
	b = get(BLOCKS - 1);
	CHECK_EQ(b->data[0], (BLOCKS - 1) & 255);
	bcache_put(b);
}

TEST(bcache_knows_where_a_device_ends)
{
	if (!open_cache(8 * 10 + 3, 0))
		return;
	CHECK_EQ(bcache_blocks(cache), 11);
	change(10, 77);
	change(9, 78);
	CHECK_EQ(bcache_close(cache), 0);
	CHECK_EQ(on_disk(10)[3 * 512 - 1], 77);
	CHECK_EQ(on_disk(9)[4095], 78);
	CHECK_EQ(bcache_open(&disk->dev, &cache), 0);
	struct buf *b = get(10);
	CHECK_EQ(b->data[3 * 512 - 1], 77);
	CHECK_EQ(b->data[3 * 512], 0);
	bcache_put(b);
}

/* --- memory ------------------------------------------------------------------------------ */

TEST(bcache_stays_within_its_limit_and_writes_to_do_so)
{
	struct bcache_stats s;
	struct pages_stats pages;

	pages_stats(&pages);
	if (!open_cache(pages.total * 8, 1000))
		return;
	for (unsigned i = 0; i < pages.total; i++)
		change(i, (uint8_t)(i + 1));
	bcache_stats(&s);
	CHECK(s.blocks <= s.limit);
	CHECK(s.dirty * 100 <= s.limit * (CONFIG_BCACHE_DIRTY_PERCENT + 10));
	CHECK_EQ(bcache_close(cache), 0);
	for (unsigned i = 0; i < pages.total; i++)
		CHECK_EQ(on_disk(i)[1], (uint8_t)(i + 1));
	CHECK_EQ(disk->changed_in_flight, 0);
	bcache_stats(&s);
	CHECK_EQ(s.blocks, 0);
	CHECK_EQ(s.dirty, 0);
}

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

TEST(bcache_gives_frames_back_to_those_who_need_them)
{
	struct bcache_stats s;

	if (!open_cache(BLOCKS * 8, 0))
		return;
	for (unsigned i = 0; i < BLOCKS; i++)
		bcache_put(get(i));
	change(BLOCKS - 1, 99);
	bcache_stats(&s);
	CHECK_EQ(s.blocks, BLOCKS);
	size_t n = free_frames();
	while (phys_valid(pages_alloc(1, PAGES_ANY)))
		n--;
	CHECK_EQ((long)n, 1 - (long)BLOCKS); /* all but the dirty one */
	CHECK(pages_reserve(1) == false);
	bcache_stats(&s);
	CHECK_EQ(s.blocks, 1);
	struct buf *b;
	CHECK_EQ(bcache_get(cache, 0, &b), 0); /* writes the one and takes its frame */
	CHECK_EQ(on_disk(BLOCKS - 1)[0], 99);
	struct buf *c;
	CHECK_EQ(bcache_get(cache, 1, &c), -ENOMEM);
	bcache_put(b);
	CHECK_EQ(bcache_get(cache, 1, &c), 0);
	bcache_put(c);
}

TEST(bcache_leaks_nothing)
{
	struct heap_stats before, after;

	heap_free(heap_alloc(100000));
	if (!open_cache(BLOCKS * 8, 1000) || bcache_close(cache))
		return;
	heap_stats(&before);
	size_t frames = free_frames();
	CHECK_EQ(bcache_open(&disk->dev, &cache), 0);
	for (unsigned i = 0; i < 300; i++)
		change(i * 3, 1);
	bcache_read_ahead(cache, 0, 300);
	CHECK_EQ(bcache_close(cache), 0);
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	CHECK(free_frames() + 8 >= frames); /* but for what the heap took */
}

/* --- failures ---------------------------------------------------------------------------- */

TEST(bcache_tells_a_failed_read_to_whom_it_concerns)
{
	struct buf *b;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	disk_fail(disk, BLK_READ, 1, false);
	CHECK_EQ(bcache_get(cache, 5, &b), -EIO);
	CHECK_EQ(bcache_get(cache, 5, &b), 0);
	bcache_put(b);
	disk_fail(disk, BLK_READ, 1, false);
	bcache_read_ahead(cache, 20, 8);
	for (unsigned i = 20; i < 28; i++) {
		CHECK_EQ(bcache_get(cache, i, &b), 0);
		CHECK_EQ(b->data[0], i);
		bcache_put(b);
	}
	CHECK(disk_failed(disk, BLK_READ));
}

TEST(bcache_keeps_what_could_not_be_written)
{
	if (!open_cache(BLOCKS * 8, 1000))
		return;
	for (unsigned i = 0; i < 100; i++)
		change(i * 2, 11);
	disk_fail(disk, BLK_WRITE, 3, false);
	CHECK_EQ(bcache_sync(cache), -EIO);
	unsigned bad = 0;
	for (unsigned i = 0; i < 100; i++)
		bad += on_disk(i * 2)[4095] != 11;
	CHECK(bad <= 1); /* the others were written all the same */
	CHECK_EQ(bcache_sync(cache), 0);
	for (unsigned i = 0; i < 100; i++)
		CHECK_EQ(on_disk(i * 2)[4095], 11);
	change(1, 12);
	disk_fail(disk, BLK_FLUSH, 1, false);
	CHECK_EQ(bcache_sync(cache), -EIO);
	CHECK_EQ(bcache_sync(cache), 0);
}

TEST(bcache_tries_again_in_time_what_could_not_be_written)
{
	if (!open_cache(BLOCKS * 8, 1000))
		return;
	change(3, 21);
	disk_fail(disk, BLK_WRITE, 1, false);
	for (unsigned round = 0; round < 3; round++) {
		CHECK_EQ(disk->dev.count[BLK_WRITE], round == 2); /* of those that succeeded */
		host_advance(CONFIG_BCACHE_FLUSH_MS * NSEC_PER_MSEC + NSEC_PER_SEC);
		host_run_work();
		host_advance(NSEC_PER_SEC); /* of which the disk needs a part */
	}
	CHECK(disk_failed(disk, BLK_WRITE));
	CHECK_EQ(disk->dev.count[BLK_WRITE], 1);
	CHECK_EQ(on_disk(3)[0], 21);
}

TEST(bcache_ends_on_a_disk_that_is_gone)
{
	struct bcache_stats s;

	if (!open_cache(BLOCKS * 8, 1000))
		return;
	for (unsigned i = 0; i < 100; i++)
		change(i * 2, 11);
	disk_fail(disk, BLK_WRITE, 2, true);
	CHECK_EQ(bcache_sync(cache), -EIO);
	CHECK_EQ(bcache_write_all(cache), -EIO);
	blk_gone(&disk->dev);
	CHECK_EQ(bcache_write_all(cache), -EIO);
	CHECK_EQ(bcache_close(cache), -EIO);
	bcache_stats(&s);
	CHECK_EQ(s.blocks, 0);
	CHECK_EQ(s.dirty, 0);
}
