/* SPDX-License-Identifier: MIT */
/* host_room.c - full volumes, room in advance, reading, and what a mount has to finish. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <test/host.h>
#include <test/test.h>

#include "ctfs/tests/volume.h"
#include "ctfs/tools/check.h"

#define K4 4096ull

TEST(ctfs_fills_up_to_the_last_block)
{
	static char block[4096];
	struct ctfs_inode *ip, *other;
	uint64_t size = 0;

	if (!volume_make(256))
		return;
	ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	for (unsigned round = 0; round < 3; round++) {
		while (ctfs_write(ip, block, sizeof(block), size) == sizeof(block))
			size += sizeof(block);
		CHECK_EQ(ctfs_write(ip, block, 1, size), -ENOSPC);
		CHECK_EQ(volume->free_blocks, 0);
		CHECK_EQ(ip->d.blocks, 127);
		CHECK_EQ(size, 126 * K4);
		CHECK_EQ(ctfs_create(volume_root, "d", 1, CTFS_DIR, 0, &other), -ENOSPC);
		CHECK_EQ(ctfs_write(ip, block, sizeof(block), 4 * K4), sizeof(block));
		size = round * 10 * K4; /* freed and used again, before and after a commit */
		CHECK_EQ(ctfs_truncate(ip, size), 0);
		if (round == 1)
			CHECK_EQ(ctfs_sync(volume), 0);
	}
	ctfs_put(ip);
	volume_check();
}

TEST(ctfs_gives_room_in_advance)
{
	uint64_t at;

	if (!volume_make(256))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	CHECK_EQ(ctfs_allocate(ip, 2 * K4, 3 * K4), 0);
	CHECK_EQ(ip->d.size, 0);
	CHECK_EQ(ip->d.blocks, 3);
	CHECK_EQ(ctfs_truncate(ip, 10 * K4), 0);
	expect_zeros(ip, 0, 10 * K4);
	CHECK_EQ(ctfs_seek(ip, 5, false, &at), 0);
	CHECK_EQ(at, 2 * K4);
	CHECK_EQ(ctfs_seek(ip, 2 * K4 + 7, false, &at), 0);
	CHECK_EQ(at, 2 * K4 + 7);
	CHECK_EQ(ctfs_seek(ip, 2 * K4, true, &at), 0);
	CHECK_EQ(at, 5 * K4);
	CHECK_EQ(ctfs_seek(ip, 6 * K4, false, &at), 0);
	CHECK_EQ(at, 10 * K4);
	CHECK_EQ(ctfs_allocate(ip, 0, 1000 * K4), -ENOSPC);
	CHECK_EQ(ctfs_truncate(ip, 0), 0);
	CHECK_EQ(ctfs_truncate(ip, 100 * K4), 0);
	CHECK_EQ(ip->d.blocks, 0);
	ctfs_put(ip);
	volume_check();
}

/* --- looking into files ----------------------------------------------------------------------- */

static unsigned long looked_up(void)
{
	struct bcache_stats s;

	bcache_stats(&s);
	return s.hits;
}

TEST(ctfs_passes_over_holes_and_data_by_blocks_of_pointers)
{
	uint64_t at, edge = 1036 + 1024, size = (edge + 3000) * K4;

	if (!volume_make(4096))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, 7 * K4, (edge - 7) * K4, 1); /* over both edges, up to the end of a table */
	CHECK_EQ(ctfs_truncate(ip, size), 0);
	fill(ip, size - 1, 1, 2);
	unsigned long before = looked_up();
	CHECK_EQ(ctfs_seek(ip, 0, false, &at), 0);
	CHECK_EQ(at, 7 * K4);
	CHECK_EQ(ctfs_seek(ip, 8 * K4 + 5, true, &at), 0);
	CHECK_EQ(at, edge * K4);
	CHECK_EQ(ctfs_seek(ip, edge * K4, false, &at), 0);
	CHECK_EQ(at, size - K4);
	CHECK_EQ(ctfs_seek(ip, size - 1, true, &at), 0);
	CHECK_EQ(at, size);
	CHECK(looked_up() - before < 100);
	expect_zeros(ip, edge * K4, 3000 * K4 - K4);
	expect_zeros(ip, 0, 7 * K4);
	expect(ip, 7 * K4, (edge - 7) * K4, 1);
	ctfs_put(ip);
	volume_check();
}

TEST(ctfs_looks_for_each_page_that_is_read_once)
{
	static char bytes[64 * K4];

	if (!volume_make(4096))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, 1500 * K4, 1);
	for (uint64_t page = 0; page < 1500 - 64; page += 64) {
		unsigned long before = looked_up();
		CHECK_EQ(ctfs_read(ip, bytes, sizeof(bytes), page * K4), sizeof(bytes));
		if (!CHECK(looked_up() - before < 64 + 16)) /* pointers, too */
			break;
	}
	ctfs_put(ip);
	volume_check();
}

/* The time that a program takes to read 8 MiB in order and to work on it, which takes 7.2 ms. */
static uint64_t time_to_read(size_t chunk, uint64_t latency)
{
	static char bytes[16 * K4];

	CHECK_EQ(volume_close(), 0);
	CHECK_EQ(volume_open(CTFS_READ_ONLY), 0);
	struct ctfs_inode *ip = find_in(volume_root, "f");
	volume_disk->latency_min = volume_disk->latency_max = latency;
	uint64_t start = clock_now();
	for (uint64_t at = 0; ip && at < 2048 * K4; at += chunk) {
		CHECK_EQ(ctfs_read(ip, bytes, chunk, at), (ssize_t)chunk);
		host_advance(chunk / K4 * 3500);
	}
	volume_disk->latency_min = volume_disk->latency_max = 0;
	ctfs_put(ip);
	return clock_now() - start;
}

TEST(ctfs_reading_in_order_hardly_waits)
{
	if (!volume_make(4096))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, 2048 * K4, 1);
	ctfs_put(ip);
	unsigned long before = volume_disk->dev.count[BLK_READ];
	for (size_t chunk = K4; chunk <= 16 * K4; chunk *= 4) {
		CHECK(time_to_read(chunk, 50000) < 7500000);
		CHECK(time_to_read(chunk, 200000) < 9000000);
	}
	CHECK(volume_disk->dev.count[BLK_READ] - before < 6 * 80); /* of 64 and the volume's own */
	volume_close();
}

/* --- orphans ------------------------------------------------------------------------------------
 */

#define ORPHAN_BLOCKS 2400u

/* Leaves a disk as a cut does: with a file that was open and removed. Gives a copy. */
static uint8_t *make_orphan(void)
{
	struct ctfs_inode *ip;
	size_t size = ORPHAN_BLOCKS * K4;

	if (!volume_make(ORPHAN_BLOCKS) || !(ip = make_in(volume_root, "f", CTFS_FILE)))
		return NULL;
	fill(ip, 0, 2000 * K4, 1);
	CHECK_EQ(ctfs_unlink(volume_root, "f", 1, ip), 0);
	CHECK_EQ(ctfs_sync(volume), 0);
	CHECK(volume->free_blocks < 300);
	uint8_t *image = memcpy(malloc(size), volume_disk->data, size);
	expect(ip, 0, 2000 * K4, 1);
	ctfs_put(ip);
	CHECK_EQ(volume_close(), 0);
	memcpy(volume_disk->data, image, size);
	return image;
}

static void mount_frees_it(void)
{
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	CHECK_EQ(volume->free_blocks, ORPHAN_BLOCKS - 129);
	CHECK_EQ(volume->free_inodes, 2046);
	volume_check();
}

TEST(ctfs_mount_frees_what_was_open_and_removed)
{
	uint8_t *image = make_orphan();

	NEED(image);
	CHECK_EQ(volume_open(CTFS_READ_ONLY), 0);
	CHECK(volume->free_blocks < 300);
	CHECK_EQ(volume_close(), 0);
	CHECK(memcmp(volume_disk->data, image, ORPHAN_BLOCKS * K4) == 0);
	free(image);
	mount_frees_it();
}

TEST(ctfs_repair_leaves_deletions_to_the_mount)
{
	uint8_t *image = make_orphan();
	struct check c = { .image = image, .size = ORPHAN_BLOCKS * K4, .repair = true };

	NEED(image);
	image[CTFS_BITMAP_START * K4 + 290] ^= 16; /* the journal has that block: no damage */
	CHECK(check_volume(&c));
	CHECK_EQ(c.problems, 0);
	memset(image + (CTFS_TABLE_START + 1) * K4, 255, 2); /* which it has not */
	c = (struct check){ .image = image, .size = c.size, .repair = true };
	CHECK(check_volume(&c));
	CHECK(c.problems > 0 && c.left == 0);
	c = (struct check){ .image = image, .size = c.size };
	CHECK(check_volume(&c));
	CHECK_EQ(c.problems, 0);
	CHECK_EQ(c.orphans, 1);
	memcpy(volume_disk->data, image, c.size);
	free(image);
	mount_frees_it();
}

/* A deletion that fails is the next mount's, after this unmount too. */
TEST(ctfs_unmount_with_a_deletion_that_failed_is_not_clean)
{
	if (!volume_make(400))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, 60 * K4, 1);
	ctfs_put(ip);
	CHECK_EQ(volume_close(), 0);
	memset(volume_disk->data + 2 * K4, 0, 30 * K4); /* all is read from its place */
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	ip = find_in(volume_root, "f");
	NEED(ip);
	CHECK_EQ(ctfs_unlink(volume_root, "f", 1, ip), 0);
	disk_fail(volume_disk, BLK_READ, 1, false); /* of the block of pointers */
	ctfs_put(ip);
	CHECK(disk_failed(volume_disk, BLK_READ));
	CHECK_EQ(volume_close(), 0);
	const struct ctfs_super *s = (const struct ctfs_super *)volume_disk->data;
	CHECK_EQ(s->state, CTFS_IN_USE);
	CHECK(volume_is_sound(volume_disk->data, 400 * K4));
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	CHECK_EQ(volume->free_blocks, 400 - 129);
	volume_check();
}

/* --- what is larger than a transaction
 * ------------------------------------------------------------ */

#define GROUPS 18u

/* A file with a block in each of 18 blocks of the bitmap, which is more than a record holds. */
static struct ctfs_inode *make_scattered(void)
{
	struct ctfs_inode *ip = make_in(volume_root, "scattered", CTFS_FILE);

	for (uint32_t i = 0; i < GROUPS && ip; i++) {
		volume->next_block = CTFS_DATA_START + i * CTFS_BITS;
		fill(ip, i * 2 * K4, K4, i);
	}
	return ip;
}

TEST(ctfs_frees_in_several_transactions_and_a_mount_goes_on_with_it)
{
	uint32_t blocks = CTFS_DATA_START + GROUPS * CTFS_BITS;

	if (!volume_make(blocks))
		return;
	struct ctfs_inode *ip = make_scattered();
	NEED(ip);
	CHECK_EQ(ip->d.blocks, GROUPS + 1);
	CHECK_EQ(ctfs_unlink(volume_root, "scattered", 9, ip), 0);
	CHECK_EQ(ctfs_sync(volume), 0);
	uint64_t tid = volume->journal.tid;
	disk_fail(volume_disk, BLK_FLUSH, 3, true); /* in the second of the commits to come */
	ctfs_put(ip);
	CHECK(volume->journal.tid > tid && volume->aborted);
	disk_fail(volume_disk, BLK_FLUSH, 0, false);
	CHECK_EQ(volume_close(), -EIO);
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	CHECK_EQ(volume->free_blocks, blocks - CTFS_DATA_START - 1);
	CHECK_EQ(volume->free_inodes, 2046);
	CHECK_EQ(volume_close(), 0);
	CHECK(volume_is_sound(volume_disk->data, blocks * CTFS_BLOCK));
}
