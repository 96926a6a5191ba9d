/* SPDX-License-Identifier: MIT */
/*
 * host_counts.c - counts and marks on the disk that are not true: an error, none goes past its end,
 * and a repair mends them.
 */
#include <errno.h>
#include <string.h>

#include <test/test.h>

#include "ctfs/tests/volume.h"
#include "ctfs/tools/check.h"

/* A volume with a directory and a file, unmounted, whose journal is empty. */
static bool make(void)
{
	if (!volume_make(256))
		return false;
	ctfs_put(make_in(volume_root, "dir", CTFS_DIR));
	ctfs_put(make_in(volume_root, "file", CTFS_FILE));
	CHECK_EQ(volume_close(), 0);
	memset(volume_disk->data + CTFS_JOURNAL_START * CTFS_BLOCK, 0,
	       CTFS_JOURNAL_BLOCKS * CTFS_BLOCK);
	return true;
}

static bool mount_with_links(uint32_t ino, uint32_t nlink)
{
	struct ctfs_dinode *d =
		(struct ctfs_dinode *)(volume_disk->data + CTFS_TABLE_START * CTFS_BLOCK) + ino;

	d->nlink = nlink;
	d->crc = ctfs_crc(ctfs_crc(0, &ino, sizeof(ino)), d, offsetof(struct ctfs_dinode, crc));
	return CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
}

TEST(ctfs_directory_does_not_lose_a_link_that_it_has_not)
{
	if (!make() || !mount_with_links(CTFS_ROOT, 2))
		return;
	struct ctfs_inode *dir = find_in(volume_root, "dir"), *file = find_in(volume_root, "file");
	NEED(dir && file);
	CHECK_EQ(ctfs_unlink(volume_root, "file", 4, file), 0);
	CHECK_EQ(volume->aborted, 0);
	CHECK_EQ(ctfs_unlink(volume_root, "dir", 3, dir), -EUCLEAN);
	CHECK_EQ(volume_root->d.nlink, 2);
	ctfs_put(dir);
	ctfs_put(file);
	volume_close();
}

TEST(ctfs_links_are_counted_up_to_what_fits)
{
	struct ctfs_inode *ip;

	if (!make() || !mount_with_links(3, UINT32_MAX))
		return;
	struct ctfs_inode *file = find_in(volume_root, "file");
	NEED(file);
	CHECK_EQ(ctfs_link(volume_root, "more", 4, file), -EMLINK);
	ctfs_put(file);
	volume_close();
	if (!make() || !mount_with_links(2, UINT32_MAX))
		return;
	struct ctfs_inode *dir = find_in(volume_root, "dir");
	NEED(dir);
	CHECK_EQ(ctfs_create(dir, "sub", 3, CTFS_DIR, 0755, &ip), -EMLINK);
	CHECK_EQ(dir->d.nlink, UINT32_MAX);
	ctfs_put(dir);
	volume_close();
}

TEST(ctfs_takes_no_inode_that_is_not_counted)
{
	struct ctfs_inode *ip;

	if (!make())
		return;
	struct ctfs_super *s = (struct ctfs_super *)volume_disk->data;
	s->free_inodes = 0;
	ctfs_super_seal(s);
	CHECK_EQ(volume_open(CTFS_READ_WRITE), 0);
	CHECK_EQ(ctfs_create(volume_root, "f", 1, CTFS_FILE, 0644, &ip), -EUCLEAN);
	CHECK_EQ(volume->free_inodes, 0);
	volume_close();
}

/* --- orphans that are none ------------------------------------------------------------------ */

#define FREE_INODE 75u

enum { FREE, NAMED, ROOT, ORPHANS };

/* Makes the journal say that an inode is to lose blocks. */
static bool commit_orphan(unsigned which, struct ctfs_inode *file)
{
	struct ctfs_inode *ip = which == ROOT ? volume_root : file;

	if (!CHECK_EQ(ctfs_begin(volume, 1, 0), 0))
		return false;
	if (which != FREE) {
		ip->d.nlink = 0;
		ctfs_inode_update(ip);
	}
	ctfs_set_bit(volume->orphans, which == FREE ? FREE_INODE : ip->ino, true);
	volume->journal.changed = true;
	ctfs_end(volume);
	return CHECK_EQ(ctfs_sync(volume), 0);
}

static void check_orphan(unsigned which)
{
	struct check c = { .repair = true };

	if (!volume_make(256))
		return;
	struct ctfs_inode *file = make_in(volume_root, "file", CTFS_FILE);
	NEED(file);
	fill(file, 0, 3 * CTFS_BLOCK, 7);
	if (!commit_orphan(which, file))
		return;
	ctfs_put(file);
	volume_crash();
	c.image = volume_disk->data;
	c.size = volume_disk->dev.sectors * BLK_SECTOR;
	CHECK(check_volume(&c));
	CHECK(c.problems > 0);
	CHECK_EQ(c.left, 0);
	if (!CHECK_EQ(volume_open(CTFS_READ_WRITE), 0))
		return;
	file = find_in(volume_root, "file");
	NEED(file);
	expect(file, 0, 3 * CTFS_BLOCK, 7);
	ctfs_put(file);
	volume_check();
	volume_close();
}

TEST(ctfs_repair_knows_orphans_that_are_none)
{
	for (unsigned which = 0; which < ORPHANS; which++)
		check_orphan(which);
}

TEST(ctfs_mount_does_not_free_the_root)
{
	if (!volume_make(256))
		return;
	ctfs_put(make_in(volume_root, "file", CTFS_FILE));
	if (!commit_orphan(ROOT, NULL))
		return;
	volume_crash();
	CHECK_EQ(volume_open(CTFS_READ_WRITE), -EUCLEAN);
	CHECK_EQ(volume_open(CTFS_READ_ONLY), -EUCLEAN);
}

/* --- a superblock in the journal that is not ours --------------------------------------------- */

static uint8_t *journal_block(unsigned pos)
{
	return volume_disk->data +
	       (CTFS_JOURNAL_START + pos % CTFS_JOURNAL_BLOCKS) * (size_t)CTFS_BLOCK;
}

/* Changes a byte of each superblock in the journal, and makes its sums right. */
static void change_supers(unsigned offset)
{
	for (unsigned pos = 0; pos < CTFS_JOURNAL_BLOCKS; pos++) {
		struct ctfs_record *r = (struct ctfs_record *)journal_block(pos);
		if (r->magic != CTFS_RECORD_MAGIC)
			continue;
		for (unsigned i = 0; i < r->images; i++) {
			uint8_t *image = journal_block(pos + 1 + i);
			if (r->image[i].block != 0)
				continue;
			image[offset] ^= 1;
			ctfs_super_seal((struct ctfs_super *)image);
			r->image[i].sum = ctfs_image_sum(image, 0, r->sequence);
		}
		r->crc = ctfs_crc(0, r, offsetof(struct ctfs_record, crc));
	}
}

TEST(ctfs_superblock_of_another_volume_is_not_taken_from_the_journal)
{
	static const unsigned offsets[] = {
		offsetof(struct ctfs_super, magic),
		offsetof(struct ctfs_super, version),
		offsetof(struct ctfs_super, block_size),
		offsetof(struct ctfs_super, features) + 1,
		offsetof(struct ctfs_super, total_blocks),
		offsetof(struct ctfs_super, total_inodes),
		offsetof(struct ctfs_super, root_inode),
		offsetof(struct ctfs_super, uuid),
	};

	for (unsigned i = 0; i < ARRAY_SIZE(offsets); i++) {
		if (!volume_make(256))
			return;
		ctfs_put(make_in(volume_root, "file", CTFS_FILE));
		CHECK_EQ(ctfs_sync(volume), 0);
		volume_crash();
		change_supers(offsets[i]);
		CHECK_EQ(volume_open(CTFS_READ_WRITE), -EUCLEAN);
		struct check c = { .image = volume_disk->data,
				   .size = volume_disk->dev.sectors * BLK_SECTOR,
				   .repair = true };
		CHECK(check_volume(&c));
		CHECK(c.problems > 0 && c.left == 0);
		if (CHECK_EQ(volume_open(CTFS_READ_WRITE), 0))
			volume_check();
		volume_close();
	}
}
