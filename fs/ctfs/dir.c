/* SPDX-License-Identifier: MIT */
/*
 * dir.c - directories: entries of 64 bytes in blocks that belong to the transaction, as
 * inodes do. The first two are "." and "..". An entry keeps its place until it is removed,
 * which makes its number a cookie for listings; a directory never gets smaller.
 *
 * Locking: fs->lock.
 */
#include <errno.h>
#include <string.h>

#include "ctfs/ctfs.h"

static uint32_t slots(const struct ctfs_inode *dir)
{
	return (uint32_t)(dir->d.size / sizeof(struct ctfs_dirent));
}

static bool name_ok(const struct ctfs_dirent *e)
{
	return e->name_len > 0 && e->name_len <= CTFS_NAME_MAX &&
	       !memchr(e->name, 0, e->name_len) && !memchr(e->name, '/', e->name_len);
}

static bool entry_ok(const struct ctfs_dirent *e)
{
	if (e->ino == 0)
		return true;
	return e->ino < CTFS_INODES && e->type >= CTFS_FILE && e->type <= CTFS_SYMLINK &&
	       name_ok(e);
}

int ctfs_dir_slot(struct ctfs_inode *dir, uint32_t slot, struct ctfs_place *place)
{
	struct ctfs *fs = dir->fs;
	uint32_t block;
	int err = ctfs_map(dir, slot / CTFS_SLOTS, &block);

	if (err)
		return err;
	if (block == 0)
		return ctfs_damaged(fs, dir->ino, 0, "a directory with a hole");
	err = bcache_get(fs->cache, block, &place->buf);
	if (err)
		return err;
	place->slot = slot;
	place->entry = (struct ctfs_dirent *)place->buf->data + slot % CTFS_SLOTS;
	if (entry_ok(place->entry))
		return 0;
	bcache_put(place->buf);
	return ctfs_damaged(fs, dir->ino, block, "a damaged entry of a directory");
}

/* Calls found() for each entry from `first` on, until it says false. */
static int scan(struct ctfs_inode *dir, uint32_t first,
		bool (*found)(void *ctx, const struct ctfs_place *place), void *ctx)
{
	bool more = true;

	for (uint32_t slot = first; more && slot < slots(dir);) {
		struct ctfs_place place;
		int err = ctfs_dir_slot(dir, slot, &place);
		if (err)
			return err;
		do {
			if (!entry_ok(place.entry)) {
				bcache_put(place.buf);
				return ctfs_dir_slot(dir, slot, &place); /* says what is wrong */
			}
			more = found(ctx, &place);
			place.entry++;
			place.slot = ++slot;
		} while (more && slot % CTFS_SLOTS != 0);
		bcache_put(place.buf);
	}
	return 0;
}

/* --- the index -------------------------------------------------------------------------------- */

static bool index_entry(void *ctx, const struct ctfs_place *place)
{
	struct ctfs_index **x = ctx;
	const struct ctfs_dirent *e = place->entry;

	if (e->ino == 0)
		return true;
	if (ctfs_index_add(*x, ctfs_name_hash(e->name, e->name_len), place->slot))
		return true;
	ctfs_index_free(*x);
	*x = NULL;
	return false;
}

/* Without memory for an index there is none, and names are searched for. */
static int make_index(struct ctfs_inode *dir)
{
	if (dir->index)
		return 0;
	struct ctfs_index *x = ctfs_index_new(slots(dir));
	int err = x ? scan(dir, CTFS_SLOT_NAMES, index_entry, &x) : 0;
	if (err) {
		ctfs_index_free(x);
		return err;
	}
	dir->index = x;
	return 0;
}

static bool is_called(const struct ctfs_dirent *e, const char *name, size_t len)
{
	return e->ino && e->name_len == len && memcmp(e->name, name, len) == 0;
}

struct search {
	const char *name;
	size_t len;
	uint32_t slot; /* 0: not found */
};

static bool compare(void *ctx, const struct ctfs_place *place)
{
	struct search *s = ctx;

	if (is_called(place->entry, s->name, s->len))
		s->slot = place->slot;
	return s->slot == 0;
}

static int find_by_index(struct ctfs_inode *dir, const char *name, size_t len,
			 struct ctfs_place *place)
{
	uint32_t hash = ctfs_name_hash(name, len), at = 0, slot;

	while ((slot = ctfs_index_next(dir->index, hash, &at))) {
		int err = ctfs_dir_slot(dir, slot, place);
		if (err)
			return err;
		if (is_called(place->entry, name, len))
			return 0;
		bcache_put(place->buf);
	}
	return -ENOENT;
}

int ctfs_dir_find(struct ctfs_inode *dir, const char *name, size_t len, struct ctfs_place *place)
{
	struct search s = { .name = name, .len = len };
	int err = make_index(dir);

	if (err)
		return err;
	if (dir->index)
		return find_by_index(dir, name, len, place);
	err = scan(dir, CTFS_SLOT_NAMES, compare, &s);
	if (err)
		return err;
	return s.slot ? ctfs_dir_slot(dir, s.slot, place) : -ENOENT;
}

/* --- free entries --------------------------------------------------------------------------------
 */

static bool is_free(void *ctx, const struct ctfs_place *place)
{
	uint32_t *slot = ctx;

	if (place->entry->ino == 0)
		*slot = place->slot;
	return *slot == 0;
}

/* All before dir->free_slot are taken. */
int ctfs_dir_room(struct ctfs_inode *dir, struct ctfs_place *place)
{
	uint32_t slot = 0;
	int err = scan(dir, MAX(dir->free_slot, CTFS_SLOT_NAMES), is_free, &slot);

	if (err)
		return err;
	dir->free_slot = slot ? slot : slots(dir);
	*place = (struct ctfs_place){ .slot = dir->free_slot };
	return slot ? ctfs_dir_slot(dir, slot, place) : 0;
}

int ctfs_dir_grow(struct ctfs_inode *dir, struct ctfs_place *place)
{
	bool fresh;

	if (dir->d.size / CTFS_BLOCK >= CTFS_DIR_BLOCKS)
		return -ENOSPC;
	int err = ctfs_map_make(dir, dir->d.size / CTFS_BLOCK, true, &place->buf, &fresh);
	if (!err) {
		ctfs_modify(dir->fs, place->buf);
		memset(place->buf->data, 0, CTFS_BLOCK);
		place->entry = (struct ctfs_dirent *)place->buf->data;
		dir->d.size += CTFS_BLOCK;
	}
	ctfs_inode_update(dir); /* a block of pointers may have been made at least */
	return err;
}

void ctfs_dir_set(struct ctfs_inode *dir, struct ctfs_place *place, const char *name, size_t len,
		  const struct ctfs_inode *ip)
{
	struct ctfs_dirent *e = place->entry;
	bool is_new = e->ino == 0;

	ctfs_modify(dir->fs, place->buf);
	*e = (struct ctfs_dirent){ .ino = ip->ino, .name_len = (uint8_t)len, .type = ip->d.type };
	memcpy(e->name, name, len);
	if (is_new && dir->index &&
	    !ctfs_index_add(dir->index, ctfs_name_hash(name, len), place->slot)) {
		ctfs_index_free(dir->index);
		dir->index = NULL;
	}
}

void ctfs_dir_clear(struct ctfs_inode *dir, struct ctfs_place *place)
{
	struct ctfs_dirent *e = place->entry;

	ctfs_modify(dir->fs, place->buf);
	if (dir->index)
		ctfs_index_remove(dir->index, ctfs_name_hash(e->name, e->name_len), place->slot);
	*e = (struct ctfs_dirent){ .ino = 0 };
	dir->free_slot = MIN(dir->free_slot, place->slot);
}

static bool is_used(void *ctx, const struct ctfs_place *place)
{
	bool *used = ctx;

	*used = place->entry->ino != 0;
	return !*used;
}

int ctfs_dir_empty(struct ctfs_inode *dir)
{
	bool used = false;
	int err = dir->index ? 0 : scan(dir, CTFS_SLOT_NAMES, is_used, &used);

	if (dir->index)
		used = ctfs_index_count(dir->index) > 0;
	return err ? err : !used;
}

/* --- listing
 * -------------------------------------------------------------------------------------- */

struct listing {
	bool (*emit)(void *ctx, const struct ctfs_entry *e);
	void *ctx;
};

static bool list_entry(void *ctx, const struct ctfs_place *place)
{
	const struct listing *l = ctx;
	const struct ctfs_dirent *d = place->entry;
	struct ctfs_entry e = { d->name, d->name_len, d->ino, d->type, place->slot + 1 };

	return d->ino == 0 || l->emit(l->ctx, &e);
}

int ctfs_readdir(struct ctfs_inode *dir, uint64_t slot,
		 bool (*emit)(void *ctx, const struct ctfs_entry *e), void *ctx)
{
	struct listing l = { emit, ctx };

	if (slot >= slots(dir))
		return 0;
	return scan(dir, (uint32_t)MAX(slot, CTFS_SLOT_NAMES), list_entry, &l);
}
