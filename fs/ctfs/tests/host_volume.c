/* SPDX-License-Identifier: MIT */
/* host_volume.c - files and names on a volume, at every limit of the format. */
#include <errno.h>
#include <string.h>

#include <core/printf.h>
#include <test/test.h>

#include "ctfs/tests/volume.h"

#define K4 4096ull

TEST(ctfs_crc_is_castagnoli)
{
	CHECK_EQ(ctfs_crc(0, "123456789", 9), 0xe3069283);
	CHECK_EQ(ctfs_crc(ctfs_crc(0, "1234", 4), "56789", 5), 0xe3069283);
	CHECK_EQ(ctfs_crc(0, "", 0), 0);
}

TEST(ctfs_crc_of_zeros_is_that_of_each)
{
	static const char zeros[CTFS_BLOCK];
	uint32_t start = ctfs_crc(0, "123456789", 9);

	for (uint32_t len = 0; len < sizeof(zeros); len += len < 70 ? 1 : 61)
		if (!CHECK_EQ(ctfs_crc_zeros(start, len), ctfs_crc(start, zeros, len)))
			break;
}

static void put_inode(uint8_t *block, uint32_t ino, uint64_t size)
{
	struct ctfs_dinode *d = (struct ctfs_dinode *)block + ino;

	*d = (struct ctfs_dinode){ .type = CTFS_FILE, .nlink = 1, .size = size };
	d->crc = ctfs_crc(ctfs_crc(0, &ino, 4), d, 124);
}

/* Half old, half new, each inode with its right crc: the crc of the whole does not tell. */
TEST(ctfs_sum_of_an_image_tells_a_mixture_of_inodes)
{
	static uint8_t whole[CTFS_BLOCK], torn[CTFS_BLOCK];

	put_inode(whole, 1, 1000);
	put_inode(whole, 9, 2000);
	put_inode(torn, 1, 1000);
	put_inode(torn, 9, 77);
	CHECK_EQ(ctfs_crc(0, whole, CTFS_BLOCK), ctfs_crc(0, torn, CTFS_BLOCK));
	CHECK(ctfs_image_sum(whole, 64, 5) != ctfs_image_sum(torn, 64, 5));
	CHECK(ctfs_image_sum(whole, 64, 5) != ctfs_image_sum(whole, 64, 6));
	CHECK(ctfs_image_sum(whole, 64, 5) != ctfs_image_sum(whole, 65, 5));
}

TEST(ctfs_new_volume_counts_exactly)
{
	struct ctfs_super *s;

	if (!volume_make(16384))
		return;
	s = ctfs_super(volume);
	CHECK_EQ(s->free_blocks, 16384 - 128 - 1);
	CHECK_EQ(s->free_inodes, 2046);
	CHECK_EQ(s->mount_count, 1);
	CHECK_EQ(s->state, CTFS_IN_USE);
	CHECK_EQ(volume_close(), 0);
	s = (struct ctfs_super *)volume_disk->data;
	CHECK_EQ(s->state, CTFS_CLEAN);
	CHECK_EQ(s->magic, 0x43544653);
	CHECK_EQ(ctfs_crc(0, s, 4092), s->crc);
	CHECK_EQ(volume_open(CTFS_READ_ONLY), 0);
	CHECK_EQ(ctfs_super(volume)->mount_count, 1);
	CHECK_EQ(volume_close(), 0);
}

TEST(ctfs_makes_zero_what_the_superblock_has_no_field_for)
{
	if (!volume_make(200))
		return;
	CHECK_EQ(volume_close(), 0);
	struct ctfs_super *s = (struct ctfs_super *)volume_disk->data;
	s->zero[1000] = 1;
	s->crc = ctfs_crc(0, s, 4092);
	memset(volume_disk->data + CTFS_JOURNAL_START * CTFS_BLOCK, 0,
	       CTFS_JOURNAL_BLOCKS * CTFS_BLOCK); /* of which a mount would take it */
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	CHECK_EQ(volume_close(), 0);
	CHECK_EQ(s->zero[1000], 0);
	CHECK(volume_is_sound(volume_disk->data, 200 * CTFS_BLOCK));
}

/* Writes the bytes around each limit, and reads them in this life and the next. */
TEST(ctfs_files_reach_over_every_kind_of_pointer)
{
	static const uint64_t ends[] = { 0,         1,           K4,           K4 + 1,
					 12 * K4,   12 * K4 + 1, 1036 * K4,    1036 * K4 + 1,
					 1100 * K4, 2060 * K4,   2060 * K4 + 1 };
	char name[] = "f0";

	if (!volume_make(16384))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++, name[1]++) {
		struct ctfs_inode *ip = make_in(volume_root, name, CTFS_FILE);
		NEED(ip);
		uint64_t start = ends[i] > 20000 ? ends[i] - 20000 : 0;
		fill(ip, start, ends[i] - start, (uint32_t)i);
		expect(ip, start, ends[i] - start, (uint32_t)i);
		expect_zeros(ip, 0, MIN(start, 70000));
		CHECK_EQ(ip->d.size, ends[i]);
		ctfs_put(ip);
	}
	volume_check();
	name[1] = '0';
	for (size_t i = 0; i < ARRAY_SIZE(ends); i++, name[1]++) {
		struct ctfs_inode *ip = find_in(volume_root, name);
		NEED(ip);
		uint64_t start = ends[i] > 20000 ? ends[i] - 20000 : 0;
		CHECK_EQ(ip->d.size, ends[i]);
		expect(ip, start, ends[i] - start, (uint32_t)i);
		ctfs_put(ip);
		unlink_in(volume_root, name);
	}
	CHECK_EQ(volume->free_blocks, 16384 - 129);
	volume_check();
}

TEST(ctfs_large_files_come_and_go)
{
	uint64_t size = 14000 * K4 + 17;

	if (!volume_make(16384))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "large", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, size, 5);
	CHECK_EQ(ip->d.blocks, 14001 + 1 + 1 + 13);
	ctfs_put(ip);
	volume_check();
	ip = find_in(volume_root, "large");
	NEED(ip);
	expect(ip, 0, size, 5);
	CHECK_EQ(ctfs_truncate(ip, 1036 * K4 + 100), 0);
	CHECK_EQ(ip->d.blocks, 1037 + 3);
	expect(ip, 0, 1036 * K4 + 100, 5);
	CHECK_EQ(ctfs_truncate(ip, 1036 * K4), 0);
	CHECK_EQ(ip->d.blocks, 1036 + 1);
	CHECK_EQ(ctfs_truncate(ip, 12 * K4), 0);
	CHECK_EQ(ip->d.blocks, 12);
	CHECK_EQ(ctfs_truncate(ip, 3), 0);
	CHECK_EQ(ip->d.blocks, 1);
	ctfs_put(ip);
	volume_check();
}

TEST(ctfs_refuses_what_a_file_cannot_be)
{
	uint64_t max = CTFS_FILE_BLOCKS * K4;

	if (!volume_make(256))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	CHECK_EQ(ctfs_write(ip, "x", 1, max), -EFBIG);
	CHECK_EQ(ctfs_write(ip, "xy", 2, max - 1), 1);
	CHECK_EQ(ip->d.size, max);
	CHECK_EQ(ip->d.blocks, 3);
	CHECK_EQ(ctfs_truncate(ip, max + 1), -EFBIG);
	CHECK_EQ(ctfs_truncate(ip, 0), 0);
	CHECK_EQ(ip->d.blocks, 0);
	CHECK_EQ(ctfs_allocate(ip, max, 1), -EFBIG);
	ctfs_put(ip);
	volume_check();
}

/* Which is so long that there is no pointer behind it. */
TEST(ctfs_reads_the_largest_file_to_its_end)
{
	uint64_t max = CTFS_FILE_BLOCKS * K4;

	if (!volume_make(256))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, max - 10, 10, 4);
	for (uint64_t at = max - 40 * K4; at < max - K4; at += K4)
		expect_zeros(ip, at, K4);
	expect_zeros(ip, max - K4, K4 - 10);
	expect(ip, max - 10, 10, 4);
	CHECK_EQ(volume->aborted, 0);
	ctfs_put(ip);
	volume_check();
}

TEST(ctfs_what_lies_behind_the_end_is_never_seen)
{
	if (!volume_make(256))
		return;
	struct ctfs_inode *ip = make_in(volume_root, "f", CTFS_FILE);
	NEED(ip);
	fill(ip, 0, 3 * K4, 1);
	CHECK_EQ(ctfs_truncate(ip, K4 + 10), 0);
	CHECK_EQ(ctfs_truncate(ip, 3 * K4), 0);
	expect(ip, 0, K4 + 10, 1);
	expect_zeros(ip, K4 + 10, 2 * K4 - 10);
	fill(ip, 0, 2 * K4, 2);
	CHECK_EQ(ctfs_truncate(ip, 100), 0);
	fill(ip, 200, 50, 3);
	expect(ip, 0, 100, 2);
	expect_zeros(ip, 100, 100);
	expect(ip, 200, 50, 3);
	ctfs_put(ip);
	volume_check();
}

/* --- names ------------------------------------------------------------------------------------ */

static void name_of(unsigned n, char *name)
{
	ksnprintf(name, 16, "file-%04u", n);
}

TEST(ctfs_holds_2046_files_and_no_more)
{
	struct ctfs_inode *ip;
	char name[16];

	if (!volume_make(400))
		return;
	for (unsigned n = 0; n < 2046; n++) {
		name_of(n, name);
		ip = make_in(volume_root, name, CTFS_FILE);
		NEED(ip);
		ctfs_put(ip);
	}
	CHECK_EQ(volume->free_inodes, 0);
	CHECK_EQ(ctfs_create(volume_root, "more", 4, CTFS_FILE, 0, &ip), -ENOSPC);
	volume_check();
	for (unsigned n = 0; n < 2046; n++) {
		name_of(n * 5 % 2046, name);
		unlink_in(volume_root, name);
	}
	CHECK_EQ(volume->free_inodes, 2046);
	CHECK_EQ(ctfs_dir_empty(volume_root), 1);
	volume_check();
	CHECK_EQ(ctfs_dir_empty(volume_root), 1);
}

TEST(ctfs_names_have_58_bytes)
{
	struct ctfs_inode *ip;
	char name[60];
	uint32_t ino;

	if (!volume_make(256))
		return;
	memset(name, 'n', sizeof(name));
	CHECK_EQ(ctfs_create(volume_root, name, 59, CTFS_FILE, 0, &ip), -ENAMETOOLONG);
	CHECK_EQ(ctfs_lookup(volume_root, name, 59, &ino), -ENAMETOOLONG);
	CHECK_EQ(ctfs_create(volume_root, name, 58, CTFS_FILE, 0, &ip), 0);
	CHECK_EQ(ctfs_rename(volume_root, name, 58, ip, volume_root, name, 59, NULL),
		 -ENAMETOOLONG);
	CHECK_EQ(ctfs_lookup(volume_root, name, 57, &ino), -ENOENT);
	ctfs_put(ip);
	volume_check();
	CHECK_EQ(ctfs_lookup(volume_root, name, 58, &ino), 0);
	CHECK_EQ(ctfs_create(volume_root, name, 58, CTFS_FILE, 0, &ip), -EEXIST);
}

TEST(ctfs_directories_know_their_parents)
{
	struct ctfs_inode *a, *b, *c, *f;

	if (!volume_make(256))
		return;
	a = make_in(volume_root, "a", CTFS_DIR);
	b = make_in(volume_root, "b", CTFS_DIR);
	NEED(a && b);
	c = make_in(a, "c", CTFS_DIR);
	f = make_in(c, "f", CTFS_FILE);
	NEED(c && f);
	CHECK_EQ(volume_root->d.nlink, 4);
	CHECK_EQ(a->d.nlink, 3);
	CHECK_EQ(ctfs_unlink(a, "c", 1, c), -ENOTEMPTY);
	CHECK_EQ(ctfs_rename(a, "c", 1, c, b, "moved", 5, NULL), 0);
	CHECK_EQ(a->d.nlink, 2);
	CHECK_EQ(b->d.nlink, 3);
	ctfs_put(c);
	c = find_in(b, "moved");
	NEED(c);
	CHECK_EQ(ctfs_rename(volume_root, "a", 1, a, b, "moved", 5, c), -ENOTEMPTY);
	unlink_in(c, "f");
	CHECK_EQ(ctfs_rename(volume_root, "a", 1, a, b, "moved", 5, c), 0);
	CHECK_EQ(volume_root->d.nlink, 3);
	CHECK_EQ(b->d.nlink, 3);
	CHECK_EQ(c->d.nlink, 0);
	CHECK_EQ(ctfs_create(c, "x", 1, CTFS_FILE, 0, &f), -ENOENT);
	ctfs_put(f);
	ctfs_put(a);
	ctfs_put(b);
	ctfs_put(c);
	CHECK_EQ(volume->free_inodes, 2044);
	volume_check();
}

TEST(ctfs_rename_takes_the_place_of_a_file)
{
	struct ctfs_inode *a, *b;
	uint32_t ino;

	if (!volume_make(256))
		return;
	a = make_in(volume_root, "a", CTFS_FILE);
	b = make_in(volume_root, "b", CTFS_FILE);
	NEED(a && b);
	fill(a, 0, 100, 1);
	fill(b, 0, 20 * K4, 2);
	CHECK_EQ(ctfs_link(volume_root, "c", 1, a), 0);
	CHECK_EQ(ctfs_rename(volume_root, "a", 1, a, volume_root, "b", 1, b), 0);
	CHECK_EQ(ctfs_lookup(volume_root, "a", 1, &ino), -ENOENT);
	expect(b, 0, 20 * K4, 2); /* removed, and still open */
	ctfs_put(a);
	ctfs_put(b);
	CHECK_EQ(volume->free_blocks, 256 - 129 - 1);
	a = find_in(volume_root, "b");
	NEED(a);
	expect(a, 0, 100, 1);
	CHECK_EQ(a->d.nlink, 2);
	CHECK_EQ(ctfs_rename(volume_root, "b", 1, a, volume_root, "c", 1, a), 0);
	ctfs_put(a);
	unlink_in(volume_root, "b");
	volume_check();
	a = find_in(volume_root, "c");
	NEED(a);
	expect(a, 0, 100, 1);
	CHECK_EQ(a->d.nlink, 1);
	ctfs_put(a);
}

TEST(ctfs_links_hold_their_targets)
{
	struct ctfs_inode *ip;
	char target[4097], text[4097];

	if (!volume_make(256))
		return;
	memset(target, 't', sizeof(target));
	target[4096] = '\0';
	CHECK_EQ(ctfs_symlink(volume_root, "l", 1, target), -ENAMETOOLONG);
	CHECK_EQ(ctfs_symlink(volume_root, "l", 1, ""), -ENAMETOOLONG);
	target[4095] = '\0';
	CHECK_EQ(ctfs_symlink(volume_root, "l", 1, target), 0);
	volume_check();
	ip = find_in(volume_root, "l");
	NEED(ip);
	CHECK_EQ(ip->d.type, CTFS_SYMLINK);
	CHECK_EQ(ctfs_read(ip, text, sizeof(text), 0), 4095);
	CHECK(memcmp(text, target, 4095) == 0);
	ctfs_put(ip);
}
