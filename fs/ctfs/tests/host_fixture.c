/* SPDX-License-Identifier: MIT */
/* host_fixture.c - the suite of files runs on CTFS; each time the check finds nothing. */
#include <string.h>

#include "ctfs/tests/volume.h"
#include "tests/fixture.h"

static bool prepare(struct blk_dev **dev)
{
	if (!volume_make(4096) || !CHECK_EQ(volume_close(), 0))
		return false;
	*dev = &volume_disk->dev;
	return true;
}

static void check(struct blk_dev *dev)
{
	CHECK(volume_is_sound(volume_disk->data, dev->sectors * BLK_SECTOR));
}

FIXTURE(ctfs) = {
	.name = "ctfs",
	.can = FX_SYMLINKS | FX_LINKS | FX_MODES | FX_HOLES | FX_CASE | FX_FRAMES | FX_KEEPS,
	.prepare = prepare,
	.check = check,
};
