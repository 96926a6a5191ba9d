/* SPDX-License-Identifier: MIT */
/* volume.c - see volume.h. */
#include <string.h>

#include <core/printf.h>
#include <test/test.h>

#include "volume.h"

#define DISKS_MAX 64u

void volume_format(struct disk *d, const struct form *f)
{
	memset(d->data, 0, d->dev.sectors * 512);
	form_write(d->data, f);
}

struct disk *volume_new(const struct form *f)
{
	static struct disk *disks[DISKS_MAX];
	unsigned i = 0;

	while (disks[i] && disks[i]->dev.sectors != volume_size(f))
		i++;
	if (!disks[i]) {
		disks[i] = disk_new(volume_size(f));
		ksnprintf(disks[i]->dev.name, sizeof(disks[i]->dev.name), "fat%u", i);
		CHECK_EQ(blk_register(&disks[i]->dev), 0);
	}
	volume_format(disks[i], f);
	return disks[i];
}
