/* SPDX-License-Identifier: MIT */
/* check.c - the superblock, the bitmaps, and the order of the check. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctfs/tools/check.h"

bool check_problem(struct check *c, const char *fmt, ...)
{
	char line[256];
	va_list args;

	c->problems++;
	c->repaired += c->repair;
	if (c->say) {
		va_start(args, fmt);
		vsnprintf(line, sizeof(line), fmt, args);
		va_end(args);
		c->say(c->ctx, line);
	}
	return c->repair;
}

void check_not_repaired(struct check *c)
{
	c->repaired--;
}

/* CRC32C (RFC 3720), a byte at a step with eight tables side by side. */
uint32_t check_crc(uint32_t crc, const void *data, size_t len)
{
	static uint32_t t[8][256];
	const uint8_t *p = data;

	for (unsigned n = 0; t[0][255] == 0 && n < 256; n++) {
		uint32_t v = n;
		for (unsigned row = 0; row < 8; row++) {
			for (unsigned bit = 0; bit < 8; bit++)
				v = v & 1 ? v >> 1 ^ 0x82f63b78u : v >> 1;
			t[row][n] = v;
		}
	}
	crc = ~crc;
	for (; len >= 8; len -= 8, p += 8) {
		crc ^= (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		       (uint32_t)p[3] << 24;
		crc = t[7][crc & 255] ^ t[6][crc >> 8 & 255] ^ t[5][crc >> 16 & 255] ^
		      t[4][crc >> 24] ^ t[3][p[4]] ^ t[2][p[5]] ^ t[1][p[6]] ^ t[0][p[7]];
	}
	while (len-- > 0)
		crc = crc >> 8 ^ t[0][(crc ^ *p++) & 255];
	return ~crc;
}

bool check_bit(const uint8_t *map, uint32_t n)
{
	return map[n >> 3] & 1u << (n & 7);
}

void check_set_bit(uint8_t *map, uint32_t n, bool on)
{
	if (check_bit(map, n) != on)
		map[n >> 3] ^= (uint8_t)(1u << (n & 7));
}

void *check_block(const struct check *c, uint32_t block)
{
	return c->image + (uint64_t)block * CTFS_BLOCK;
}

struct ctfs_dinode *check_inode(const struct check *c, uint32_t ino)
{
	return (struct ctfs_dinode *)check_block(c, CTFS_TABLE_START) + ino;
}

uint32_t check_inode_crc(const struct check *c, uint32_t ino)
{
	return check_crc(check_crc(0, &ino, 4), check_inode(c, ino), 124);
}

/* --- the superblock --------------------------------------------------------------------------- */

static bool refuse(struct check *c, const char *what, uint64_t value)
{
	if (check_problem(c, "superblock: %s (%llu)", what, (unsigned long long)value))
		check_not_repaired(c);
	return false;
}

static bool identify(struct check *c)
{
	struct ctfs_super *s = check_block(c, 0);

	if (c->size < CTFS_BLOCKS_MIN * CTFS_BLOCK)
		return refuse(c, "the image is too small for a volume: it was cut short, bytes",
			      c->size);
	if (s->magic != CTFS_MAGIC)
		return refuse(c, "this is no CTFS volume, mkfs.ctfs makes one; magic number",
			      s->magic);
	if (s->version != CTFS_VERSION || s->block_size != CTFS_BLOCK)
		return refuse(c, "a version that this program does not know: use a newer one",
			      s->version);
	if (s->features & ~CTFS_FEATURES)
		return refuse(c, "features that this program does not know: use a newer one",
			      s->features);
	if (s->total_blocks < CTFS_BLOCKS_MIN || s->total_blocks > CTFS_BLOCKS_MAX ||
	    s->total_blocks > c->size / CTFS_BLOCK)
		return refuse(c, "a size that cannot be: damaged, or cut short; blocks",
			      s->total_blocks);
	if (s->total_inodes != CTFS_INODES || s->root_inode != CTFS_ROOT)
		return refuse(c, "not 2048 inodes, or the root is not inode 1", s->root_inode);
	c->super = s;
	c->blocks = (uint32_t)s->total_blocks;
	return true;
}

static bool all_same(const uint8_t *p, size_t len, uint8_t value)
{
	return len == 0 || (p[0] == value && memcmp(p, p + 1, len - 1) == 0);
}

static void check_super(struct check *c)
{
	struct ctfs_super *s = c->super;
	bool journal = s->features & CTFS_JOURNAL;

	if (s->features & CTFS_CHECKSUMS && check_crc(0, s, 4092) != s->crc)
		check_problem(c, "superblock: its checksum is wrong");
	if (s->journal_start != (journal ? 2 : 0) || s->journal_blocks != (journal ? 30 : 0)) {
		if (check_problem(c, "superblock: the journal is not blocks 2 to 31")) {
			s->journal_start = journal ? 2 : 0;
			s->journal_blocks = journal ? 30 : 0;
		}
	}
	if (s->generation > CTFS_SEQUENCE_MAX &&
	    check_problem(c, "superblock: its generation, %llu, is one that none can follow",
			  (unsigned long long)s->generation))
		c->renumber = true;
	if (!all_same(s->zero, sizeof(s->zero), 0) &&
	    check_problem(c, "superblock: bytes 128 to 4091 are not zero"))
		memset(s->zero, 0, sizeof(s->zero));
	if (s->state > CTFS_IN_USE &&
	    check_problem(c, "superblock: its state is neither clean nor in use"))
		s->state = CTFS_CLEAN;
}

static void check_counts(struct check *c)
{
	struct ctfs_super *s = c->super;

	if (s->free_blocks != c->free_blocks &&
	    check_problem(c, "superblock: %llu free blocks, there are %u",
			  (unsigned long long)s->free_blocks, c->free_blocks))
		s->free_blocks = c->free_blocks;
	if (s->free_inodes != c->free_inodes &&
	    check_problem(c, "superblock: %llu free inodes, there are %u",
			  (unsigned long long)s->free_inodes, c->free_inodes))
		s->free_inodes = c->free_inodes;
}

/* --- the bitmaps --------------------------------------------------------------------------------
 */

static void check_inode_bitmap(struct check *c)
{
	uint8_t *map = check_block(c, CTFS_IBITMAP_START);

	for (uint32_t ino = 0; ino < CTFS_INODES; ino++) {
		bool used = ino == 0 || check_inode(c, ino)->type != CTFS_FREE;
		c->free_inodes += !used;
		if (check_bit(map, ino) != used &&
		    check_problem(c, "inode %u is %s, the bitmap says %s", ino,
				  used ? "in use" : "free", used ? "free" : "in use"))
			check_set_bit(map, ino, used);
	}
	for (uint32_t i = CTFS_INODES / 8; i < CTFS_BLOCK; i++) {
		if (map[i] == 0xff)
			continue;
		if (check_problem(c, "the bitmap has free inodes behind number 2047"))
			memset(map + i, 0xff, CTFS_BLOCK - i);
		break;
	}
}

/* The bits of blocks that the volume does not have are set. */
static void check_end_of_bitmap(struct check *c, uint8_t *map)
{
	uint32_t bit = c->blocks - CTFS_DATA_START, first = (bit + 7) / 8;
	uint32_t bytes = CTFS_BITMAP_BLOCKS * CTFS_BLOCK - first;
	bool all_set = all_same(map + first, bytes, 0xff);

	for (uint32_t i = bit; i < first * 8; i++)
		all_set = all_set && check_bit(map, i);
	if (all_set || !check_problem(c, "the bitmap has free blocks behind the volume's end"))
		return;
	memset(map + first, 0xff, bytes);
	for (; bit < first * 8; bit++)
		check_set_bit(map, bit, true);
}

static void check_block_bitmap(struct check *c)
{
	uint8_t *map = check_block(c, CTFS_BITMAP_START);

	for (uint32_t bit = 0; bit < c->blocks - CTFS_DATA_START; bit++) {
		uint32_t block = CTFS_DATA_START + bit;
		bool used = c->owner[block] != 0;
		c->free_blocks += !used;
		if (check_bit(map, bit) == used)
			continue;
		if (used && check_problem(c, "block %u belongs to inode %u, the bitmap says free",
					  block, c->owner[block]))
			check_set_bit(map, bit, true);
		if (!used && check_problem(c, "block %u is lost: in no file, and not free", block))
			check_set_bit(map, bit, false);
	}
	check_end_of_bitmap(c, map);
}

/* The image is whole: no image of the journal is needed any more. */
static void seal(struct check *c)
{
	c->super->state = c->orphans ? CTFS_IN_USE : CTFS_CLEAN;
	c->super->generation = c->renumber ? 1 : c->super->generation + 1;
	c->super->crc = check_crc(0, c->super, 4092);
	if (c->super->features & CTFS_JOURNAL)
		check_new_journal(c);
}

static bool check_once(struct check *c)
{
	if (!identify(c))
		return false;
	c->owner = calloc(c->blocks, sizeof(*c->owner));
	if (!c->owner)
		return refuse(c, "no memory to check so many blocks", c->blocks);
	if (c->super->features & CTFS_JOURNAL)
		check_journal(c);
	check_super(c);
	check_inodes(c);
	check_tree(c);
	check_inode_bitmap(c);
	check_block_bitmap(c);
	check_counts(c);
	if (c->repaired)
		seal(c);
	free(c->owner);
	c->owner = NULL;
	return true;
}

#define PASSES 8u

bool check_volume(struct check *c)
{
	const struct check start = *c;
	unsigned problems = 0;
	bool again = true, replayed = false;

	for (unsigned pass = 0; again && pass < PASSES; pass++) {
		*c = start;
		if (!check_once(c))
			return false;
		problems += c->problems;
		replayed |= c->replayed;
		again = c->repaired > 0;
	}
	c->left = c->problems;
	c->problems = problems;
	c->replayed = replayed;
	return true;
}
