/* SPDX-License-Identifier: MIT */
/* form.c - see form.h. Source: FATGEN103. */
#include <string.h>

#include "form.h"

static unsigned sector_of(const struct form *f)
{
	return f->sector ? f->sector : 512;
}

static unsigned fats_of(const struct form *f)
{
	return f->fats ? f->fats : 2;
}

static unsigned cluster_of(const struct form *f)
{
	return f->per_cluster ? f->per_cluster : 1;
}

static unsigned entries_of(const struct form *f)
{
	return f->bits == 32 ? 0 : f->root_entries ? f->root_entries : 512;
}

/* All in sectors of the volume. */
static unsigned reserved(const struct form *f)
{
	return f->bits == 32 ? 32 : 1;
}

static unsigned fat_size(const struct form *f)
{
	unsigned bytes = ((f->clusters + 2) * f->bits + 7) / 8;

	return (bytes + sector_of(f) - 1) / sector_of(f);
}

static unsigned data_start(const struct form *f)
{
	unsigned root = (entries_of(f) * 32 + sector_of(f) - 1) / sector_of(f);

	return reserved(f) + fats_of(f) * fat_size(f) + root;
}

static unsigned total(const struct form *f)
{
	return data_start(f) + f->clusters * cluster_of(f);
}

size_t volume_fat_at(const struct form *f)
{
	return (size_t)reserved(f) * sector_of(f);
}

size_t volume_data_at(const struct form *f)
{
	return (size_t)data_start(f) * sector_of(f);
}

size_t volume_size(const struct form *f)
{
	return (size_t)total(f) * (sector_of(f) / 512);
}

static void put(uint8_t *p, unsigned at, unsigned bytes, uint32_t value)
{
	for (unsigned i = 0; i < bytes; i++)
		p[at + i] = (uint8_t)(value >> (8 * i));
}

static void put_boot(uint8_t *boot, const struct form *f)
{
	memcpy(boot,
	       "\xeb\x3c\x90"
	       "TESTS   ",
	       11);
	put(boot, 11, 2, sector_of(f));
	put(boot, 13, 1, cluster_of(f));
	put(boot, 14, 2, reserved(f));
	put(boot, 16, 1, fats_of(f));
	put(boot, 17, 2, entries_of(f));
	put(boot, 19, 2, total(f) < 65536 && f->bits != 32 ? total(f) : 0);
	put(boot, 21, 1, 0xf8);
	put(boot, 32, 4, total(f) < 65536 && f->bits != 32 ? 0 : total(f));
	put(boot, f->bits == 32 ? 36 : 22, f->bits == 32 ? 4 : 2, fat_size(f));
	put(boot, f->bits == 32 ? 66 : 38, 1, 0x29);
	memcpy(boot + (f->bits == 32 ? 71 : 43), "NO NAME    ", 11);
	memcpy(boot + (f->bits == 32 ? 82 : 54), f->bits == 32 ? "FAT32   " : "FAT     ", 8);
	if (f->bits == 32) {
		put(boot, 44, 4, 2);
		put(boot, 48, 2, 1);
		put(boot, 50, 2, 6);
	}
	put(boot, 510, 2, 0xaa55);
}

static void put_fat(uint8_t *fat, const struct form *f)
{
	if (f->bits == 12)
		put(fat, 0, 3, 0xfffff8);
	else if (f->bits == 16)
		put(fat, 0, 4, 0xfffffff8);
	else
		put(fat, 0, 4, 0x0ffffff8);
	if (f->bits == 32) {
		put(fat, 4, 4, 0x0fffffff);
		put(fat, 8, 4, 0x0ffffff8);
	}
}

static void put_info(uint8_t *info, const struct form *f)
{
	put(info, 0, 4, 0x41615252);
	put(info, 484, 4, 0x61417272);
	put(info, 488, 4, f->clusters - 1);
	put(info, 492, 4, 2);
	put(info, 508, 4, 0xaa550000);
}

/* What a volume has in clusters that nobody uses is not zero. */
static void put_remains(uint8_t *data, const struct form *f)
{
	size_t size = volume_size(f) * 512;
	size_t from = volume_data_at(f) + (f->bits == 32 ? sector_of(f) * cluster_of(f) : 0);

	for (size_t at = from; at < size; at++)
		data[at] = (uint8_t)(at * 7 + at / 512 * 13 + 1);
}

void form_write_empty(uint8_t *data, const struct form *f)
{
	unsigned sector = sector_of(f);

	put_boot(data, f);
	for (unsigned i = 0; i < fats_of(f); i++)
		put_fat(data + volume_fat_at(f) + (size_t)i * fat_size(f) * sector, f);
	if (f->bits == 32) {
		put_boot(data + (size_t)6 * sector, f);
		put_info(data + sector, f);
	}
}

void form_write(uint8_t *data, const struct form *f)
{
	put_remains(data, f);
	form_write_empty(data, f);
}
