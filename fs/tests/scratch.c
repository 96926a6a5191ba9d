/* SPDX-License-Identifier: MIT */
/*
 * scratch.c - in a guest, the suite of files also runs on CTFS and on FAT32, on a real disk: the
 * one that the option scratch= names. Each test gets it empty; what was on it is lost. And the disk
 * and its cache in memory that it cannot reach.
 */
#define LOG_TAG "scratch"
#include <string.h>

#include <core/blk.h>
#include <core/cmdline.h>
#include <core/log.h>
#include <core/pages.h>

#include "ctfs/ctfs.h"
#include "fat/tests/form.h"
#include "fixture.h"

#define EMPTY_MAX (72u * 1024)
#define FOUR_GIB  (4ull << 30)

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

/* --- memory that disks do not reach --------------------------------------------------------- */

#define BLOCKS      8u
#define FRAMES_LEFT 64u /* below 4 GiB, for the disk */

/* Frames that are taken, written into the first of them. */
struct taken {
	struct taken *next;
	size_t count;
};

static bool is_memory_above(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.total > FOUR_GIB / PAGE_SIZE;
}

static struct taken *take_all_below(void)
{
	struct taken *list = NULL;

	for (size_t count = 4096; count > 0; count /= 16) {
		phys_t p;
		while (phys_valid(p = pages_alloc_aligned(count, 1, PAGES_DMA32))) {
			struct taken *t = phys_to_virt(p);
			*t = (struct taken){ list, count };
			list = t;
		}
	}
	return list;
}

/* The rest of the list, once so many are free. */
static struct taken *give_back(struct taken *list, size_t frames)
{
	for (size_t given = 0; list && given < frames;) {
		struct taken *t = list;
		list = t->next;
		given += t->count;
		pages_free(virt_to_phys(t), t->count);
	}
	return list;
}

/* Blocks of a pattern, from the cache to the disk and back. Where the last one lay. */
static phys_t write_and_read(struct blk_dev *dev)
{
	struct bcache *cache;
	struct buf *b;
	phys_t at = PHYS_NONE;

	for (unsigned round = 0; round < 2; round++) {
		if (!CHECK_EQ(bcache_open(dev, &cache), 0))
			return at;
		for (unsigned i = 0; i < BLOCKS; i++) {
			int err = round ? bcache_get(cache, i, &b) : bcache_get_zero(cache, i, &b);
			if (!CHECK_EQ(err, 0))
				break;
			at = virt_to_phys(b->data);
			CHECK(dev->zone == PAGES_ANY || at.addr < FOUR_GIB);
			if (round == 0) {
				bcache_dirty(b);
				memset(b->data, (int)(0x11 * (i + 1)), BCACHE_BLOCK);
			}
			CHECK_EQ(b->data[i * 500], 0x11 * (i + 1));
			bcache_put(b);
		}
		CHECK_EQ(bcache_close(cache), 0);
	}
	return at;
}

/* With memory above 4 GiB, everything is there but for what a disk by DMA32 needs: it has its cache
 * below, and what it transfers elsewhere is copied. Others have their caches above. */
TEST(disk_transfers_where_it_reaches)
{
	struct blk_dev *dev;

	if (!cmdline_option("scratch") || !find(&dev))
		return;
	struct taken *below = is_memory_above() ? take_all_below() : NULL;
	phys_t any = pages_alloc(1, PAGES_ANY);
	if (dev->zone == PAGES_DMA32)
		below = give_back(below, FRAMES_LEFT);
	phys_t cache = write_and_read(dev);
	uint8_t *page = phys_to_virt(any);
	memset(page, 0, BCACHE_BLOCK);
	CHECK_EQ(blk_read(dev, BCACHE_BLOCK / BLK_SECTOR, page, BCACHE_BLOCK), 0);
	CHECK(page[0] == 0x22 && page[BCACHE_BLOCK - 1] == 0x22);
	give_back(below, SIZE_MAX);
	log_info("%s: cache at %#llx, any memory at %#llx", dev->name,
		 (unsigned long long)cache.addr, (unsigned long long)any.addr);
	pages_free(any, 1);
}
