/* SPDX-License-Identifier: MIT */
/*
 * check_dir.c - the tree: every directory is reached from the root, once; every name says
 * what is true; every inode has as many names as it thinks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctfs/tools/check.h"

static struct ctfs_dirent *slot_of(const struct check *c, uint32_t dir, uint32_t slot)
{
	uint32_t block = check_map(c, dir, slot / CTFS_SLOTS);

	if (block < CTFS_DATA_START || block >= c->blocks || c->owner[block] != dir)
		return NULL;
	return (struct ctfs_dirent *)check_block(c, block) + slot % CTFS_SLOTS;
}

static uint32_t slot_count(const struct check *c, uint32_t dir)
{
	uint64_t size = check_inode(c, dir)->size;

	if (size > CTFS_DIR_BLOCKS * (uint64_t)CTFS_BLOCK)
		size = CTFS_DIR_BLOCKS * (uint64_t)CTFS_BLOCK;
	return (uint32_t)(size / sizeof(struct ctfs_dirent));
}

static bool padded(const struct ctfs_dirent *e)
{
	for (unsigned i = e->name_len; i < CTFS_NAME_MAX; i++)
		if (e->name[i])
			return false;
	return true;
}

static const char *fault_of(const struct check *c, const struct ctfs_dirent *e)
{
	if (e->ino <= CTFS_ROOT || e->ino >= CTFS_INODES)
		return "names an inode that cannot be";
	if (e->name_len == 0 || e->name_len > CTFS_NAME_MAX)
		return "has a name of a length that cannot be";
	if (memchr(e->name, '/', e->name_len) || memchr(e->name, 0, e->name_len))
		return "has a name with a character that cannot be";
	if (e->name[0] == '.' && (e->name_len == 1 || (e->name_len == 2 && e->name[1] == '.')))
		return "is called \".\" or \"..\"";
	if (!padded(e))
		return "has a name that is not followed by zeros";
	uint8_t type = check_inode(c, e->ino)->type;
	if (type == CTFS_FREE || type > CTFS_SYMLINK)
		return "names an inode that is free";
	if (e->type != type)
		return "names an inode of another type";
	return NULL;
}

static void check_dots(struct check *c, uint32_t dir)
{
	struct ctfs_dirent *e = slot_of(c, dir, 0);
	const struct ctfs_dirent want[2] = { { dir, 1, CTFS_DIR, "." },
					     { c->parent[dir], 2, CTFS_DIR, ".." } };

	for (unsigned i = 0; e && i < 2; i++)
		if (memcmp(&e[i], &want[i], sizeof(*e)) != 0 &&
		    check_problem(c, "directory %u: \"%s\" is not inode %u", dir, want[i].name,
				  want[i].ino))
			e[i] = want[i];
}

/* Names seen in one directory. */
struct names {
	const struct ctfs_dirent **cell;
	size_t cells;
};

static bool names_start(struct names *n, uint32_t slots)
{
	for (n->cells = 64; n->cells < 2u * slots; n->cells *= 2)
		;
	n->cell = calloc(n->cells, sizeof(*n->cell));
	return n->cell;
}

/* False: it is there already. */
static bool names_add(struct names *n, const struct ctfs_dirent *e)
{
	size_t at = 5381;

	for (unsigned i = 0; i < e->name_len; i++)
		at = at * 33 + (uint8_t)e->name[i];
	for (;; at++) {
		const struct ctfs_dirent **cell = &n->cell[at & (n->cells - 1)];
		if (!*cell) {
			*cell = e;
			return true;
		}
		if ((*cell)->name_len == e->name_len &&
		    memcmp((*cell)->name, e->name, e->name_len) == 0)
			return false;
	}
}

static void clear(struct ctfs_dirent *e)
{
	memset(e, 0, sizeof(*e));
}

/* Counts a link; a directory is put behind those to be looked at. */
static void count(struct check *c, uint32_t dir, struct ctfs_dirent *e, uint16_t *queue,
		  unsigned *end)
{
	uint32_t ino = e->ino;

	if (e->type == CTFS_DIR && c->parent[ino]) {
		if (check_problem(c, "directory %u: inode %u, a directory, is in %u too", dir, ino,
				  c->parent[ino]))
			clear(e);
		return;
	}
	c->links[ino]++;
	if (e->type == CTFS_DIR) {
		c->parent[ino] = (uint16_t)dir;
		c->subdirs[dir]++;
		queue[(*end)++] = (uint16_t)ino;
	}
}

static void check_entry(struct check *c, uint32_t dir, struct ctfs_dirent *e, struct names *n,
			uint16_t *queue, unsigned *end)
{
	const char *fault = e->ino ? fault_of(c, e) : NULL;

	if (e->ino == 0)
		return;
	if (!fault && !names_add(n, e))
		fault = "has a name that another entry has";
	if (!fault)
		count(c, dir, e, queue, end);
	else if (check_problem(c, "directory %u: an entry for inode %u %s", dir, e->ino, fault))
		clear(e);
}

/* For a directory's entries; false: there is none. */
static bool give_block(struct check *c, uint32_t dir)
{
	struct ctfs_dinode *d = check_inode(c, dir);
	uint32_t block = CTFS_DATA_START;

	while (block < c->blocks && c->owner[block])
		block++;
	if (block == c->blocks)
		return false;
	c->owner[block] = (uint16_t)dir;
	memset(check_block(c, block), 0, CTFS_BLOCK);
	d->direct[0] = block;
	d->blocks++;
	return true;
}

static bool has_block(struct check *c, uint32_t dir)
{
	if (slot_of(c, dir, 0))
		return true;
	if (!check_problem(c, "directory %u: it has no block of entries", dir))
		return false;
	if (give_block(c, dir))
		return true;
	check_not_repaired(c);
	return false;
}

static void check_dir(struct check *c, uint32_t dir, uint16_t *queue, unsigned *end)
{
	uint32_t slots = slot_count(c, dir);
	struct names n;

	if (!has_block(c, dir))
		return;
	check_dots(c, dir);
	if (!names_start(&n, slots)) {
		if (check_problem(c, "directory %u: no memory to check it", dir))
			check_not_repaired(c);
		return;
	}
	for (uint32_t slot = 0; slot < slots; slot++) {
		struct ctfs_dirent *e = slot_of(c, dir, slot);
		if (!e) {
			if (check_problem(c, "directory %u: page %u is missing", dir,
					  (unsigned)(slot / CTFS_SLOTS)))
				check_inode(c, dir)->size = slot / CTFS_SLOTS * CTFS_BLOCK;
			break;
		}
		if (slot >= CTFS_SLOT_NAMES)
			check_entry(c, dir, e, &n, queue, end);
	}
	free(n.cell);
}

/* --- what was not reached, and the counts
 * ---------------------------------------------------------- */

static struct ctfs_dirent *free_slot(const struct check *c, uint32_t dir)
{
	for (uint32_t slot = CTFS_SLOT_NAMES; slot < slot_count(c, dir); slot++) {
		struct ctfs_dirent *e = slot_of(c, dir, slot);
		if (e && e->ino == 0)
			return e;
	}
	return NULL;
}

/* Gives what has no name one in the root. */
static void reconnect(struct check *c, uint32_t ino, uint16_t *queue, unsigned *end)
{
	struct ctfs_dirent *e = free_slot(c, CTFS_ROOT);
	uint8_t type = check_inode(c, ino)->type;

	if (!e) { /* nothing is lost: its names can be given once there is room */
		check_not_repaired(c);
		return;
	}
	clear(e);
	e->ino = ino;
	e->type = type;
	e->name_len = (uint8_t)snprintf(e->name, CTFS_NAME_MAX, "lost-%u", ino);
	count(c, CTFS_ROOT, e, queue, end);
}

static bool in_use(const struct check *c, uint32_t ino)
{
	uint8_t type = check_inode(c, ino)->type;

	return type != CTFS_FREE && type <= CTFS_SYMLINK;
}

static bool is_orphan(const struct check *c, uint32_t ino)
{
	return check_bit(c->orphan, ino) && check_inode(c, ino)->nlink == 0;
}

static bool is_lost(const struct check *c, uint32_t ino)
{
	return in_use(c, ino) && ino != CTFS_ROOT && c->links[ino] == 0 && !is_orphan(c, ino);
}

/* Why inode ino cannot have blocks that the next mount is to take from it; NULL: it can. */
static const char *fault_of_orphan(const struct check *c, uint32_t ino)
{
	if (!in_use(c, ino) || ino < CTFS_ROOT)
		return "is free";
	if (check_inode(c, ino)->nlink > 0)
		return NULL;
	return ino == CTFS_ROOT ? "is the root" : c->links[ino] > 0 ? "has a name" : NULL;
}

/* Whoever mounts it would refuse the volume for the first kind, and free what is in use for the
 * others. */
static void check_orphans(struct check *c)
{
	for (uint32_t ino = 0; ino < CTFS_INODES; ino++) {
		const char *fault = check_bit(c->orphan, ino) ? fault_of_orphan(c, ino) : NULL;
		if (!fault ||
		    !check_problem(c, "inode %u %s, the journal says it is to lose blocks", ino,
				   fault))
			continue;
		check_set_bit(c->orphan, ino, false);
		c->orphans--;
	}
}

static void check_links(struct check *c)
{
	for (uint32_t ino = CTFS_ROOT; ino < CTFS_INODES; ino++) {
		struct ctfs_dinode *d = check_inode(c, ino);
		uint32_t want = d->type == CTFS_DIR ? 2u + c->subdirs[ino] : c->links[ino];
		if (!in_use(c, ino) || is_orphan(c, ino) || is_lost(c, ino) || d->nlink == want)
			continue;
		if (check_problem(c, "inode %u: a count of %u links, there are %u", ino, d->nlink,
				  want))
			d->nlink = want;
	}
}

/* Directories in the order in which they are found. */
static void visit(struct check *c, uint16_t *queue, unsigned *at, unsigned *end)
{
	while (*at < *end)
		check_dir(c, queue[(*at)++], queue, end);
}

static void seal_inodes(struct check *c)
{
	for (uint32_t ino = CTFS_ROOT; ino < CTFS_INODES; ino++)
		if (in_use(c, ino))
			check_inode(c, ino)->crc = check_inode_crc(c, ino);
}

void check_tree(struct check *c)
{
	uint16_t queue[CTFS_INODES] = { CTFS_ROOT };
	unsigned at = 0, end = 1;

	c->parent[CTFS_ROOT] = CTFS_ROOT;
	visit(c, queue, &at, &end);
	check_orphans(c);
	for (uint32_t ino = CTFS_ROOT + 1; ino < CTFS_INODES; ino++) {
		if (!is_lost(c, ino))
			continue;
		if (check_problem(c, "inode %u has no name", ino))
			reconnect(c, ino, queue, &end);
		visit(c, queue, &at, &end);
	}
	check_links(c);
	if (c->repaired)
		seal_inodes(c);
}
