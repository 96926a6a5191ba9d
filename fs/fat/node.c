/* SPDX-License-Identifier: MIT */
/*
 * node.c - files and folders in memory: from short entries to vnodes and back.
 *
 * FAT has no numbers of files. The number of a file is the place of its short entry, in units
 * of entries, when it comes into memory; it keeps that number as long as it is there, wherever
 * rename() moves the entry. So there are two ways to find a node: by place, here, and by
 * number, in the VFS. Nodes whose number is not that of their place (any more) are in a list,
 * so that whatever comes to the old place meanwhile gets another number.
 *
 * A node that the VFS is about to reclaim is not found by number any more. Whoever comes to
 * its place then makes a new one.
 *
 * Locking: fs->lock.
 */
#define LOG_TAG "fat"
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>

#include "fat.h"
#include "stamp.h"

#define ROOT_INO     1
#define FIRST_NUMBER (1ull << 40) /* above that of any place */
#define MODE         0755         /* as Linux's vfat shows it without options */
#define WRITE_BITS   0222
#define SET_BITS     (MODE & WRITE_BITS)

/* --- by place ----------------------------------------------------------------------------------
 */

static struct fat_node **place_bucket(struct fat *fs, uint64_t at)
{
	return &fs->by_place[at / SLOT % FAT_BUCKETS];
}

static struct fat_node *at_place(struct fat *fs, uint64_t at)
{
	struct fat_node *n = *place_bucket(fs, at);

	while (n && n->at != at)
		n = n->next_by_place;
	return n;
}

static void leave_place(struct fat *fs, struct fat_node *n)
{
	struct fat_node **link = place_bucket(fs, n->at);

	if (!n->in_place)
		return;
	while (*link != n)
		link = &(*link)->next_by_place;
	*link = n->next_by_place;
	n->in_place = false;
}

static void leave_moved(struct fat *fs, struct fat_node *n)
{
	struct fat_node **link = &fs->moved;

	if (!n->is_moved)
		return;
	while (*link != n)
		link = &(*link)->next_moved;
	*link = n->next_moved;
	n->is_moved = false;
}

void fat_place_node(struct fat *fs, struct fat_node *n, uint64_t at)
{
	leave_place(fs, n);
	leave_moved(fs, n);
	n->at = at;
	if (at != 0) {
		struct fat_node **head = place_bucket(fs, at);
		n->next_by_place = *head;
		*head = n;
		n->in_place = true;
	}
	if (n->vn.ino != at / SLOT) {
		n->next_moved = fs->moved;
		fs->moved = n;
		n->is_moved = true;
	}
}

uint64_t fat_ino(struct fat *fs, uint64_t at)
{
	const struct fat_node *n = at_place(fs, at);

	return n ? n->vn.ino : at / SLOT;
}

static uint64_t unused_ino(struct fat *fs, uint64_t at)
{
	for (const struct fat_node *n = fs->moved; n; n = n->next_moved)
		if (n->vn.ino == at / SLOT)
			return FIRST_NUMBER + fs->next_ino++;
	return at / SLOT;
}

/* --- entries -------------------------------------------------------------------------------------
 */

uint32_t fat_entry_first(const struct fat *fs, const uint8_t *entry)
{
	uint32_t high = fs->geo.bits == 32 ? get16(entry + ENT_FIRST_HIGH) : 0;

	return get16(entry + ENT_FIRST_LOW) | high << 16;
}

void fat_set_entry_first(const struct fat *fs, uint8_t *entry, uint32_t first)
{
	put16(entry + ENT_FIRST_LOW, first);
	if (fs->geo.bits == 32)
		put16(entry + ENT_FIRST_HIGH, first >> 16);
}

static int64_t entry_time(const uint8_t *date, const uint8_t *time)
{
	struct fat_stamp s = { .date = get16(date), .time = time ? get16(time) : 0 };

	return fat_time(s);
}

static mode_t mode_of(const struct fat_node *n)
{
	if (n->attr & ATTR_FOLDER)
		return S_IFDIR | MODE;
	return S_IFREG | (n->attr & ATTR_READ_ONLY ? MODE & ~WRITE_BITS : MODE);
}

void fat_fill_entry(const struct fat *fs, const struct fat_node *n, uint8_t *entry)
{
	struct fat_stamp changed = fat_stamp(n->vn.mtime), read = fat_stamp(n->vn.atime);
	bool folder = n->attr & ATTR_FOLDER;

	entry[ENT_ATTR] = n->attr;
	put16(entry + ENT_TIME, changed.time);
	put16(entry + ENT_DATE, changed.date);
	put16(entry + ENT_READ_DATE, read.date);
	fat_set_entry_first(fs, entry, folder || n->vn.size > 0 ? n->first : 0);
	put32(entry + ENT_SIZE, folder ? 0 : (uint32_t)n->vn.size);
}

int fat_copy_entry(struct fat *fs, uint64_t at, uint8_t entry[SLOT])
{
	struct fat_view v = { 0 };
	const uint8_t *bytes;
	int err = fat_view(fs, &v, at, &bytes);

	if (!err)
		memcpy(entry, bytes, SLOT);
	fat_view_end(&v);
	return err;
}

int fat_store_node(struct fat *fs, struct fat_node *n)
{
	uint8_t before[SLOT], now[SLOT], *entry;

	if (n->at == 0)
		return 0;
	int err = fat_copy_entry(fs, n->at, before);
	if (err)
		return err;
	memcpy(now, before, SLOT);
	fat_fill_entry(fs, n, now);
	if (memcmp(now, before, SLOT) == 0)
		return 0;
	err = fat_change(fs, n->at, FAT_PHASE_DIR, &entry);
	if (!err)
		memcpy(entry, now, SLOT);
	return err;
}

/* --- loading -------------------------------------------------------------------------------- */

/* "..", of each folder in it, counts. */
static int count_links(struct fat *fs, struct fat_node *dir)
{
	struct fat_scan s;
	int more;

	fat_scan_start(&s, dir, 0);
	while ((more = fat_scan_next(fs, &s)) > 0)
		dir->vn.nlink += (s.entry[ENT_ATTR] & ATTR_FOLDER) != 0;
	fat_scan_end(&s);
	return more;
}

static int load_dir(struct fat *fs, struct fat_node *n)
{
	int err = n->first ? fat_measure(fs, n) : 0;

	if (!err)
		err = count_links(fs, n);
	n->vn.size = (uint64_t)fat_slots(fs, n) * SLOT;
	n->vn.blocks = n->vn.size / BLK_SECTOR;
	return err;
}

static int load_file(struct fat *fs, struct fat_node *n, const uint8_t *entry)
{
	n->vn.size = get32(entry + ENT_SIZE);
	uint64_t count = (n->vn.size + fs->geo.cluster - 1) / fs->geo.cluster;
	if (count > fs->geo.clusters)
		return fat_damaged(fs, "file %llu is larger than the volume",
				   (unsigned long long)n->vn.ino);
	n->count = (uint32_t)count;
	if (count == 0)
		n->first = 0;
	n->vn.blocks = count * fs->geo.cluster / BLK_SECTOR;
	return 0;
}

static int load(struct fat *fs, struct fat_node *n, const uint8_t *entry)
{
	n->attr = entry[ENT_ATTR];
	n->first = fat_entry_first(fs, entry);
	n->vn.mode = mode_of(n);
	n->vn.mtime = entry_time(entry + ENT_DATE, entry + ENT_TIME);
	n->vn.ctime = n->vn.mtime;
	n->vn.atime = entry_time(entry + ENT_READ_DATE, NULL);
	if (!(n->attr & ATTR_FOLDER))
		return load_file(fs, n, entry);
	if (!fat_valid(fs, n->first))
		return fat_damaged(fs, "folder %llu begins at cluster %u, outside the volume",
				   (unsigned long long)n->vn.ino, n->first);
	return load_dir(fs, n);
}

/* A file whose contents lie in whole blocks of the cache can be mapped from there. */
bool fat_is_aligned(const struct fat *fs)
{
	return fs->geo.data_at % BCACHE_BLOCK == 0 && fs->geo.cluster % BCACHE_BLOCK == 0;
}

static const struct vnode_ops *ops_of(const struct fat *fs, const uint8_t *entry)
{
	if (entry[ENT_ATTR] & ATTR_FOLDER)
		return &fat_dir_ops;
	return fat_is_aligned(fs) ? &fat_mapped_file_ops : &fat_file_ops;
}

int fat_find_node(struct fat *fs, uint64_t at, const uint8_t *entry, struct fat_node **out)
{
	struct fat_node *n = at_place(fs, at);

	if (n && vnode_find(fs->mnt, n->vn.ino)) {
		*out = n;
		return 0;
	}
	if (n)
		leave_place(fs, n);
	n = heap_alloc_zero(1, sizeof(*n));
	if (!n)
		return -ENOMEM;
	vnode_init(&n->vn, ops_of(fs, entry), fs->mnt, unused_ino(fs, at), S_IFREG);
	int err = load(fs, n, entry);
	if (err) {
		heap_free(n);
		return err;
	}
	if (S_ISDIR(n->vn.mode))
		n->vn.nlink++; /* its own "." */
	fat_place_node(fs, n, at);
	vnode_publish(&n->vn);
	*out = n;
	return 0;
}

struct fat_node *fat_new_root(struct fat *fs, int *err)
{
	struct fat_node *n = heap_alloc_zero(1, sizeof(*n));

	*err = -ENOMEM;
	if (!n)
		return NULL;
	vnode_init(&n->vn, &fat_dir_ops, fs->mnt, ROOT_INO, S_IFDIR | MODE);
	n->attr = ATTR_FOLDER;
	n->first = fs->geo.root_cluster;
	*err = load_dir(fs, n);
	if (!*err)
		return n;
	heap_free(n);
	return NULL;
}

/* --- operations of all vnodes --------------------------------------------------------------- */

static int64_t rounded(int64_t ns)
{
	struct fat_stamp s = fat_stamp(ns);

	s.ms10 = 0;
	return fat_time(s);
}

void fat_touch(struct fat_node *n)
{
	n->vn.mtime = n->vn.ctime = rounded(clock_wall());
}

/* Takes of a mode what there is: a file can be read-only. Modes with other bits than FAT can
 * say change nothing, without an error, as on Linux. */
static void take_mode(struct fat_node *n)
{
	mode_t mode = n->vn.mode;
	bool can_hold = !(n->attr & ATTR_FOLDER) &&
			(mode & MODE & ~WRITE_BITS) == (MODE & ~WRITE_BITS);

	if (can_hold && (mode & SET_BITS) == 0)
		n->attr |= ATTR_READ_ONLY;
	else if (can_hold && (mode & SET_BITS) == SET_BITS)
		n->attr &= (uint8_t)~ATTR_READ_ONLY;
	n->vn.mode = mode_of(n);
}

static int update(struct fat *fs, struct fat_node *n)
{
	if (n->vn.uid != 0 || n->vn.gid != 0) {
		n->vn.uid = n->vn.gid = 0;
		n->vn.mode = mode_of(n);
		return -EPERM;
	}
	int err = fat_begin(fs);
	if (err)
		return err;
	take_mode(n);
	n->vn.mtime = rounded(n->vn.mtime);
	struct fat_stamp day = { .date = fat_stamp(n->vn.atime).date };
	n->vn.atime = fat_time(day);
	return fat_store_node(fs, n);
}

int fat_update(struct vnode *vn)
{
	struct fat *fs = fat_of(vn);

	mutex_lock(&fs->lock);
	int err = update(fs, fat_node(vn));
	fat_end(fs);
	mutex_unlock(&fs->lock);
	return err;
}

int fat_sync(struct vnode *vn, bool data_only)
{
	struct fat *fs = fat_of(vn);

	(void)data_only; /* sizes and clusters are in the folder and the FAT */
	mutex_lock(&fs->lock);
	int err = fs->changed ? fat_commit(fs) : 0;
	mutex_unlock(&fs->lock);
	return err;
}

void fat_reclaim(struct vnode *vn)
{
	struct fat *fs = fat_of(vn);
	struct fat_node *n = fat_node(vn);

	mutex_lock(&fs->lock);
	leave_place(fs, n);
	leave_moved(fs, n);
	fat_index_drop(fs, n);
	/* If that fails, fsck.fat finds the clusters. */
	if (vn->nlink == 0 && n->count > 0 && fat_begin(fs) == 0)
		fat_doom(fs, 0, n->first, n->count);
	mutex_unlock(&fs->lock);
	heap_free(n);
}
