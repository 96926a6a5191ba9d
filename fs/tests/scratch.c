/* SPDX-License-Identifier: MIT */
/*
 * scratch.c - in a guest, the suite of files also runs on CTFS and on FAT32, on a real disk: the
 * one that the option scratch= names. Each test gets it empty; what was on it is lost.
 */
#include <string.h>

#include <core/blk.h>
#include <core/cmdline.h>

#include "ctfs/ctfs.h"
#include "fat/tests/form.h"
#include "fixture.h"

#define EMPTY_MAX (72u * 1024)

OPTION(scratch_option, "scratch", "DISK on which tests of filesystems run; what is on it is lost");

/* Clusters are blocks of the cache: 128 sectors lie before them. */
static const struct form form = { .bits = 32, .per_cluster = 8, .clusters = 6142 };

static bool ctfs_is_wanted(void)
{
	return IS_ENABLED(CONFIG_FS_CTFS) && cmdline_option("scratch");
}

static bool fat_is_wanted(void)
{
	return IS_ENABLED(CONFIG_FS_FAT32) && cmdline_option("scratch");
}

static bool find(struct blk_dev **dev)
{
	*dev = blk_find(cmdline_option("scratch"));
	return CHECK(*dev) && CHECK((*dev)->sectors >= volume_size(&form));
}

static bool prepare_ctfs(struct blk_dev **dev)
{
	const struct ctfs_format f = { .label = "scratch" };
	struct bcache *cache;

	if (!IS_ENABLED(CONFIG_FS_CTFS) || !find(dev) || !CHECK_EQ(bcache_open(*dev, &cache), 0))
		return false;
	bool done = CHECK_EQ(ctfs_format(cache, &f), 0);
	return CHECK_EQ(bcache_close(cache), 0) && done;
}

/* The boot sector, the FATs and the root folder; what else was there remains. The memory is not the
 * heap's, which tests watch. */
static bool prepare_fat(struct blk_dev **dev)
{
	static uint8_t image[EMPTY_MAX];
	size_t size = volume_data_at(&form) + form.per_cluster * BLK_SECTOR;

	if (!find(dev) || !CHECK(size <= sizeof(image)))
		return false;
	memset(image, 0, size);
	form_write_empty(image, &form);
	return CHECK_EQ(blk_write(*dev, 0, image, size), 0);
}

FIXTURE(scratch_ctfs) = {
	.name = "ctfs",
	.can = FX_SYMLINKS | FX_LINKS | FX_MODES | FX_HOLES | FX_CASE | FX_FRAMES | FX_KEEPS,
	.wanted = ctfs_is_wanted,
	.prepare = prepare_ctfs,
};

FIXTURE(scratch_fat) = {
	.name = "vfat",
	.can = FX_KEEPS,
	.wanted = fat_is_wanted,
	.prepare = prepare_fat,
};

/* A run with scratch= that does not find it, or a configuration without these kinds, is no proof.
 */
TEST(filesystems_run_on_the_scratch_disk_if_there_is_one)
{
	struct blk_dev *dev;

	if (!cmdline_option("scratch"))
		return;
	CHECK(ctfs_is_wanted() && fat_is_wanted());
	CHECK(find(&dev));
}
