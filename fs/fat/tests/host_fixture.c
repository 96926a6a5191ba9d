/* SPDX-License-Identifier: MIT */
/* host_fixture.c - the suite of files runs on FAT. */
#include "tests/fixture.h"

#include "check.h"
#include "tools.h"
#include "volume.h"

/* FAT32 with 128 sectors before the data: clusters are whole blocks of the cache. */
static const struct form aligned = { .bits = 32, .per_cluster = 8, .clusters = 6142 };
/* Clusters of a sector, of which a block has parts of several files. */
static const struct form scattered = { .bits = 16, .per_cluster = 1, .clusters = 40000 };

static const struct form *form;
static struct disk *disk;

static bool prepare(const struct form *wanted, struct blk_dev **dev)
{
	form = wanted;
	disk = volume_new(form);
	*dev = &disk->dev;
	return true;
}

static bool prepare_aligned(struct blk_dev **dev)
{
	return CHECK_EQ(volume_data_at(&aligned) % 4096, 0) && prepare(&aligned, dev);
}

static bool prepare_scattered(struct blk_dev **dev)
{
	return prepare(&scattered, dev);
}

/* By the tests' own judge and by fsck.fat. */
static void check(struct blk_dev *dev)
{
	const char *why = check_image(form, disk->data), *image = tools_path("fixture");

	CHECK(dev == &disk->dev);
	CHECK_STR(why ? why : "whole", "whole");
	tools_save(image, disk->data, volume_size(form) * BLK_SECTOR);
	tools_run(0, "fsck.fat -n %s", image);
}

static void dispose(struct blk_dev *dev)
{
	(void)dev;
	tools_end();
}

FIXTURE(fat32) = {
	.name = "vfat",
	.can = FX_KEEPS, /* frames only where clusters are blocks of the cache */
	.prepare = prepare_aligned,
	.check = check,
	.dispose = dispose,
};

FIXTURE(fat16) = {
	.name = "vfat",
	.can = FX_KEEPS,
	.prepare = prepare_scattered,
	.check = check,
	.dispose = dispose,
};
