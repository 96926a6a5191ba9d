/* SPDX-License-Identifier: MIT */
/* host_fixture.c - the suite of files runs on FAT. */
#include "tests/fixture.h"

#include "check.h"
#include "volume.h"

/* 80 sectors before the data: clusters are whole blocks of the cache. */
static const struct form form = {
	.bits = 16, .per_cluster = 8, .clusters = 6000, .root_entries = 496
};
static struct disk *disk;

static bool prepare(struct blk_dev **dev)
{
	disk = volume_new(&form);
	*dev = &disk->dev;
	return true;
}

static void check(struct blk_dev *dev)
{
	const char *why = check_image(&form, disk->data);

	CHECK(dev == &disk->dev && volume_data_at(&form) % 4096 == 0);
	CHECK_STR(why ? why : "whole", "whole");
}

FIXTURE(vfat) = {
	.name = "vfat",
	.can = FX_KEEPS, /* frames only where clusters are blocks of the cache */
	.prepare = prepare,
	.check = check,
};
