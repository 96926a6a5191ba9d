/* SPDX-License-Identifier: MIT */
/* host_mutants.c - ten thousand damaged volumes are mounted or refused, and do no harm. */
#include <stdio.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <test/test.h>

#include "ctfs/tests/exercise.h"
#include "ctfs/tests/volume.h"
#include "ctfs/tools/check.h"

#define MUTANTS 10000u
#define BLOCKS  200u

static uint8_t image[BLOCKS * CTFS_BLOCK];

static void populate(void)
{
	struct ctfs_inode *d = make_in(volume_root, "dir", CTFS_DIR), *f;

	NEED(d);
	f = make_in(volume_root, "file", CTFS_FILE);
	NEED(f);
	fill(f, 0, 20 * CTFS_BLOCK, 1);
	ctfs_put(f);
	f = make_in(d, "sparse", CTFS_FILE);
	NEED(f);
	fill(f, 1100ull * CTFS_BLOCK, 5000, 2);
	CHECK_EQ(ctfs_link(volume_root, "other", 5, f), 0);
	ctfs_put(f);
	CHECK_EQ(ctfs_symlink(d, "link", 4, "../file"), 0);
	f = make_in(d, "inner", CTFS_DIR);
	NEED(f);
	ctfs_put(f);
	ctfs_put(d);
	CHECK_EQ(volume_close(), 0);
	memcpy(image, volume_disk->data, sizeof(image));
}

/* Somewhere that means something: the superblock, the journal, a bitmap, an inode in use, a
 * block of a directory or of pointers. */
static uint32_t some_place(void)
{
	switch (test_below(8)) {
	case 0:
		return test_below(140);
	case 1:
		return CTFS_BLOCK + test_below(16);
	case 2:
		return (CTFS_JOURNAL_START + test_below(8)) * CTFS_BLOCK + test_below(500);
	case 3:
		return CTFS_BITMAP_START * CTFS_BLOCK + test_below(16);
	case 4:
		return (CTFS_DATA_START + test_below(40)) * CTFS_BLOCK + test_below(400);
	default:
		return CTFS_TABLE_START * CTFS_BLOCK + 128 + test_below(7 * 128);
	}
}

static void mutate(uint8_t *data)
{
	static const uint8_t odd[] = { 0, 1, 2, 3, 12, 127, 128, 129, 130, 199, 200, 255 };

	for (unsigned n = 1 + test_below(4); n > 0; n--) {
		uint8_t *at = data + some_place();
		switch (test_below(3)) {
		case 0:
			*at ^= (uint8_t)(1u << test_below(8));
			break;
		case 1:
			*at = odd[test_below(ARRAY_SIZE(odd))];
			break;
		default:
			memset(at, test_below(2) ? 0xff : 0, 1 + test_below(8));
		}
	}
}

/* Otherwise checksums would keep all but the first look out. */
static void seal(uint8_t *data)
{
	struct ctfs_dinode *d = (struct ctfs_dinode *)(data + CTFS_TABLE_START * CTFS_BLOCK);
	struct ctfs_super *s = (struct ctfs_super *)data;

	s->crc = ctfs_crc(0, s, offsetof(struct ctfs_super, crc));
	for (uint32_t ino = 1; ino < 10; ino++)
		d[ino].crc = ctfs_crc(ctfs_crc(0, &ino, 4), &d[ino], 124);
	if (test_below(2))
		memset(data + CTFS_JOURNAL_START * CTFS_BLOCK, 0, CTFS_JOURNAL_BLOCKS * CTFS_BLOCK);
}

TEST(ctfs_ten_thousand_damaged_volumes_do_no_harm)
{
	struct heap_stats before, after;
	unsigned mounted = 0, refused = 0;

	if (!volume_make(BLOCKS))
		return;
	populate();
	log_set_console_level(LOG_ERR);
	for (unsigned n = 0; n < MUTANTS; n++) {
		memcpy(volume_disk->data, image, sizeof(image));
		mutate(volume_disk->data);
		if (test_below(5))
			seal(volume_disk->data);
		heap_stats(&before);
		if (!CHECK_EQ(bcache_open(&volume_disk->dev, &volume_cache), 0))
			break;
		if (exercise(volume_cache, test_below(4) ? CTFS_READ_WRITE : CTFS_READ_ONLY))
			mounted++;
		else
			refused++;
		bcache_close(volume_cache);
		heap_stats(&after);
		if (n > 0 && !CHECK_EQ(after.used, before.used))
			break;
	}
	CHECK(mounted > MUTANTS / 10);
	CHECK(refused > MUTANTS / 20);
	printf("# %u mounted, %u refused\n", mounted, refused);
}

/* Whether the damage can be repaired, or is such that this is no volume of ours. */
static bool repair(uint8_t *data)
{
	struct check c = { .image = data, .size = BLOCKS * CTFS_BLOCK, .repair = true };

	return check_volume(&c) && CHECK_EQ(c.left, 0);
}

TEST(ctfs_damaged_volumes_are_repaired)
{
	unsigned repaired = 0;

	if (!volume_make(BLOCKS))
		return;
	populate();
	log_set_console_level(LOG_ERR);
	for (unsigned n = 0; n < MUTANTS / 8; n++) {
		memcpy(volume_disk->data, image, sizeof(image));
		mutate(volume_disk->data);
		if (test_below(2))
			seal(volume_disk->data);
		if (!repair(volume_disk->data))
			continue;
		repaired++;
		if (!CHECK_EQ(volume_open(CTFS_READ_WRITE), 0) || !CHECK_EQ(volume_close(), 0) ||
		    !CHECK_EQ(bcache_open(&volume_disk->dev, &volume_cache), 0))
			break;
		exercise(volume_cache, CTFS_READ_WRITE);
		bcache_close(volume_cache);
		if (!CHECK(volume_is_sound(volume_disk->data, sizeof(image))))
			break;
	}
	CHECK(repaired > MUTANTS / 16);
	printf("# %u repaired\n", repaired);
}
