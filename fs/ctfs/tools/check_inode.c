/* SPDX-License-Identifier: MIT */
/* check_inode.c - each inode by itself, and which block belongs to whom. */
#include <string.h>

#include "ctfs/tools/check.h"

struct walk {
	struct check *c;
	uint32_t ino;
	uint64_t blocks; /* found */
};

/* Takes the block that *pointer names for the inode. False: there is none to go on into. */
static bool claim(struct walk *w, uint32_t *pointer)
{
	struct check *c = w->c;
	uint32_t block = *pointer;

	if (block == 0)
		return false;
	if (block < CTFS_DATA_START || block >= c->blocks) {
		if (check_problem(c, "inode %u: a pointer to %u, which is no block of files",
				  w->ino, block))
			*pointer = 0;
		return false;
	}
	if (c->owner[block]) {
		if (check_problem(c, "inode %u: block %u belongs to inode %u too", w->ino, block,
				  c->owner[block]))
			*pointer = 0;
		return false;
	}
	c->owner[block] = (uint16_t)w->ino;
	w->blocks++;
	return true;
}

static void claim_table(struct walk *w, uint32_t *pointer)
{
	if (!claim(w, pointer))
		return;
	uint32_t *entry = check_block(w->c, *pointer);
	for (unsigned i = 0; i < CTFS_POINTERS; i++)
		claim(w, &entry[i]);
}

static void claim_all(struct walk *w, struct ctfs_dinode *d)
{
	for (unsigned i = 0; i < CTFS_DIRECT; i++)
		claim(w, &d->direct[i]);
	claim_table(w, &d->indirect);
	if (!claim(w, &d->dindirect))
		return;
	uint32_t *table = check_block(w->c, d->dindirect);
	for (unsigned i = 0; i < CTFS_POINTERS; i++)
		claim_table(w, &table[i]);
}

uint32_t check_map(const struct check *c, uint32_t ino, uint32_t page)
{
	const struct ctfs_dinode *d = check_inode(c, ino);
	uint32_t table = d->indirect;

	if (page < CTFS_DIRECT)
		return d->direct[page];
	page -= CTFS_DIRECT;
	if (page >= CTFS_POINTERS || table < CTFS_DATA_START || table >= c->blocks)
		return 0;
	return ((uint32_t *)check_block(c, table))[page];
}

static uint64_t size_max(const struct check *c, const struct ctfs_dinode *d)
{
	if (d->type == CTFS_DIR)
		return CTFS_DIR_BLOCKS * (uint64_t)CTFS_BLOCK;
	if (d->type == CTFS_SYMLINK)
		return CTFS_BLOCK - 1;
	return (c->super->features & CTFS_DINDIRECT ? CTFS_FILE_BLOCKS : CTFS_FILE_SINGLE) *
	       (uint64_t)CTFS_BLOCK;
}

static bool size_ok(const struct check *c, const struct ctfs_dinode *d)
{
	if (d->type == CTFS_DIR && (d->size == 0 || d->size % CTFS_BLOCK))
		return false;
	if (d->type == CTFS_SYMLINK && d->size == 0)
		return false;
	return d->size <= size_max(c, d);
}

static void check_fields(struct check *c, uint32_t ino)
{
	struct ctfs_dinode *d = check_inode(c, ino);

	if (d->mode & ~07777u &&
	    check_problem(c, "inode %u: bits in its mode that mean nothing", ino))
		d->mode &= 07777;
	if ((d->flags || d->tindirect || d->xattr) &&
	    check_problem(c, "inode %u: reserved fields are not zero", ino))
		d->flags = 0, d->tindirect = d->xattr = 0;
	if (d->dindirect && !(c->super->features & CTFS_DINDIRECT) &&
	    check_problem(c, "inode %u: double indirection, which the volume has not", ino))
		d->dindirect = 0;
	if (!size_ok(c, d) && check_problem(c, "inode %u: its size cannot be, %llu", ino,
					    (unsigned long long)d->size))
		d->size = d->type == CTFS_FILE  ? size_max(c, d)
			  : d->type == CTFS_DIR ? CTFS_BLOCK
						: 1;
}

static bool is_zero(const struct ctfs_dinode *d)
{
	static const struct ctfs_dinode zero;

	return memcmp(d, &zero, sizeof(zero)) == 0;
}

/* A free inode is zero, or has been one in use: only its generation and checksum count. */
static bool is_free(struct check *c, uint32_t ino)
{
	struct ctfs_dinode *d = check_inode(c, ino);

	if (d->type > CTFS_SYMLINK &&
	    check_problem(c, "inode %u: there is no type %u; it is made free", ino, d->type))
		memset(d, 0, sizeof(*d));
	return d->type == CTFS_FREE || d->type > CTFS_SYMLINK;
}

static void check_checksum(struct check *c, uint32_t ino)
{
	if (c->super->features & CTFS_CHECKSUMS &&
	    check_inode_crc(c, ino) != check_inode(c, ino)->crc)
		check_problem(c, "inode %u: its checksum is wrong", ino);
}

static void check_one(struct check *c, uint32_t ino)
{
	struct ctfs_dinode *d = check_inode(c, ino);
	struct walk w = { .c = c, .ino = ino };

	if (is_zero(d))
		return;
	unsigned before = c->problems;
	check_checksum(c, ino);
	if (!is_free(c, ino)) {
		check_fields(c, ino);
		claim_all(&w, d);
		if (d->blocks != w.blocks &&
		    check_problem(c, "inode %u: %llu blocks, it has %llu", ino,
				  (unsigned long long)d->blocks, (unsigned long long)w.blocks))
			d->blocks = w.blocks;
		c->files += d->type != CTFS_DIR;
		c->dirs += d->type == CTFS_DIR;
	}
	if (c->repair && c->problems > before)
		d->crc = check_inode_crc(c, ino);
}

/* What was in it gets names in the new one. */
static void check_root(struct check *c)
{
	struct ctfs_dinode *d = check_inode(c, CTFS_ROOT);

	if (d->type == CTFS_DIR || !check_problem(c, "inode 1, the root, is no directory"))
		return;
	*d = (struct ctfs_dinode){ .mode = 0755, .type = CTFS_DIR, .nlink = 2, .size = CTFS_BLOCK };
	d->crc = check_inode_crc(c, CTFS_ROOT);
}

void check_inodes(struct check *c)
{
	check_root(c);
	for (uint32_t ino = CTFS_ROOT; ino < CTFS_INODES; ino++)
		check_one(c, ino);
}
