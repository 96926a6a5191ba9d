/* SPDX-License-Identifier: MIT */
/*
 * scan.c - walks over the entries of a folder and puts long names together.
 *
 *	slot      n        n+1             n+2         n+3
 *	          0x43     2               1           short entry
 *	          "ile"    "onger name of" "This is a l"...
 *
 * Pieces whose numbers, checksum or place are not right belong to nobody: a system that knows
 * nothing of long names has removed or changed the short entry. They are passed over.
 *
 * Source: FATGEN103, "FAT Directory Structure", "FAT Long Directory Entries".
 * Locking: fs->lock.
 */
#include <errno.h>
#include <string.h>

#include "fat.h"

#define NO_PIECE        UINT32_MAX
#define SHORT_UNITS_MAX (SHORT_LEN + 1) /* with the dot */

const uint8_t fat_unit_at[LONG_UNITS] = { 1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30 };

uint32_t fat_slots(const struct fat *fs, const struct fat_node *dir)
{
	uint64_t size = dir->first ? (uint64_t)dir->count * fs->geo.cluster : fs->geo.root_size;

	return (uint32_t)MIN(size / SLOT, SLOTS_MAX);
}

int fat_slot_at(struct fat *fs, struct fat_node *dir, uint32_t slot, uint64_t *at)
{
	uint64_t offset = (uint64_t)slot * SLOT;
	uint32_t c, run;

	if (dir->first == 0) {
		*at = fs->geo.root_at + offset;
		return 0;
	}
	int err = fat_map(fs, dir, (uint32_t)(offset / fs->geo.cluster), 1, &c, &run);
	if (!err)
		*at = fat_cluster_at(fs, c) + offset % fs->geo.cluster;
	return err;
}

void fat_scan_start(struct fat_scan *s, struct fat_node *dir, uint32_t slot)
{
	*s = (struct fat_scan){ .dir = dir, .slot = slot };
}

void fat_scan_end(struct fat_scan *s)
{
	fat_view_end(&s->view);
}

/* Shows the next slot. 1, 0 at the end. */
static int next_slot(struct fat *fs, struct fat_scan *s)
{
	if (s->slot >= fat_slots(fs, s->dir))
		return 0;
	int err = 0;
	if (!s->view.bytes || s->slot * SLOT % fs->geo.sector == 0)
		err = fat_slot_at(fs, s->dir, s->slot, &s->at);
	else
		s->at += SLOT;
	if (!err)
		err = fat_view(fs, &s->view, s->at, &s->entry);
	if (err)
		return err;
	s->slot++;
	return s->entry[ENT_NAME] != SLOT_END;
}

/* --- long names ----------------------------------------------------------------------------- */

/* Takes the units of piece `number` (from 1). False when they are not a name's. */
static bool take_units(struct fat_name *n, const uint8_t *entry, unsigned number)
{
	unsigned at = (number - 1) * LONG_UNITS;

	for (unsigned i = 0; i < LONG_UNITS; i++, at++) {
		uint16_t unit = get16(entry + fat_unit_at[i]);
		if (unit == 0) {
			n->len = at;
			return at > 0;
		}
		if (at >= LONG_NAME_MAX)
			return false;
		n->unit[at] = unit;
	}
	return true;
}

static void take_piece(struct fat *fs, struct fat_scan *s)
{
	unsigned order = s->entry[LONG_ORDER], number = order & ~LONG_LAST;
	bool begins = order & LONG_LAST;

	if (begins) {
		s->expected = number;
		s->sum = s->entry[LONG_SUM];
		s->long_slot = s->slot - 1;
		fs->found.len = MIN(number * LONG_UNITS, LONG_NAME_MAX);
	}
	bool fits = number > 0 && number < SET_MAX && number == s->expected &&
		    s->sum == s->entry[LONG_SUM];
	unsigned len = fs->found.len;
	if (!fits || !take_units(&fs->found, s->entry, number) ||
	    (!begins && fs->found.len != len)) {
		s->long_slot = NO_PIECE;
		s->expected = NO_PIECE;
		return;
	}
	s->expected = number - 1;
}

static void forget_pieces(struct fat_scan *s)
{
	s->long_slot = NO_PIECE;
	s->expected = NO_PIECE;
}

/* The short entry was reached: is the long name its own? */
static void end_name(struct fat_scan *s)
{
	s->has_long = s->long_slot != NO_PIECE && s->expected == 0 &&
		      s->sum == fat_short_sum(s->entry);
	s->short_slot = s->slot - 1;
	s->first_slot = s->has_long ? s->long_slot : s->short_slot;
	forget_pieces(s);
}

/* --- entries -------------------------------------------------------------------------------- */

static bool is_dots(const uint8_t *entry)
{
	return memcmp(entry, ".          ", SHORT_LEN) == 0 ||
	       memcmp(entry, "..         ", SHORT_LEN) == 0;
}

int fat_scan_next(struct fat *fs, struct fat_scan *s)
{
	int more;

	forget_pieces(s);
	while ((more = next_slot(fs, s)) > 0) {
		uint8_t attr = s->entry[ENT_ATTR];
		if (s->entry[ENT_NAME] == SLOT_ERASED) {
			forget_pieces(s);
		} else if ((attr & ATTR_LONG_MASK) == ATTR_LONG) {
			take_piece(fs, s);
		} else if (attr & ATTR_LABEL || is_dots(s->entry)) {
			forget_pieces(s);
		} else {
			end_name(s);
			return 1;
		}
	}
	return more;
}

static bool is_wanted(struct fat *fs, const struct fat_scan *s)
{
	if (s->has_long && fat_name_same(&fs->found, &fs->wanted))
		return true;
	if (fs->wanted.len > SHORT_UNITS_MAX)
		return false;
	fat_name_from_short(&fs->spare, s->entry);
	return fat_name_same(&fs->spare, &fs->wanted);
}

/* Where the set begins whose short entry is in `slot`: with it or with pieces of a long name. */
static int find_start(struct fat *fs, struct fat_node *dir, uint32_t slot, uint32_t *start)
{
	struct fat_view v = { 0 };
	const uint8_t *entry;
	bool more = true;
	int err = 0;

	for (*start = slot; more && *start > 0 && slot - *start < SET_MAX - 1;) {
		uint64_t at;
		err = fat_slot_at(fs, dir, *start - 1, &at);
		if (!err)
			err = fat_view(fs, &v, at, &entry);
		if (err || entry[LONG_ORDER] == SLOT_ERASED ||
		    (entry[ENT_ATTR] & ATTR_LONG_MASK) != ATTR_LONG)
			break;
		more = !(entry[LONG_ORDER] & LONG_LAST);
		--*start;
	}
	fat_view_end(&v);
	return err;
}

int fat_scan_at(struct fat *fs, struct fat_scan *s, struct fat_node *dir, uint32_t slot)
{
	uint32_t start;
	int more = slot < fat_slots(fs, dir) ? find_start(fs, dir, slot, &start) : -ENOENT;

	if (more < 0)
		return more == -ENOENT ? 0 : more;
	fat_scan_start(s, dir, start);
	do
		more = fat_scan_next(fs, s);
	while (more > 0 && s->short_slot < slot);
	if (more > 0 && s->short_slot == slot)
		return 1;
	fat_scan_end(s);
	return MIN(more, 0);
}

static int find_indexed(struct fat *fs, struct fat_scan *s, struct fat_node *dir)
{
	struct fat_index_walk w;
	uint32_t slot;

	fat_index_find(&w, dir, &fs->wanted);
	while (fat_index_next(&w, &slot)) {
		int found = fat_scan_at(fs, s, dir, slot);
		if (found < 0)
			return found;
		if (found && is_wanted(fs, s))
			return 0;
		if (found)
			fat_scan_end(s);
	}
	return -ENOENT;
}

int fat_scan_find(struct fat *fs, struct fat_scan *s, struct fat_node *dir)
{
	int more = fat_index_open(fs, dir);

	if (more)
		return more < 0 ? more : find_indexed(fs, s, dir);
	fat_scan_start(s, dir, 0);
	while ((more = fat_scan_next(fs, s)) > 0)
		if (is_wanted(fs, s))
			return 0;
	fat_scan_end(s);
	return more ? more : -ENOENT;
}

size_t fat_scan_name(struct fat *fs, const struct fat_scan *s, char text[FAT_NAME_MAX])
{
	size_t len = s->has_long ? fat_name_write(&fs->found, text) : 0;

	if (len > 0)
		return len;
	fat_name_from_short(&fs->spare, s->entry);
	return fat_name_write(&fs->spare, text);
}
