/* SPDX-License-Identifier: MIT */
/*
 * bpb.c - the BIOS parameter block: what a boot sector says about its volume, believed only as
 * far as it fits the device and itself.
 *
 * The width of the FAT follows from the number of clusters. One exception, which every
 * implementation but the specification makes: a volume without FATSz16 has FAT32's boot
 * sector, so it is FAT32 however few clusters it has (mkfs.fat -F 32 makes such).
 *
 * Source: FATGEN103, "Boot Sector and BPB", "FAT Type Determination".
 */
#include <errno.h>
#include <stddef.h>

#include <core/compiler.h>

#include "bpb.h"
#include "ondisk.h"

#define SECTOR_MIN   512u
#define SECTOR_MAX   4096u
#define FATS_MAX     4u
#define MEDIA_FLOPPY 0xf0u
#define MEDIA_MIN    0xf8u
#define CLUSTERS_12  4085u  /* fewer: FAT12 */
#define CLUSTERS_16  65525u /* fewer: FAT16 */
#define CLUSTERS_32  0x0ffffff5u

/* The fields as they stand there, in sectors. */
struct fields {
	uint32_t sector, per_cluster, reserved, fats, root_entries, fat_size;
	uint64_t sectors, root_sectors, data;
	bool is_32;
};

static bool is_power_of_two(uint32_t n)
{
	return n != 0 && (n & (n - 1)) == 0;
}

static void read_fields(const uint8_t *boot, struct fields *f)
{
	uint32_t sectors_16 = get16(boot + BPB_SECTORS_16);
	uint32_t fat_16 = get16(boot + BPB_FAT_SIZE_16);

	*f = (struct fields){
		.sector = get16(boot + BPB_SECTOR_SIZE),
		.per_cluster = boot[BPB_CLUSTER_SIZE],
		.reserved = get16(boot + BPB_RESERVED),
		.fats = boot[BPB_FATS],
		.root_entries = get16(boot + BPB_ROOT_ENTRIES),
		.fat_size = fat_16 ? fat_16 : get32(boot + BPB_FAT_SIZE_32),
		.sectors = sectors_16 ? sectors_16 : get32(boot + BPB_SECTORS_32),
		.is_32 = fat_16 == 0,
	};
}

/* What no other format that begins with a jump and a name has right by chance. */
static const char *why_not_fat(const uint8_t *boot, const struct fields *f)
{
	uint8_t media = boot[BPB_MEDIA];

	if (get16(boot + BOOT_SIGNATURE) != BOOT_SIGNATURE_WORD)
		return "no boot signature";
	if (!is_power_of_two(f->sector) || f->sector < SECTOR_MIN || f->sector > SECTOR_MAX)
		return "no valid sector size";
	if (!is_power_of_two(f->per_cluster))
		return "no valid cluster size";
	if (f->reserved == 0 || f->fats == 0)
		return "no reserved sector or no FAT";
	if (media != MEDIA_FLOPPY && media < MEDIA_MIN)
		return "no valid media byte";
	return NULL;
}

/* Computes where the clusters begin. */
static const char *why_bad_layout(struct fields *f, uint64_t size)
{
	f->root_sectors = ((uint64_t)f->root_entries * SLOT + f->sector - 1) / f->sector;
	f->data = f->reserved + (uint64_t)f->fats * f->fat_size + f->root_sectors;
	if (f->fats > FATS_MAX)
		return "more than four FATs";
	if (f->fat_size == 0)
		return "a FAT of no sectors";
	if (f->is_32 != (f->root_entries == 0))
		return "the wrong number of entries in the root folder";
	if (f->sectors * f->sector > size)
		return "the volume is larger than the device";
	if (f->data >= f->sectors)
		return "no room for data";
	return NULL;
}

static const char *set_clusters(struct fat_geometry *g, const struct fields *f)
{
	uint64_t count = (f->sectors - f->data) / f->per_cluster;

	if (f->is_32)
		g->bits = 32;
	else
		g->bits = count < CLUSTERS_12 ? 12 : 16;
	if (count == 0)
		return "no room for a cluster";
	if (g->bits == 16 && count >= CLUSTERS_16)
		return "too many clusters for FAT16";
	if (count >= CLUSTERS_32)
		return "too many clusters for FAT32";
	/* What the FAT has no entry for does not exist. */
	uint64_t entries = f->fat_size * (uint64_t)f->sector * 8 / g->bits;
	if (entries <= FAT_FIRST)
		return "a FAT without entries";
	g->clusters = (uint32_t)MIN(count, entries - FAT_FIRST);
	return NULL;
}

/* Which copies of the FAT count. */
static const char *set_copies(struct fat_geometry *g, const struct fields *f, uint32_t flags)
{
	uint32_t active = flags & BPB_FLAG_ONE_FAT ? flags & BPB_ACTIVE_MASK : 0;

	if (active >= f->fats)
		return "the FAT in use does not exist";
	g->copies = flags & BPB_FLAG_ONE_FAT ? 1 : f->fats;
	g->fat_size = (uint64_t)f->fat_size * f->sector;
	g->fat_at = (uint64_t)f->reserved * f->sector + active * g->fat_size;
	return NULL;
}

static const char *set_fat32(struct fat_geometry *g, const struct fields *f, const uint8_t *boot)
{
	uint32_t info = get16(boot + BPB_INFO_SECTOR);

	if (get16(boot + BPB_VERSION) != 0)
		return "an unknown version of FAT32";
	g->root_cluster = get32(boot + BPB_ROOT_CLUSTER);
	if (g->root_cluster < FAT_FIRST || g->root_cluster - FAT_FIRST >= g->clusters)
		return "the root folder is outside the volume";
	g->info_at = info > 0 && info < f->reserved ? (uint64_t)info * f->sector : 0;
	return NULL;
}

int fat_read_bpb(const uint8_t *boot, uint64_t size, struct fat_geometry *g, const char **why)
{
	struct fields f;

	read_fields(boot, &f);
	*why = why_not_fat(boot, &f);
	if (*why)
		return -EINVAL;
	*why = why_bad_layout(&f, size);
	if (*why)
		return -EUCLEAN;
	*g = (struct fat_geometry){
		.sector = f.sector,
		.cluster = f.sector * f.per_cluster,
		.root_at = (f.data - f.root_sectors) * f.sector,
		.root_size = f.root_entries * SLOT,
		.data_at = f.data * f.sector,
		.state_at = f.is_32 ? BPB_STATE_32 : BPB_STATE_16,
	};
	g->in_use = boot[g->state_at] & STATE_IN_USE;
	*why = set_clusters(g, &f);
	if (!*why)
		*why = set_copies(g, &f, f.is_32 ? get16(boot + BPB_FLAGS) : 0);
	if (!*why && f.is_32)
		*why = set_fat32(g, &f, boot);
	return *why ? -EUCLEAN : 0;
}
