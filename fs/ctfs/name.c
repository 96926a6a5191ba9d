/* SPDX-License-Identifier: MIT */
/*
 * name.c - making, moving and removing names. Whatever can fail (finding entries, room for a
 * new one, reading) comes first; then the changes, which cannot.
 *
 * Locking: the caller has excluded other operations on the directories and inodes given.
 */
#include <errno.h>
#include <string.h>

#include "ctfs/ctfs.h"

#define UNLINK_IMAGES 3u /* the entry's block, those of two inodes */

static void touch(struct ctfs_inode *dir)
{
	dir->d.mtime = dir->d.ctime = ctfs_now();
	ctfs_inode_update(dir);
}

/* A directory above which another one stands would be two directories. */
static int check_parent(struct ctfs_inode *dir, uint32_t ino)
{
	struct ctfs_inode *child;
	struct ctfs_place dots;
	int err = ctfs_inode_get(dir->fs, ino, &child);

	if (err)
		return err;
	err = child->d.type == CTFS_DIR ? ctfs_dir_slot(child, 1, &dots) : -ENOTDIR;
	if (!err) {
		if (dots.entry->ino != dir->ino || ino == CTFS_ROOT)
			err = ctfs_damaged(dir->fs, ino, dots.buf->block,
					   "a directory in two places");
		bcache_put(dots.buf);
	} else if (err == -ENOTDIR) {
		err = ctfs_damaged(dir->fs, ino, 0, "an entry says it is a directory");
	}
	ctfs_inode_put(child);
	return err;
}

int ctfs_lookup(struct ctfs_inode *dir, const char *name, size_t len, uint32_t *ino)
{
	struct ctfs_place place;

	if (len > CTFS_NAME_MAX)
		return -ENAMETOOLONG;
	int err = ctfs_dir_find(dir, name, len, &place);
	if (err)
		return err;
	*ino = place.entry->ino;
	uint8_t type = place.entry->type;
	bcache_put(place.buf);
	if (type != CTFS_DIR)
		return 0;
	mutex_lock(&dir->fs->lock);
	err = check_parent(dir, *ino);
	mutex_unlock(&dir->fs->lock);
	return err;
}

/* Room for a name that is not there: perhaps behind dir's end. */
static int room_for(struct ctfs_inode *dir, const char *name, size_t len, struct ctfs_place *place)
{
	if (len > CTFS_NAME_MAX)
		return -ENAMETOOLONG;
	int err = ctfs_dir_find(dir, name, len, place);
	if (!err)
		bcache_put(place->buf);
	if (err != -ENOENT)
		return err ? err : -EEXIST;
	if (dir->d.nlink == 0)
		return -ENOENT;
	return dir->d.nlink < UINT32_MAX ? ctfs_dir_room(dir, place) : -EMLINK;
}

static void put_place(struct ctfs_place *p)
{
	if (p->buf)
		bcache_put(p->buf);
	p->buf = NULL;
}

/* Reserves what an entry at the place takes, which room_for() found, and so much else that the
 * operation takes; and makes the place if it lies behind dir's end. Gives it up on failure. */
static int claim(struct ctfs_inode *dir, struct ctfs_place *place, unsigned images, uint32_t blocks)
{
	images += ctfs_image(dir->buf);
	if (!place->buf) {
		images += ctfs_map_images(dir, dir->d.size / CTFS_BLOCK) + 1;
		blocks += DIR_BLOCKS;
	}
	int err = ctfs_reserve(dir->fs, NULL, images + ctfs_image(place->buf), blocks);
	if (!err && !place->buf)
		err = ctfs_dir_grow(dir, place);
	if (err)
		put_place(place);
	return err;
}

/* --- creating -----------------------------------------------------------------------------------
 */

static void set_dots(struct ctfs_dirent *e, uint32_t self, uint32_t parent)
{
	e[0] = (struct ctfs_dirent){ self, 1, CTFS_DIR, "." };
	e[1] = (struct ctfs_dirent){ parent, 2, CTFS_DIR, ".." };
}

static int fill_dir(struct ctfs_inode *ip, uint32_t parent)
{
	struct buf *b;
	bool fresh;
	int err = ctfs_map_make(ip, 0, true, &b, &fresh);

	if (err)
		return err;
	ctfs_modify(ip->fs, b);
	set_dots((struct ctfs_dirent *)b->data, ip->ino, parent);
	bcache_put(b);
	ip->d.size = CTFS_BLOCK;
	return 0;
}

static int fill_link(struct ctfs_inode *ip, const char *target)
{
	struct buf *b;
	bool fresh;
	int err = ctfs_map_make(ip, 0, true, &b, &fresh);

	if (err)
		return err;
	ctfs_mark(ip, b, true);
	ip->d.size = strlen(target);
	memcpy(b->data, target, ip->d.size);
	bcache_put(b);
	return 0;
}

/* Of the first block, its own and the bitmap's, there may be an image. */
#define FILL_IMAGES 2u
#define FILL_BLOCKS 1u

static int fill(struct ctfs_inode *ip, uint32_t parent, const char *target)
{
	if (ip->d.type == CTFS_DIR)
		return fill_dir(ip, parent);
	return ip->d.type == CTFS_SYMLINK ? fill_link(ip, target) : 0;
}

static int create_in(struct ctfs_inode *dir, const char *name, size_t len, struct ctfs_inode *ip,
		     const char *target)
{
	unsigned images = ctfs_image(dir->fs->ibitmap) + ctfs_image(ip->buf);
	bool is_file = ip->d.type == CTFS_FILE;
	struct ctfs_place place;
	int err = room_for(dir, name, len, &place);

	if (!err)
		err = claim(dir, &place, images + (is_file ? 0 : FILL_IMAGES),
			    is_file ? 0 : FILL_BLOCKS);
	if (err)
		return err;
	err = fill(ip, dir->ino, target);
	if (!err) {
		ip->data_tid = ip->fs->journal.tid;
		ctfs_take_inode(dir->fs, ip->ino);
		ctfs_inode_update(ip);
		ctfs_dir_set(dir, &place, name, len, ip);
		dir->d.nlink += ip->d.type == CTFS_DIR;
		touch(dir);
	}
	bcache_put(place.buf);
	return err;
}

static int create(struct ctfs_inode *dir, const char *name, size_t len, enum ctfs_type type,
		  uint16_t mode, const char *target, struct ctfs_inode **out)
{
	struct ctfs *fs = dir->fs;
	struct ctfs_inode *ip;
	int err = ctfs_begin(fs, 0, 0);

	if (err)
		return err;
	err = ctfs_inode_new(fs, type, mode, &ip);
	if (!err) {
		err = create_in(dir, name, len, ip, target);
		if (err || !out)
			ctfs_inode_put(ip);
		else
			*out = ip;
	}
	ctfs_end(fs);
	return err;
}

int ctfs_create(struct ctfs_inode *dir, const char *name, size_t len, enum ctfs_type type,
		uint16_t mode, struct ctfs_inode **out)
{
	return create(dir, name, len, type, mode, NULL, out);
}

int ctfs_symlink(struct ctfs_inode *dir, const char *name, size_t len, const char *target)
{
	size_t size = strnlen(target, CTFS_BLOCK);

	if (size == 0 || size >= CTFS_BLOCK)
		return -ENAMETOOLONG;
	return create(dir, name, len, CTFS_SYMLINK, 0777, target, NULL);
}

/* --- further names, and fewer ------------------------------------------------------------------
 */

int ctfs_link(struct ctfs_inode *dir, const char *name, size_t len, struct ctfs_inode *ip)
{
	struct ctfs_place place;
	int err = ctfs_begin(dir->fs, 0, 0);

	if (err)
		return err;
	err = ip->d.nlink < UINT32_MAX ? room_for(dir, name, len, &place) : -EMLINK;
	if (!err)
		err = claim(dir, &place, ctfs_image(ip->buf), 0);
	if (!err) {
		ip->d.nlink++;
		ip->d.ctime = ctfs_now();
		ctfs_inode_update(ip);
		ctfs_dir_set(dir, &place, name, len, ip);
		touch(dir);
		bcache_put(place.buf);
	}
	ctfs_end(dir->fs);
	return err;
}

/* 0 when ip, which is in dir, can leave it: a directory takes a link of dir's along. */
static int check_leaving(struct ctfs_inode *dir, const struct ctfs_inode *ip)
{
	if (ip->d.type != CTFS_DIR || dir->d.nlink > 2)
		return 0;
	return ctfs_damaged(dir->fs, dir->ino, 0, "fewer links than directories in it");
}

/* 0 when ip can lose its name in dir. */
static int check_empty(struct ctfs_inode *dir, struct ctfs_inode *ip)
{
	int empty = ip->d.type == CTFS_DIR ? ctfs_dir_empty(ip) : 1;

	if (empty <= 0)
		return empty < 0 ? empty : -ENOTEMPTY;
	return check_leaving(dir, ip);
}

/* One name of ip, which stood in dir, is gone. */
static void lose_name(struct ctfs_inode *dir, struct ctfs_inode *ip)
{
	bool is_dir = ip->d.type == CTFS_DIR;

	ip->d.nlink = is_dir ? 0 : ip->d.nlink - 1;
	dir->d.nlink -= is_dir;
	ip->d.ctime = ctfs_now();
	ctfs_inode_update(ip);
	if (ip->d.nlink == 0)
		ctfs_set_orphan(ip, true);
}

/* The entry of ip in dir. */
static int find_entry(struct ctfs_inode *dir, const char *name, size_t len,
		      const struct ctfs_inode *ip, struct ctfs_place *place)
{
	int err = ctfs_dir_find(dir, name, len, place);

	if (err || place->entry->ino == ip->ino)
		return err;
	bcache_put(place->buf);
	return -ENOENT;
}

int ctfs_unlink(struct ctfs_inode *dir, const char *name, size_t len, struct ctfs_inode *ip)
{
	struct ctfs_place place;
	int err = ctfs_begin(dir->fs, UNLINK_IMAGES, 0);

	if (err)
		return err;
	err = check_empty(dir, ip);
	if (!err)
		err = find_entry(dir, name, len, ip, &place);
	if (!err) {
		ctfs_dir_clear(dir, &place);
		lose_name(dir, ip);
		touch(dir);
		bcache_put(place.buf);
	}
	ctfs_end(dir->fs);
	return err;
}

/* --- renaming
 * ------------------------------------------------------------------------------------- */

struct move {
	struct ctfs_inode *from, *to, *ip, *replaced;
	struct ctfs_place old, new, dots; /* dots: ".." of ip, if that changes */
};

static void end_move(struct move *m)
{
	put_place(&m->old);
	put_place(&m->new);
	put_place(&m->dots);
}

/* Borrows into p on success only. */
static int prepare(struct move *m, const char *name, size_t len, const char *new_name,
		   size_t new_len)
{
	struct ctfs_place p;
	int err = find_entry(m->from, name, len, m->ip, &p);

	if (err)
		return err;
	m->old = p;
	err = m->replaced ? find_entry(m->to, new_name, new_len, m->replaced, &p)
			  : room_for(m->to, new_name, new_len, &p);
	if (err)
		return err;
	m->new = p;
	if (m->ip->d.type != CTFS_DIR || m->from == m->to)
		return 0;
	err = ctfs_dir_slot(m->ip, 1, &p);
	if (!err)
		m->dots = p;
	return err;
}

static unsigned images_of(const struct move *m)
{
	return ctfs_image(m->old.buf) + ctfs_image(m->dots.buf) + ctfs_image(m->from->buf) +
	       ctfs_image(m->ip->buf) + (m->replaced ? ctfs_image(m->replaced->buf) : 0);
}

static void carry_out(struct move *m, const char *new_name, size_t new_len)
{
	ctfs_dir_set(m->to, &m->new, new_name, new_len, m->ip);
	ctfs_dir_clear(m->from, &m->old);
	if (m->replaced)
		lose_name(m->to, m->replaced);
	if (m->dots.buf) {
		ctfs_modify(m->ip->fs, m->dots.buf);
		m->dots.entry->ino = m->to->ino;
		m->from->d.nlink--;
		m->to->d.nlink++;
	}
	m->ip->d.ctime = ctfs_now();
	ctfs_inode_update(m->ip);
	touch(m->from);
	touch(m->to);
}

int ctfs_rename(struct ctfs_inode *from, const char *name, size_t len, struct ctfs_inode *ip,
		struct ctfs_inode *to, const char *new_name, size_t new_len,
		struct ctfs_inode *replaced)
{
	struct move m = { .from = from, .to = to, .ip = ip, .replaced = replaced };

	if (replaced == ip) /* two names of one file: POSIX says, nothing happens */
		return 0;
	int err = ctfs_begin(from->fs, 0, 0);
	if (err)
		return err;
	err = from == to ? 0 : check_leaving(from, ip);
	if (!err && replaced)
		err = check_empty(to, replaced);
	if (!err)
		err = prepare(&m, name, len, new_name, new_len);
	if (!err)
		err = claim(to, &m.new, images_of(&m), 0);
	if (!err)
		carry_out(&m, new_name, new_len);
	end_move(&m);
	ctfs_end(from->fs);
	return err;
}
