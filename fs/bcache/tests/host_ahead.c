/* SPDX-License-Identifier: MIT */
/* host_ahead.c - reading ahead when memory is short, and when others want the same blocks. */
#include <string.h>

#include <core/pages.h>
#include <fs/bcache.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#define BLOCKS 256u
#define FILL   0x55

static struct disk *disk;
static struct bcache *cache;

static bool open_cache(void)
{
	disk = disk_new(BLOCKS * 8);
	disk->latency_max = 1000;
	if (!CHECK_EQ(blk_register(&disk->dev), 0) || !CHECK_EQ(bcache_open(&disk->dev, &cache), 0))
		return false;
	for (uint64_t i = 0; i < BLOCKS * 8; i++)
		disk->data[i * 512] = (uint8_t)(i / 8);
	return true;
}

static struct buf *get(uint64_t block)
{
	struct buf *b = NULL;

	CHECK_EQ(bcache_get(cache, block, &b), 0);
	return b;
}

/* --- no memory --------------------------------------------------------------------------- */

static unsigned shortages;

static size_t count_shortage(size_t count)
{
	(void)count;
	shortages++;
	return 0;
}

/* How often reading 32 blocks ahead asks for memory in vain. */
static unsigned shortages_of_reading_ahead(void)
{
	shortages = 0;
	bcache_read_ahead(cache, 101, 32);
	return shortages;
}

TEST(bcache_stops_reading_ahead_without_memory)
{
	if (!open_cache())
		return;
	struct buf *borrowed = get(100);
	phys_t two = pages_alloc(2, PAGES_ANY);
	while (phys_valid(pages_alloc(1, PAGES_ANY)))
		;
	pages_set_reclaim(count_shortage);
	unsigned n = shortages_of_reading_ahead();
	CHECK(n > 0 && n <= 4); /* of one block, not of 32 */
	CHECK_EQ(disk_in_flight(disk), 0);
	pages_free(two, 2);
	n = shortages_of_reading_ahead();
	CHECK(n > 0 && n <= 4);
	CHECK_EQ(disk_in_flight(disk), 1);
	struct buf *b = get(102);
	CHECK_EQ(b->data[0], 102);
	bcache_put(b);
	CHECK(!bcache_peek(cache, 103));
	bcache_put(borrowed);
	CHECK_EQ(bcache_close(cache), 0);
}

/* --- others ------------------------------------------------------------------------------ */

static void make_between(void)
{
	struct buf *b;

	CHECK_EQ(bcache_get_zero(cache, 103, &b), 0);
	bcache_dirty(b);
	memset(b->data, FILL, BCACHE_BLOCK);
	bcache_put(b);
}

/* Another thread makes block 103 while memory is looked for, for that block or one before it. */
TEST(bcache_reads_ahead_around_what_others_made)
{
	if (!open_cache())
		return;
	for (unsigned start = 101; start <= 103; start++) {
		host_run_between(make_between);
		bcache_read_ahead(cache, start, 8);
		unsigned reads = (unsigned)disk->dev.count[BLK_READ] + disk_in_flight(disk);
		for (unsigned i = start; i < start + 8; i++) {
			struct buf *b = get(i);
			CHECK_EQ(b->data[512], i == 103 ? FILL : i);
			bcache_put(b);
		}
		CHECK_EQ(disk->dev.count[BLK_READ], reads); /* all of them were on their way */
		bcache_discard(cache, start, 8);
	}
	CHECK_EQ(bcache_close(cache), 0);
}
