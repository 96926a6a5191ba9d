/* SPDX-License-Identifier: MIT */
/*
 * slots.c - writes entries into folders: chooses short names, finds room, makes folders larger.
 *
 * Source: FATGEN103, "FAT Long Directory Entries", "The Numeric-Tail Generation Algorithm".
 * Locking: fs->lock.
 */
#include <errno.h>
#include <string.h>

#include "fat.h"

#define NUMBERS     10u /* of a short name: 0, which is none, and ~1 to ~9 */
#define HASHES_MAX  64u
#define UNIT_FILLER 0xffffu

/* --- short names ---------------------------------------------------------------------------- */

/* A short name without a number, and with each of them. */
struct candidates {
	uint8_t plain[SHORT_LEN], numbered[SHORT_LEN];
	unsigned digit; /* where it stands in numbered */
};

static void make_candidates(struct candidates *c, const uint8_t *base, bool hashed, uint16_t hash)
{
	memcpy(c->plain, base, SHORT_LEN);
	memcpy(c->numbered, base, SHORT_LEN);
	c->digit = fat_short_number(c->numbered, 1, hashed, hash);
}

/* Which candidate it is, as a bit; 0: none. */
static unsigned match(const struct candidates *c, const uint8_t *name)
{
	unsigned behind = c->digit + 1, number = name[c->digit] - (unsigned)'0';

	if (memcmp(name, c->plain, SHORT_LEN) == 0)
		return 1;
	if (memcmp(name, c->numbered, c->digit) != 0 || number - 1 >= NUMBERS - 1 ||
	    memcmp(name + behind, c->numbered + behind, SHORT_LEN - behind) != 0)
		return 0;
	return 1u << number;
}

/* True in *used when a file in dir, which has an index, has that short name. */
static int is_used(struct fat *fs, struct fat_node *dir, uint64_t except, const uint8_t *name,
		   bool *used)
{
	uint8_t entry[SLOT] = { 0 };
	struct fat_index_walk w;
	struct fat_scan s;
	uint32_t slot;

	memcpy(entry, name, SHORT_LEN);
	fat_name_from_short(&fs->spare, entry);
	fat_index_find(&w, dir, &fs->spare);
	for (*used = false; !*used && fat_index_next(&w, &slot);) {
		int found = fat_scan_at(fs, &s, dir, slot);
		if (found < 0)
			return found;
		*used = found && s.at != except && memcmp(s.entry, name, SHORT_LEN) == 0;
		if (found)
			fat_scan_end(&s);
	}
	return 0;
}

/* Asks for one candidate after the other, up to the first one from `least` on that is not used. */
static int find_used_indexed(struct fat *fs, struct fat_node *dir, uint64_t except,
			     struct candidates *c, unsigned least, unsigned *used)
{
	int err = 0;

	*used = 0;
	for (unsigned i = 0; i < NUMBERS && !err; i++) {
		bool is = true;
		c->numbered[c->digit] = (uint8_t)('0' + i);
		err = is_used(fs, dir, except, i ? c->numbered : c->plain, &is);
		*used |= (unsigned)is << i;
		if (!is && i >= least)
			break;
	}
	return err;
}

/* Sets bit i of *used when a file in dir has candidate i. What follows the first one from `least`
 * on that is not used may be missing. */
static int find_used(struct fat *fs, struct fat_node *dir, uint64_t except, struct candidates *c,
		     unsigned least, unsigned *used)
{
	struct fat_scan s;
	int more = fat_index_open(fs, dir);

	if (more)
		return more < 0 ? more : find_used_indexed(fs, dir, except, c, least, used);
	*used = 0;
	fat_scan_start(&s, dir, 0);
	while ((more = fat_scan_next(fs, &s)) > 0)
		if (s.at != except)
			*used |= match(c, s.entry);
	fat_scan_end(&s);
	return more;
}

/* The first candidate from `least` on that is not used; NUMBERS: none. */
static unsigned first_unused(unsigned used, unsigned least)
{
	while (least < NUMBERS && used & 1u << least)
		least++;
	return least;
}

static int choose_short(struct fat *fs, struct fat_node *dir, uint64_t except,
			uint8_t out[SHORT_LEN], enum fat_fit *fit)
{
	struct candidates c;
	uint8_t base[SHORT_LEN];
	unsigned used, i;

	*fit = fat_short_name(&fs->wanted, base);
	make_candidates(&c, base, false, 0);
	unsigned least = *fit == FIT_LOSSY ? 1 : 0;
	int err = find_used(fs, dir, except, &c, least, &used);
	if (err)
		return err;
	if (*fit == FIT_EXACT && used & 1)
		return -EEXIST;
	i = first_unused(used, least);
	uint16_t hash = fat_name_hash(&fs->wanted);
	for (unsigned n = 0; i == NUMBERS && n < HASHES_MAX; n++) {
		make_candidates(&c, base, true, hash++);
		err = find_used(fs, dir, except, &c, 1, &used);
		if (err)
			return err;
		i = first_unused(used, 1);
	}
	if (i == NUMBERS)
		return -ENOSPC;
	memcpy(out, i ? c.numbered : c.plain, SHORT_LEN);
	if (i > 0)
		out[c.digit] = (uint8_t)('0' + i);
	return 0;
}

/* --- sets ----------------------------------------------------------------------------------- */

static void fill_piece(uint8_t *slot, const struct fat_name *n, unsigned number, uint8_t sum)
{
	unsigned at = (number - 1) * LONG_UNITS;

	memset(slot, 0, SLOT);
	slot[LONG_ORDER] = (uint8_t)number;
	if (at + LONG_UNITS >= n->len)
		slot[LONG_ORDER] |= LONG_LAST;
	slot[ENT_ATTR] = ATTR_LONG;
	slot[LONG_SUM] = sum;
	for (unsigned i = 0; i < LONG_UNITS; i++, at++)
		put16(slot + fat_unit_at[i], at < n->len    ? n->unit[at]
					     : at == n->len ? 0
							    : UNIT_FILLER);
}

int fat_make_set(struct fat *fs, struct fat_node *dir, uint64_t except, struct fat_set *set)
{
	uint8_t name[SHORT_LEN];
	enum fat_fit fit;
	int err = choose_short(fs, dir, except, name, &fit);

	if (err)
		return err;
	unsigned pieces = fit == FIT_EXACT ? 0 : (fs->wanted.len + LONG_UNITS - 1) / LONG_UNITS;
	set->count = pieces + 1;
	for (unsigned i = 0; i < pieces; i++)
		fill_piece(set->slot[i], &fs->wanted, pieces - i, fat_short_sum(name));
	memset(set->slot[pieces], 0, SLOT);
	memcpy(set->slot[pieces], name, SHORT_LEN);
	return 0;
}

/* --- room ---------------------------------------------------------------------------------------
 */

/* Free slots that follow each other. */
struct gap {
	uint32_t slot, count;
};

/* The first gap of `count` slots, or the one at the end of the folder, which may be smaller. What
 * follows the end may be anything, and is free. The folder remembers where the last one was, as no
 * smaller one lies before. */
static int find_gap(struct fat *fs, struct fat_node *dir, unsigned count, struct gap *gap)
{
	uint32_t slots = fat_slots(fs, dir), slot = dir->room[count - 1];
	struct fat_view v = { 0 };
	int err = 0;

	*gap = (struct gap){ slot, 0 };
	for (; slot < slots && gap->count < count && !err; slot++) {
		const uint8_t *entry;
		uint64_t at;
		err = fat_slot_at(fs, dir, slot, &at);
		if (!err)
			err = fat_view(fs, &v, at, &entry);
		if (err)
			break;
		if (entry[0] == SLOT_END) {
			gap->count = slots - gap->slot;
			break;
		}
		if (entry[0] == SLOT_ERASED)
			gap->count++;
		else
			*gap = (struct gap){ slot + 1, 0 };
	}
	fat_view_end(&v);
	if (!err)
		dir->room[count - 1] = (uint16_t)MIN(gap->slot, UINT16_MAX);
	return err;
}

/* Slots from `slot` on are free: with free ones before them, they are room for more. */
static void note_room(struct fat_node *dir, uint32_t slot)
{
	for (uint32_t i = 0; i < SET_MAX; i++)
		dir->room[i] = (uint16_t)MIN(dir->room[i], slot - MIN(slot, i));
}

/* The new cluster is zero on the medium before the FAT there says that the folder has it. */
static int grow_dir(struct fat *fs, struct fat_node *dir)
{
	uint32_t last, run, c;

	if (dir->first == 0 || fat_slots(fs, dir) >= SLOTS_MAX)
		return -ENOSPC;
	int err = fat_map(fs, dir, dir->count - 1, 1, &last, &run);
	if (!err)
		err = fat_take(fs, 0, &c);
	if (err)
		return err;
	err = fat_write_new(fs, fat_cluster_at(fs, c), NULL, fs->geo.cluster);
	if (!err)
		err = fat_set(fs, last, c);
	if (err) {
		fat_give_back(fs, c);
		return err;
	}
	fs->barrier = true;
	dir->count++;
	dir->vn.size += fs->geo.cluster;
	dir->vn.blocks += fs->geo.cluster / BLK_SECTOR;
	return 0;
}

int fat_find_room(struct fat *fs, struct fat_node *dir, unsigned count, uint32_t *slot)
{
	struct gap gap;
	int err = find_gap(fs, dir, count, &gap);

	while (!err && gap.count < count) {
		uint32_t before = fat_slots(fs, dir);
		err = grow_dir(fs, dir);
		gap.count += fat_slots(fs, dir) - before;
	}
	if (!err)
		*slot = gap.slot;
	return err;
}

/* --- writing -------------------------------------------------------------------------------------
 */

static int change_slot(struct fat *fs, struct fat_node *dir, uint32_t slot, enum fat_phase phase,
		       uint8_t **entry)
{
	uint64_t at;
	int err = fat_slot_at(fs, dir, slot, &at);

	return err ? err : fat_change(fs, at, phase, entry);
}

/* Makes the shadows for slots from..to - 1; *ends: one of them was the end of the folder. */
static int prepare(struct fat *fs, struct fat_node *dir, uint32_t from, uint32_t to, bool *ends)
{
	int err = 0;

	*ends = false;
	for (uint32_t slot = from; slot < to && !err; slot++) {
		uint8_t *entry;
		err = change_slot(fs, dir, slot, FAT_PHASE_DIR, &entry);
		if (!err && entry[0] == SLOT_END)
			*ends = true;
	}
	return err;
}

int fat_put_set(struct fat *fs, struct fat_node *dir, uint32_t slot, const struct fat_set *set,
		enum fat_phase last, uint64_t *at)
{
	uint32_t end = slot + set->count;
	bool ends, behind = end < fat_slots(fs, dir);
	uint8_t *entry, *next = NULL;
	int err = fat_slot_at(fs, dir, end - 1, at);

	if (!err)
		err = fat_change(fs, *at, last, &entry);
	if (!err)
		err = prepare(fs, dir, slot, end, &ends);
	/* What follows the end of a folder may be anything. */
	if (!err && ends && behind)
		err = change_slot(fs, dir, end, FAT_PHASE_DIR, &next);
	if (err)
		return err;
	for (unsigned i = 0; i < set->count && !err; i++) {
		err = change_slot(fs, dir, slot + i, FAT_PHASE_DIR, &entry);
		if (!err)
			memcpy(entry, set->slot[i], SLOT);
	}
	if (next)
		next[0] = SLOT_END;
	fat_index_add(fs, dir, &fs->wanted, set->slot[set->count - 1], end - 1);
	return err;
}

int fat_erase(struct fat *fs, struct fat_node *dir, uint32_t from, uint32_t to)
{
	bool ends;
	int err = prepare(fs, dir, from, to + 1, &ends);

	note_room(dir, from);
	for (uint32_t slot = from; slot <= to && !err; slot++) {
		uint8_t *entry;
		err = change_slot(fs, dir, slot, FAT_PHASE_DIR, &entry);
		if (!err)
			entry[0] = SLOT_ERASED;
	}
	return err;
}

int fat_is_empty(struct fat *fs, struct fat_node *dir, bool *empty)
{
	struct fat_scan s;

	fat_scan_start(&s, dir, 0);
	int more = fat_scan_next(fs, &s);
	fat_scan_end(&s);
	*empty = more == 0;
	return more < 0 ? more : 0;
}
