/* SPDX-License-Identifier: MIT */
/*
 * index.c - where names stand in large folders: a hash table per folder, filled by the first
 * search and dropped with the node, so that finding a name, or a short name that is free, does
 * not read the whole folder.
 *
 *	item   hash of the name, 15 bits and a 1 | slot of the short entry, 16 bits     0: none
 *
 * Both names of a file have an item. An item is a hint: whoever finds one reads the entry. So what
 * is removed leaves its items, and when the table is full it is filled once more. Without memory,
 * or with too many slots for CONFIG_FAT_INDEX_KB, there is no table and folders are read.
 *
 * To fill a table costs what reading the folder does. So a folder takes another one's room only
 * when that was not searched for some time: folders that are searched in turns, and whose tables do
 * not fit together, would else be read as a whole for each name.
 *
 * Locking: fs->lock.
 */
#include <string.h>

#include <core/heap.h>

#include "fat.h"
#include "unicode.h"

#define SLOTS_MIN 64u /* fewer are read as quickly */
#define SIZE_MIN  128u
#define KEPT_FOR  3u /* searches without a table: they cost about what filling one does */

struct fat_index {
	uint32_t size; /* items, a power of two */
	uint32_t used;
	uint32_t last; /* fs->missed at the last search */
	uint32_t item[];
};

static size_t bytes_of(uint32_t size)
{
	return sizeof(struct fat_index) + (size_t)size * sizeof(uint32_t);
}

/* Equal for names that are the same but for case. FNV-1a. */
static uint32_t hash_of(const struct fat_name *n)
{
	uint32_t hash = 2166136261u;

	for (unsigned i = 0; i < n->len; i++)
		hash = (hash ^ unicode_upper(n->unit[i])) * 16777619u;
	return hash ^ hash >> 15;
}

static uint32_t item_of(uint32_t hash, uint32_t slot)
{
	return (hash >> 16 | 1) << 16 | slot;
}

void fat_index_drop(struct fat *fs, struct fat_node *dir)
{
	struct fat_node **link = &fs->indexed;

	if (!dir->index)
		return;
	while (*link != dir)
		link = &(*link)->next_indexed;
	*link = dir->next_indexed;
	fs->index_bytes -= bytes_of(dir->index->size);
	heap_free(dir->index);
	dir->index = NULL;
}

/* Drops the table that was not used for the longest time. False: it may be wanted again soon. */
static bool drop_oldest(struct fat *fs)
{
	struct fat_node *oldest = fs->indexed;

	for (struct fat_node *n = oldest; n; n = n->next_indexed)
		if (fs->missed - n->index->last > fs->missed - oldest->index->last)
			oldest = n;
	if (fs->missed - oldest->index->last <= KEPT_FOR)
		return false;
	fat_index_drop(fs, oldest);
	return true;
}

/* --- filling ------------------------------------------------------------------------------ */

static bool is_full(const struct fat_index *x)
{
	return x->used >= x->size / 4 * 3;
}

static void add_item(struct fat_index *x, uint32_t hash, uint32_t slot)
{
	uint32_t item = item_of(hash, slot), i = hash & (x->size - 1);

	for (; x->item[i] != 0; i = (i + 1) & (x->size - 1))
		if (x->item[i] == item)
			return;
	x->item[i] = item;
	x->used++;
}

/* The names of the entry at s, the long one in fs->found. */
static void add_entry(struct fat *fs, struct fat_index *x, const struct fat_scan *s)
{
	fat_name_from_short(&fs->spare, s->entry);
	add_item(x, hash_of(&fs->spare), s->short_slot);
	if (s->has_long)
		add_item(x, hash_of(&fs->found), s->short_slot);
}

/* No name takes more items than slots, and there is room for more items than the folder has slots:
 * see make(). */
static int fill(struct fat *fs, struct fat_node *dir)
{
	struct fat_scan s;
	int more;

	fat_scan_start(&s, dir, 0);
	while ((more = fat_scan_next(fs, &s)) > 0)
		add_entry(fs, dir->index, &s);
	fat_scan_end(&s);
	return more;
}

/* Room for a table, which other folders may have to give up. False: there is none. */
static bool make(struct fat *fs, struct fat_node *dir, uint32_t slots)
{
	uint32_t size = SIZE_MIN;

	while (size < slots + slots / 2)
		size *= 2;
	size_t bytes = bytes_of(size), most = CONFIG_FAT_INDEX_KB * 1024u;
	if (bytes > most)
		return false;
	while (fs->index_bytes + bytes > most)
		if (!drop_oldest(fs))
			return false;
	dir->index = heap_alloc_zero(1, bytes);
	if (!dir->index)
		return false;
	dir->index->size = size;
	dir->index->last = fs->missed;
	dir->next_indexed = fs->indexed;
	fs->indexed = dir;
	fs->index_bytes += bytes;
	return true;
}

int fat_index_open(struct fat *fs, struct fat_node *dir)
{
	uint32_t slots = fat_slots(fs, dir);

	if (dir->index && is_full(dir->index))
		fat_index_drop(fs, dir);
	if (dir->index) {
		dir->index->last = fs->missed;
		return 1;
	}
	if (slots < SLOTS_MIN)
		return 0;
	fs->missed++;
	if (!make(fs, dir, slots))
		return 0;
	int err = fill(fs, dir);
	if (err)
		fat_index_drop(fs, dir);
	return err ? err : 1;
}

void fat_index_add(struct fat *fs, struct fat_node *dir, const struct fat_name *name,
		   const uint8_t *entry, uint32_t slot)
{
	if (dir->index && is_full(dir->index))
		fat_index_drop(fs, dir);
	if (!dir->index)
		return;
	fat_name_from_short(&fs->spare, entry);
	add_item(dir->index, hash_of(&fs->spare), slot);
	add_item(dir->index, hash_of(name), slot);
}

/* --- searching ------------------------------------------------------------------------------ */

void fat_index_find(struct fat_index_walk *w, const struct fat_node *dir,
		    const struct fat_name *name)
{
	uint32_t hash = hash_of(name);

	w->index = dir->index;
	w->item = item_of(hash, 0);
	w->at = hash & (dir->index->size - 1);
}

bool fat_index_next(struct fat_index_walk *w, uint32_t *slot)
{
	const struct fat_index *x = w->index;

	while (x->item[w->at] != 0) {
		uint32_t item = x->item[w->at];
		w->at = (w->at + 1) & (x->size - 1);
		if ((item ^ w->item) >> 16 == 0) {
			*slot = item & 0xffff;
			return true;
		}
	}
	return false;
}
