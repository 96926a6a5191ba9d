/* SPDX-License-Identifier: MIT */
/*
 * table.c - the FAT: an entry for each cluster, which says what follows it, and the search for
 * free ones.
 *
 *	FAT12  entry n is the 12 bits from byte n * 3 / 2, low or high ones of a 16-bit word
 *	FAT16  16 bits
 *	FAT32  the low 28 of 32 bits; the others are kept as they are
 *
 * Source: FATGEN103, "FAT Data Structure".
 * Locking: fs->lock.
 */
#define LOG_TAG "fat"
#include <errno.h>

#include <core/log.h>
#include <core/panic.h>

#include "fat.h"

#define MASK32   0x0fffffffu
#define SPECIALS 0x0ffffff7u /* from here on: broken, and the end of a chain */

bool fat_valid(const struct fat *fs, uint32_t c)
{
	return c >= FAT_FIRST && c - FAT_FIRST < fs->geo.clusters;
}

/* --- entries -------------------------------------------------------------------------------- */

static uint64_t entry_at(const struct fat *fs, uint32_t c)
{
	return fs->geo.fat_at + (uint64_t)c * fs->geo.bits / 8;
}

/* An entry of FAT12 may stand in two sectors. */
static int get_12(struct fat *fs, struct fat_view *v, uint32_t c, uint32_t *value)
{
	const uint8_t *byte;
	int err = fat_view(fs, v, entry_at(fs, c), &byte);

	if (err)
		return err;
	uint32_t low = *byte;
	err = fat_view(fs, v, entry_at(fs, c) + 1, &byte);
	if (err)
		return err;
	uint32_t word = low | (uint32_t)*byte << 8;
	*value = c % 2 ? word >> 4 : word & 0xfff;
	return 0;
}

static int get_raw(struct fat *fs, struct fat_view *v, uint32_t c, uint32_t *value)
{
	const uint8_t *byte;

	if (fs->geo.bits == 12)
		return get_12(fs, v, c, value);
	int err = fat_view(fs, v, entry_at(fs, c), &byte);
	if (!err)
		*value = fs->geo.bits == 16 ? get16(byte) : get32(byte) & MASK32;
	return err;
}

int fat_get_raw(struct fat *fs, uint32_t c, uint32_t *value)
{
	struct fat_view v = { 0 };
	int err = get_raw(fs, &v, c, value);

	fat_view_end(&v);
	return err;
}

int fat_get(struct fat *fs, uint32_t c, uint32_t *value)
{
	uint32_t all = MASK32 >> (28 - MIN(fs->geo.bits, 28));
	int err = fat_get_raw(fs, c, value);

	if (err)
		return err;
	/* The specials are the nine highest values of any width. */
	if (all - *value <= MASK32 - SPECIALS)
		*value |= MASK32 & ~all;
	if (*value > SPECIALS)
		*value = FAT_END;
	return 0;
}

static int set_12(struct fat *fs, uint32_t c, uint32_t value)
{
	uint8_t *low, *high;
	int err = fat_change(fs, entry_at(fs, c), FAT_PHASE_TABLE, &low);

	if (!err)
		err = fat_change(fs, entry_at(fs, c) + 1, FAT_PHASE_TABLE, &high);
	if (err)
		return err;
	if (c % 2) {
		*low = (uint8_t)((*low & 0x0f) | (value & 0xf) << 4);
		*high = (uint8_t)(value >> 4);
	} else {
		*low = (uint8_t)value;
		*high = (uint8_t)((*high & 0xf0) | (value >> 8 & 0xf));
	}
	return 0;
}

int fat_set(struct fat *fs, uint32_t c, uint32_t value)
{
	uint8_t *byte;

	if (fs->geo.bits == 12)
		return set_12(fs, c, value);
	int err = fat_change(fs, entry_at(fs, c), FAT_PHASE_TABLE, &byte);
	if (err)
		return err;
	if (fs->geo.bits == 16)
		put16(byte, value);
	else
		put32(byte, (get32(byte) & ~MASK32) | (value & MASK32));
	return 0;
}

/* --- free clusters -------------------------------------------------------------------------- */

/* The first free cluster of from..to - 1. -ENOSPC. */
static int find_free(struct fat *fs, uint32_t from, uint32_t to, uint32_t *out)
{
	struct fat_view v = { 0 };
	uint32_t value = FAT_END;
	int err = 0;

	for (uint32_t c = from; c < to && !err; c++) {
		err = get_raw(fs, &v, c, &value);
		if (!err && value == FAT_FREE) {
			*out = c;
			break;
		}
	}
	fat_view_end(&v);
	return err ? err : value == FAT_FREE ? 0 : -ENOSPC;
}

static int find_any_free(struct fat *fs, uint32_t *out)
{
	uint32_t end = FAT_FIRST + fs->geo.clusters;

	if (fs->free_exact && fs->free == 0)
		return -ENOSPC;
	int err = find_free(fs, fs->next, end, out);
	if (err == -ENOSPC)
		err = find_free(fs, FAT_FIRST, fs->next, out);
	if (err == -ENOSPC) { /* whatever FSInfo said */
		fs->free = 0;
		fs->free_known = fs->free_exact = true;
	}
	return err;
}

static void count_taken(struct fat *fs, uint32_t c)
{
	fs->next = fat_valid(fs, c + 1) ? c + 1 : FAT_FIRST;
	fs->info_changed = true;
	if (fs->free_known && fs->free == 0)
		fs->free_known = false; /* FSInfo was wrong */
	if (fs->free_known)
		fs->free--;
}

/* The sector of c's entry has its shadow: this cannot fail. */
void fat_give_back(struct fat *fs, uint32_t c)
{
	int err = fat_set(fs, c, FAT_FREE);

	ASSERT(!err);
	fs->free += fs->free_known;
	fs->next = c;
}

static int take_this(struct fat *fs, uint32_t prev, uint32_t c)
{
	int err = fat_set(fs, c, FAT_END);

	if (err)
		return err;
	count_taken(fs, c);
	if (prev)
		err = fat_set(fs, prev, c);
	if (err)
		fat_give_back(fs, c);
	return err;
}

int fat_take(struct fat *fs, uint32_t prev, uint32_t *out)
{
	uint32_t c;
	int err = find_any_free(fs, &c);

	if (err == -ENOSPC && fs->doomed_count > 0) {
		err = fat_commit(fs);
		if (!err)
			err = find_any_free(fs, &c);
	}
	if (!err)
		err = take_this(fs, prev, c);
	if (!err)
		*out = c;
	return err;
}

static int count_all(struct fat *fs)
{
	struct fat_view v = { 0 };
	uint32_t free = 0, value;
	int err = 0;

	for (uint32_t c = FAT_FIRST; fat_valid(fs, c) && !err; c++) {
		err = get_raw(fs, &v, c, &value);
		free += !err && value == FAT_FREE;
	}
	fat_view_end(&v);
	if (err)
		return err;
	fs->free = free;
	fs->free_known = fs->free_exact = true;
	return 0;
}

int fat_count_free(struct fat *fs, uint64_t *free)
{
	int err = fs->free_known ? 0 : count_all(fs);

	*free = fs->free;
	for (unsigned i = 0; i < fs->doomed_count; i++)
		*free += fs->doomed[i].count;
	return err;
}

/* --- chains that nobody refers to --------------------------------------------------------------
 */

void fat_doom(struct fat *fs, uint32_t prev, uint32_t first, uint32_t count)
{
	ASSERT(fs->doomed_count < FAT_DOOMED);
	if (count > 0)
		fs->doomed[fs->doomed_count++] = (struct fat_chain){ prev, first, count };
}

/* Ends the chain that the doomed one was cut off from, unless it has grown again. */
static int end_before(struct fat *fs, struct fat_chain *chain)
{
	uint32_t next;
	int err = chain->prev ? fat_get(fs, chain->prev, &next) : 0;

	if (!err && chain->prev && next == chain->first)
		err = fat_set(fs, chain->prev, FAT_END);
	if (!err)
		chain->prev = 0;
	return err;
}

/* Frees the first cluster of a chain. */
static int free_first(struct fat *fs, struct fat_chain *chain)
{
	uint32_t next = FAT_FREE;
	bool valid = fat_valid(fs, chain->first);
	int err = valid ? fat_get(fs, chain->first, &next) : 0;

	if (!err && next == FAT_FREE) {
		chain->count = 0;
		return fat_damaged(fs, "a chain leads to cluster %u, which is %s", chain->first,
				   valid ? "free" : "outside the volume");
	}
	if (!err)
		err = fat_set(fs, chain->first, FAT_FREE);
	if (err)
		return err;
	fs->free += fs->free_known;
	chain->first = next;
	chain->count--;
	return 0;
}

static int free_chain(struct fat *fs, struct fat_chain *chain)
{
	int err = end_before(fs, chain);

	while (chain->count > 0 && !err) {
		err = free_first(fs, chain);
		if (!err && fat_many_shadows(fs))
			err = fat_write_freed(fs);
	}
	return err;
}

/* Damage was logged, and what is committed is committed. */
int fat_free_doomed(struct fat *fs)
{
	int err = 0;

	while (fs->doomed_count > 0 && !err && !fs->broken) {
		err = free_chain(fs, &fs->doomed[fs->doomed_count - 1]);
		if (!err)
			fs->doomed_count--;
	}
	if (err == -EUCLEAN)
		err = 0;
	if (!err)
		err = fat_write_info(fs);
	return err ? err : fat_write_freed(fs);
}

/* --- FSInfo -------------------------------------------------------------------------------------
 */

int fat_read_info(struct fat *fs)
{
	struct fat_view v = { 0 };
	const uint8_t *info;

	fs->next = FAT_FIRST;
	if (fs->geo.info_at == 0)
		return 0;
	int err = fat_view(fs, &v, fs->geo.info_at, &info);
	if (err)
		return err;
	uint32_t free = get32(info + INFO_FREE), next = get32(info + INFO_NEXT);
	bool is_info = get32(info + INFO_LEAD) == INFO_LEAD_WORD &&
		       get32(info + INFO_STRUCT) == INFO_STRUCT_WORD &&
		       get32(info + INFO_TRAIL) == INFO_TRAIL_WORD;
	fat_view_end(&v);
	if (!is_info) {
		fs->geo.info_at = 0;
		return 0;
	}
	if (fat_valid(fs, next))
		fs->next = next;
	fs->free_known = free <= fs->geo.clusters;
	fs->free = free;
	return 0;
}

int fat_write_info(struct fat *fs)
{
	uint8_t *info;

	fs->info_changed = false;
	if (fs->geo.info_at == 0)
		return 0;
	int err = fs->free_known ? 0 : count_all(fs);
	if (!err)
		err = fat_change(fs, fs->geo.info_at, FAT_PHASE_TABLE, &info);
	if (err) {
		fs->info_changed = true;
		return err;
	}
	put32(info + INFO_FREE, fs->free);
	/* The last one that was taken, as Linux and Windows have it. */
	put32(info + INFO_NEXT, fs->next > FAT_FIRST ? fs->next - 1 : FAT_FIRST);
	return 0;
}
