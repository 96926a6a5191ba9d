/* SPDX-License-Identifier: MIT */
/* exercise.c - see exercise.h. */
#include <string.h>

#include "ctfs/tests/exercise.h"

#define ENTRIES  64u /* of a directory that are looked at */
#define DEPTH    4u
#define VISITS   200u
#define READ_MAX (24ull * CTFS_BLOCK) /* of a file, from its start: holes are all the same */

struct names {
	unsigned n;
	struct {
		char name[CTFS_NAME_MAX];
		size_t len;
	} at[ENTRIES];
};

static char bytes[3 * CTFS_BLOCK];
static unsigned visits;

static bool note(void *ctx, const struct ctfs_entry *e)
{
	struct names *names = ctx;

	memcpy(names->at[names->n].name, e->name, e->len);
	names->at[names->n].len = e->len;
	return ++names->n < ENTRIES;
}

static void use_file(struct ctfs_inode *ip)
{
	uint64_t at, end = MIN(ip->d.size, READ_MAX);
	struct buf *page = NULL;

	for (at = 0; at < end; at += sizeof(bytes))
		if (ctfs_read(ip, bytes, sizeof(bytes), at) <= 0)
			break;
	if (ip->d.size)
		ctfs_read(ip, bytes, sizeof(bytes), ip->d.size - 1);
	if (ip->d.type != CTFS_FILE)
		return;
	if (ip->d.size <= READ_MAX)
		ctfs_seek(ip, 0, true, &at);
	if (ctfs_page(ip, 1, true, &page) == 0 && page)
		bcache_put(page);
	ctfs_write(ip, bytes, sizeof(bytes), 11 * CTFS_BLOCK + 5);
	ctfs_fsync(ip, false);
	ctfs_truncate(ip, 2 * CTFS_BLOCK + 1);
	ctfs_allocate(ip, 0, 14 * CTFS_BLOCK);
	ctfs_write(ip, bytes, 10, 3 * CTFS_BLOCK);
}

static void change_names(struct ctfs_inode *dir, const char *name, size_t len,
			 struct ctfs_inode *ip)
{
	struct ctfs_inode *made;

	if (ctfs_create(dir, "new", 3, CTFS_DIR, 0755, &made) == 0) {
		if (ip->d.type == CTFS_FILE)
			ctfs_rename(dir, name, len, ip, made, "moved", 5, NULL);
		ctfs_unlink(dir, "new", 3, made);
		ctfs_put(made);
	}
	ctfs_symlink(dir, "link", 4, "target");
	if (ip->d.type == CTFS_FILE)
		ctfs_link(dir, "second", 6, ip);
	ctfs_unlink(dir, name, len, ip);
}

/* Recursion: DEPTH. */
static void visit(struct ctfs_inode *dir, unsigned depth)
{
	struct names names = { 0 };

	if (ctfs_readdir(dir, 0, note, &names))
		return;
	for (unsigned i = 0; i < names.n && visits++ < VISITS; i++) {
		struct ctfs_inode *ip;
		uint32_t ino;
		if (ctfs_lookup(dir, names.at[i].name, names.at[i].len, &ino) ||
		    ctfs_get(dir->fs, ino, &ip))
			continue;
		if (ip->d.type == CTFS_DIR && depth < DEPTH)
			visit(ip, depth + 1);
		else
			use_file(ip);
		if (i % 2)
			change_names(dir, names.at[i].name, names.at[i].len, ip);
		ctfs_put(ip);
	}
}

bool exercise(struct bcache *cache, enum ctfs_access access)
{
	struct ctfs_inode *root;
	struct ctfs *fs;

	visits = 0;
	if (ctfs_open(cache, access, &fs))
		return false;
	if (ctfs_get(fs, CTFS_ROOT, &root) == 0) {
		visit(root, 0);
		ctfs_sync(fs);
		ctfs_put(root);
	}
	ctfs_close(fs);
	return true;
}
