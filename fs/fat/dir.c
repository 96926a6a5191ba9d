/* SPDX-License-Identifier: MIT */
/*
 * dir.c - the operations on folders but rename().
 *
 * Locking: the VFS holds the folder's lock.
 */
#include <errno.h>
#include <string.h>

#include <core/clock.h>

#include "fat.h"
#include "stamp.h"

#define FIRST_COOKIE 2 /* vfs.h */

/* The name to look for: also names that none can be made with, which a volume may have. */
static int read_wanted(struct fat *fs, const char *name, size_t len)
{
	int err = fat_name_read(&fs->wanted, name, len);

	return err && fs->wanted.len == 0 ? -ENOENT : 0;
}

static int lookup(struct fat *fs, struct vnode *dir, const char *name, size_t len,
		  struct fat_node **out)
{
	struct fat_scan s;
	uint8_t entry[SLOT];
	int err = read_wanted(fs, name, len);

	if (!err)
		err = fat_scan_find(fs, &s, fat_node(dir));
	if (err)
		return err;
	memcpy(entry, s.entry, SLOT);
	fat_scan_end(&s);
	return fat_find_node(fs, s.at, entry, out);
}

/* A folder that is in memory for the first time learns what is above it. */
static void adopt(struct vnode *dir, struct vnode *vn)
{
	if (S_ISDIR(vn->mode) && !vn->parent)
		vnode_adopt(dir, vn);
}

/* A folder that two others show, because they share clusters, could be above itself. */
static int check_parent(struct fat *fs, const struct vnode *dir, const struct vnode *vn)
{
	if (!S_ISDIR(vn->mode) || !vn->parent || vn->parent == dir)
		return 0;
	return fat_damaged(fs, "folder %llu stands in two others", (unsigned long long)vn->ino);
}

static int dir_lookup(struct vnode *dir, const char *name, size_t len, struct vnode **out)
{
	struct fat *fs = fat_of(dir);
	struct fat_node *n = NULL;

	mutex_lock(&fs->lock);
	int err = lookup(fs, dir, name, len, &n);
	if (!err)
		err = check_parent(fs, dir, &n->vn);
	mutex_unlock(&fs->lock);
	if (err) {
		if (n)
			vnode_put(&n->vn);
		return err;
	}
	adopt(dir, &n->vn);
	*out = &n->vn;
	return 0;
}

/* The folder's own time, which the root has nowhere to write to. If it fails, it is old. */
void fat_touch_dir(struct fat *fs, struct fat_node *dir)
{
	fat_touch(dir);
	fat_store_node(fs, dir);
}

/* --- create --------------------------------------------------------------------------------- */

/* Takes a cluster for a new folder; on the medium it is one with the next flush. */
static int make_folder(struct fat *fs, struct fat_node *dir, const uint8_t *entry, uint32_t *out)
{
	uint8_t dots[2 * SLOT];
	uint32_t c;
	int err = fat_take(fs, 0, &c);

	if (err)
		return err;
	memcpy(dots, entry, SLOT);
	memcpy(dots, ".          ", SHORT_LEN);
	memcpy(dots + SLOT, entry, SLOT);
	memcpy(dots + SLOT, "..         ", SHORT_LEN);
	fat_set_entry_first(fs, dots, c);
	/* The root is 0 there, on FAT32 too. */
	fat_set_entry_first(fs, dots + SLOT, dir == fs->root ? 0 : dir->first);
	err = fat_write_new(fs, fat_cluster_at(fs, c) + sizeof(dots), NULL,
			    fs->geo.cluster - sizeof(dots));
	if (!err)
		err = fat_write_new(fs, fat_cluster_at(fs, c), dots, sizeof(dots));
	if (err)
		fat_give_back(fs, c);
	else
		*out = c;
	return err;
}

static void fill_new_entry(uint8_t *entry, mode_t mode)
{
	struct fat_stamp now = fat_stamp(clock_wall());

	entry[ENT_ATTR] = S_ISDIR(mode) ? ATTR_FOLDER : ATTR_ARCHIVE;
	entry[ENT_MADE_10MS] = now.ms10;
	put16(entry + ENT_MADE_TIME, now.time);
	put16(entry + ENT_MADE_DATE, now.date);
	put16(entry + ENT_READ_DATE, now.date);
	put16(entry + ENT_TIME, now.time);
	put16(entry + ENT_DATE, now.date);
}

/* Writes the set, whose short entry is whole, and makes the node. */
static int enter(struct fat *fs, struct fat_node *dir, const struct fat_set *set,
		 struct fat_node **out)
{
	uint32_t slot;
	uint64_t at;
	int err = fat_find_room(fs, dir, set->count, &slot);

	if (!err)
		err = fat_put_set(fs, dir, slot, set, FAT_PHASE_DIR, &at);
	if (err)
		return err;
	err = fat_find_node(fs, at, set->slot[set->count - 1], out);
	if (err)
		fat_erase(fs, dir, slot, slot + set->count - 1); /* cannot fail: just changed */
	return err;
}

static int create(struct fat *fs, struct fat_node *dir, mode_t mode, struct fat_node **out)
{
	struct fat_set *set = &fs->set;
	uint32_t folder = 0;
	int err = fat_make_set(fs, dir, 0, set);

	if (err)
		return err;
	uint8_t *entry = set->slot[set->count - 1];
	fill_new_entry(entry, mode);
	if (S_ISDIR(mode))
		err = make_folder(fs, dir, entry, &folder);
	if (err)
		return err;
	fat_set_entry_first(fs, entry, folder);
	err = enter(fs, dir, set, out);
	if (err && folder)
		fat_doom(fs, 0, folder, 1);
	return err;
}

static int create_locked(struct fat *fs, struct vnode *dir, const char *name, size_t len,
			 mode_t mode, struct fat_node **out)
{
	struct fat_scan s;
	int err = fat_name_read(&fs->wanted, name, len);

	if (!err)
		err = fat_begin(fs);
	if (err)
		return err;
	err = fat_scan_find(fs, &s, fat_node(dir));
	if (!err) {
		fat_scan_end(&s);
		return -EEXIST;
	}
	if (err == -ENOENT)
		err = create(fs, fat_node(dir), mode, out);
	if (err)
		return err;
	if (S_ISDIR(mode))
		dir->nlink++;
	fat_touch_dir(fs, fat_node(dir));
	return 0;
}

static int dir_create(struct vnode *dir, const char *name, size_t len, mode_t mode,
		      struct vnode **out)
{
	struct fat *fs = fat_of(dir);
	struct fat_node *n;

	mutex_lock(&fs->lock);
	int err = create_locked(fs, dir, name, len, mode, &n);
	fat_end(fs);
	mutex_unlock(&fs->lock);
	if (err)
		return err;
	adopt(dir, &n->vn);
	*out = &n->vn;
	return 0;
}

/* --- remove --------------------------------------------------------------------------------- */

int fat_find_entry(struct fat *fs, struct fat_scan *s, struct vnode *dir, const char *name,
		   size_t len, const struct fat_node *n)
{
	int err = read_wanted(fs, name, len);

	if (!err)
		err = fat_scan_find(fs, s, fat_node(dir));
	if (err)
		return err;
	fat_scan_end(s);
	return s->at == n->at ? 0 : -ENOENT;
}

int fat_check_removable(struct fat *fs, struct vnode *vn)
{
	bool empty = true;
	int err = S_ISDIR(vn->mode) ? fat_is_empty(fs, fat_node(vn), &empty) : 0;

	return err ? err : empty ? 0 : -ENOTEMPTY;
}

void fat_unname(struct fat *fs, struct vnode *dir, struct vnode *vn)
{
	if (S_ISDIR(vn->mode))
		dir->nlink--;
	vn->nlink = 0;
	fat_place_node(fs, fat_node(vn), 0);
	fat_touch_dir(fs, fat_node(dir));
}

static int remove_locked(struct fat *fs, struct vnode *dir, const char *name, size_t len,
			 struct vnode *vn)
{
	struct fat_scan s;
	int err = fat_begin(fs);

	if (!err)
		err = fat_check_removable(fs, vn);
	if (!err)
		err = fat_find_entry(fs, &s, dir, name, len, fat_node(vn));
	if (!err)
		err = fat_erase(fs, fat_node(dir), s.first_slot, s.short_slot);
	if (!err)
		fat_unname(fs, dir, vn);
	return err;
}

static int dir_remove(struct vnode *dir, const char *name, size_t len, struct vnode *vn)
{
	struct fat *fs = fat_of(dir);

	mutex_lock(&fs->lock);
	int err = remove_locked(fs, dir, name, len, vn);
	fat_end(fs);
	mutex_unlock(&fs->lock);
	return err;
}

/* --- readdir -------------------------------------------------------------------------------- */

static bool emit_entry(struct fat *fs, const struct fat_scan *s, dir_emit_fn *emit, void *ctx)
{
	struct dir_entry e = {
		.name = fs->text,
		.len = fat_scan_name(fs, s, fs->text),
		.ino = fat_ino(fs, s->at),
		.mode = s->entry[ENT_ATTR] & ATTR_FOLDER ? S_IFDIR : S_IFREG,
		.next = FIRST_COOKIE + s->slot,
	};

	return emit(ctx, &e);
}

/* A cookie is the number of the slot behind an entry, which stays where it is. What lies across
 * that place was made since then: it is read from its beginning, so as to know it, and left out. */
static int dir_readdir(struct vnode *dir, uint64_t cookie, dir_emit_fn *emit, void *ctx)
{
	struct fat *fs = fat_of(dir);
	uint64_t slot = cookie > FIRST_COOKIE ? cookie - FIRST_COOKIE : 0;
	struct fat_scan s;
	int more;

	mutex_lock(&fs->lock);
	slot = MIN(slot, SLOTS_MAX);
	fat_scan_start(&s, fat_node(dir), (uint32_t)(slot - MIN(slot, SET_MAX - 1)));
	while ((more = fat_scan_next(fs, &s)) > 0)
		if (s.first_slot >= slot && !emit_entry(fs, &s, emit, ctx))
			break;
	fat_scan_end(&s);
	mutex_unlock(&fs->lock);
	return more < 0 ? more : 0;
}

const struct vnode_ops fat_dir_ops = {
	.lookup = dir_lookup,
	.create = dir_create,
	.remove = dir_remove,
	.rename = fat_rename,
	.readdir = dir_readdir,
	.sync = fat_sync,
	.update = fat_update,
	.reclaim = fat_reclaim,
};
