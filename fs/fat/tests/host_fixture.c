/* SPDX-License-Identifier: MIT */
/* host_fixture.c - the suite of files runs on FAT. */
#include "tests/fixture.h"

#include "volume.h"

static const struct form form = { .bits = 16, .per_cluster = 8, .clusters = 6000 };

static bool prepare(struct blk_dev **dev)
{
	*dev = &volume_new(&form)->dev;
	return true;
}

FIXTURE(vfat) = {
	.name = "vfat",
	.can = FX_KEEPS, /* frames only where clusters are blocks of the cache */
	.prepare = prepare,
};
