/* SPDX-License-Identifier: MIT */
/* host_room.c - full volumes, room in advance, and what a mount has to finish. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

/* --- orphans ------------------------------------------------------------------------------------
 */

TEST(ctfs_mount_frees_what_was_open_and_removed)
{
	struct ctfs_inode *ip;

	if (!volume_make(2400))
		return;
	ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, 2000 * K4, 1);
	CHECK_EQ(ctfs_unlink(volume_root, "f", 1, ip), 0);
	CHECK_EQ(ctfs_sync(volume), 0);
	CHECK(volume->free_blocks < 300);
	size_t size = volume_disk->dev.sectors * BLK_SECTOR;
	uint8_t *image = memcpy(malloc(size), volume_disk->data, size);
	expect(ip, 0, 2000 * K4, 1);
	ctfs_put(ip);
	CHECK_EQ(volume_close(), 0);
	memcpy(volume_disk->data, image, size);
	CHECK_EQ(volume_open(CTFS_READ_ONLY), 0);
	CHECK(volume->free_blocks < 300);
	CHECK_EQ(volume_close(), 0);
	CHECK(memcmp(volume_disk->data, image, size) == 0);
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	CHECK_EQ(volume->free_blocks, 2400 - 129);
	CHECK_EQ(volume->free_inodes, 2046);
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

static bool image_is_sound(void)
{
	struct check c = { .image = volume_disk->data,
			   .size = volume_disk->dev.sectors * BLK_SECTOR };

	return check_volume(&c) && c.problems == 0;
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
	CHECK(image_is_sound());
}
