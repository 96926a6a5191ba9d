/* SPDX-License-Identifier: MIT */
/*
 * rename.c - moving an entry to another name.
 *
 * FAT cannot change two sectors at once, so what a power cut finds depends on where the two
 * names stand:
 *
 *   in one sector        the old or the new name, never both nor none
 *   in two               the old name goes first. Between the two writes, which follow each
 *                        other at once, the file has no name: fsck.fat makes it FSCK0000.REC.
 *                        The other order would give it two names, and what is then done under
 *                        one of them destroys what the other one shows.
 *   over another file    the other one is there with its old contents until the new ones take
 *                        their place
 *
 * What counts is the short entry. A long name that begins in the sector before may be lost,
 * and the file is there under its short one. A new name that needs no more slots than the old
 * one, in the same folder, takes these if they are in one sector.
 *
 * Locking: the VFS holds the locks of all that is concerned.
 */
#define LOG_TAG "fat"
#include <errno.h>
#include <string.h>

#include <core/log.h>

#include "fat.h"

#define DOTDOT_SLOT 1u

/* One rename() under way. */
struct move {
	struct vnode *from, *to, *vn, *replaced;
	struct fat_scan old; /* where the old name stands */
	uint8_t entry[SLOT]; /* the short entry there */
	uint64_t at;         /* where the new one stands */
};

static bool is_one_sector(const struct fat *fs, uint64_t a, uint64_t b)
{
	return a / fs->geo.sector == b / fs->geo.sector;
}

/* Puts what belongs to the file, not to its name, into a short entry with the new name. */
static void fill_moved(const uint8_t *old, uint8_t *entry)
{
	memcpy(entry + ENT_ATTR, old + ENT_ATTR, 1);
	memcpy(entry + ENT_MADE_10MS, old + ENT_MADE_10MS, SLOT - ENT_MADE_10MS);
}

/* Prepares the change of "..": a folder that comes to another one has that above it. */
static int prepare_dotdot(struct fat *fs, const struct move *m, uint8_t **entry)
{
	uint64_t at;

	*entry = NULL;
	if (!S_ISDIR(m->vn->mode) || m->from == m->to)
		return 0;
	int err = fat_slot_at(fs, fat_node(m->vn), DOTDOT_SLOT, &at);
	if (!err)
		err = fat_change(fs, at, FAT_PHASE_ABOVE, entry);
	if (!err && memcmp(*entry, "..         ", SHORT_LEN) != 0)
		*entry = NULL; /* it has none: damaged, but not by us */
	return err;
}

/* Removes the old name, the new one standing in shadows already. Nothing was changed on error. */
static int leave_old(struct fat *fs, const struct move *m)
{
	const struct fat_node *to = fat_node(m->to);
	uint8_t *dotdot;
	int err = prepare_dotdot(fs, m, &dotdot);

	if (!err)
		err = fat_erase(fs, fat_node(m->from), m->old.first_slot, m->old.short_slot);
	if (!err && dotdot)
		fat_set_entry_first(fs, dotdot, to == fs->root ? 0 : to->first);
	return err;
}

/* When the names are in two sectors: what is in shadows from before would be written with the
 * new name or with the end of the old one, so nothing may be there. */
static int begin_move(struct fat *fs, const struct move *m, uint64_t new_at)
{
	return is_one_sector(fs, fat_node(m->vn)->at, new_at) ? 0 : fat_commit(fs);
}

/* Over another file: its name stays, what it names changes. */
static int take_place(struct fat *fs, struct move *m)
{
	uint8_t *entry;

	m->at = fat_node(m->replaced)->at;
	int err = begin_move(fs, m, m->at);
	if (!err)
		err = fat_change(fs, m->at, FAT_PHASE_LATE, &entry);
	if (err)
		return err;
	uint8_t before[SLOT];
	memcpy(before, entry, SLOT);
	fill_moved(m->entry, entry);
	err = leave_old(fs, m);
	if (err)
		memcpy(entry, before, SLOT);
	return err;
}

/* The set for the new name, its short entry whole. */
static int make_set(struct fat *fs, const struct move *m, struct fat_set *set)
{
	int err = fat_make_set(fs, fat_node(m->to), fat_node(m->vn)->at, set);

	if (!err)
		fill_moved(m->entry, set->slot[set->count - 1]);
	return err;
}

/* True when the new name can stand where the old one does, in one sector. */
static bool can_reuse(struct fat *fs, const struct move *m, const struct fat_set *set)
{
	uint64_t at = fat_node(m->vn)->at;
	uint32_t slots = m->old.short_slot - m->old.first_slot + 1;

	return m->from == m->to && set->count <= slots && at % fs->geo.sector / SLOT >= slots - 1;
}

static int reuse_slots(struct fat *fs, struct move *m, const struct fat_set *set)
{
	struct fat_node *dir = fat_node(m->from);
	int err = fat_erase(fs, dir, m->old.first_slot, m->old.short_slot);

	return err ? err
		   : fat_put_set(fs, dir, m->old.short_slot + 1 - set->count, set, FAT_PHASE_DIR,
				 &m->at);
}

static int take_new_slots(struct fat *fs, struct move *m, const struct fat_set *set)
{
	struct fat_node *to = fat_node(m->to);
	uint32_t slot;
	uint64_t at;
	int err = fat_find_room(fs, to, set->count, &slot);

	if (!err)
		err = fat_slot_at(fs, to, slot + set->count - 1, &at);
	if (!err)
		err = begin_move(fs, m, at);
	if (!err)
		err = fat_put_set(fs, to, slot, set, FAT_PHASE_LATE, &m->at);
	if (err)
		return err;
	err = leave_old(fs, m);
	if (err)
		fat_erase(fs, to, slot, slot + set->count - 1); /* cannot fail: just changed */
	return err;
}

static int take_name(struct fat *fs, struct move *m)
{
	struct fat_set *set = &fs->set;
	int err = make_set(fs, m, set);

	if (err)
		return err;
	return can_reuse(fs, m, set) ? reuse_slots(fs, m, set) : take_new_slots(fs, m, set);
}

/* In memory it is done; writes it at once where that is not one sector. */
static void settle(struct fat *fs, struct move *m, uint64_t old_at)
{
	if (S_ISDIR(m->vn->mode) && m->from != m->to) {
		m->from->nlink--;
		m->to->nlink++;
	}
	if (m->replaced)
		fat_unname(fs, m->to, m->replaced);
	fat_place_node(fs, fat_node(m->vn), m->at);
	fat_touch_dir(fs, fat_node(m->from));
	fat_touch_dir(fs, fat_node(m->to));
	if (is_one_sector(fs, m->at, old_at))
		return;
	int err = fat_commit(fs);
	if (err)
		log_warn("%s: a rename could not be written, error %d",
			 bcache_device(fs->cache)->name, -err);
}

static int rename_locked(struct fat *fs, struct move *m, const char *name, size_t len,
			 const char *new_name, size_t new_len)
{
	uint64_t old_at = fat_node(m->vn)->at;
	int err = m->replaced ? fat_check_removable(fs, m->replaced) : 0;

	if (!err)
		err = fat_begin(fs);
	if (!err)
		err = fat_find_entry(fs, &m->old, m->from, name, len, fat_node(m->vn));
	if (!err)
		err = fat_copy_entry(fs, old_at, m->entry);
	if (!err && !m->replaced)
		err = fat_name_read(&fs->wanted, new_name, new_len);
	if (!err)
		err = m->replaced ? take_place(fs, m) : take_name(fs, m);
	if (!err)
		settle(fs, m, old_at);
	return err;
}

int fat_rename(struct vnode *from, const char *name, size_t len, struct vnode *vn, struct vnode *to,
	       const char *new_name, size_t new_len, struct vnode *replaced)
{
	struct fat *fs = fat_of(from);
	struct move m = { .from = from, .to = to, .vn = vn, .replaced = replaced };

	mutex_lock(&fs->lock);
	int err = rename_locked(fs, &m, name, len, new_name, new_len);
	fat_end(fs);
	mutex_unlock(&fs->lock);
	return err;
}
