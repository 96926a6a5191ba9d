/* SPDX-License-Identifier: MIT */
/*
 * check_journal.c - replays the journal in the image, as a mount would. It may have images that
 * are not in their places whatever the superblock in its place says: a cut while the volume was
 * unmounted leaves that.
 */
#include <string.h>

#include "ctfs/tools/check.h"

#define RING CTFS_JOURNAL_BLOCKS

static struct ctfs_record *at(const struct check *c, uint32_t place)
{
	return check_block(c, CTFS_JOURNAL_START + place % RING);
}

/* What FORMAT.md calls the sum of an image. */
static uint64_t image_sum(const struct check *c, uint32_t place, uint32_t block, uint64_t sequence)
{
	const uint64_t *word = (const uint64_t *)at(c, place);
	uint64_t h = (sequence << 32) ^ block;

	for (const uint64_t *end = word + 512; word < end; word++) {
		h = (h ^ *word) * 0x9e3779b97f4a7c15u;
		h = h ^ (h >> 32);
	}
	return h;
}

static bool header(const struct check *c, uint32_t place)
{
	const struct ctfs_record *r = at(c, place);

	return r->magic == CTFS_RECORD_MAGIC && r->version == CTFS_VERSION && r->sequence != 0 &&
	       r->images <= CTFS_RECORD_IMAGES && r->revokes <= CTFS_RECORD_REVOKE &&
	       r->tail <= r->sequence && r->previous < r->sequence &&
	       memcmp(r->uuid, c->super->uuid, 16) == 0 && check_crc(0, r, 4092) == r->crc;
}

static bool whole(const struct check *c, uint32_t place)
{
	const struct ctfs_record *r = at(c, place);

	if (!header(c, place))
		return false;
	for (uint32_t i = 0; i < r->images; i++) {
		uint32_t to = r->image[i].block;
		if (to >= c->blocks || (to >= 2 && to < 32) ||
		    image_sum(c, place + 1 + i, to, r->sequence) != r->image[i].sum)
			return false;
	}
	return true;
}

/* The record of this sequence that ends before place `end`; RING: there is none. */
static uint32_t ending_at(const struct check *c, uint64_t sequence, uint32_t end)
{
	for (uint32_t p = 0; p < RING; p++)
		if (at(c, p)->sequence == sequence && whole(c, p) &&
		    (p + 1 + at(c, p)->images) % RING == end)
			return p;
	return RING;
}

/* A newer record has the block too, or says that it was freed. */
static bool superseded(const struct check *c, const uint32_t *newer, uint32_t count, uint32_t block)
{
	for (uint32_t n = 0; n < count; n++) {
		const struct ctfs_record *r = at(c, newer[n]);
		for (uint32_t i = 0; i < r->revokes; i++)
			if (r->revoke[i] == block)
				return true;
		for (uint32_t i = 0; i < r->images; i++)
			if (r->image[i].block == block)
				return true;
	}
	return false;
}

static void apply(struct check *c, const uint32_t *chain, uint32_t n)
{
	const struct ctfs_record *r = at(c, chain[n]);

	for (uint32_t i = 0; i < r->images; i++) {
		uint8_t *to = check_block(c, r->image[i].block);
		const void *from = at(c, chain[n] + 1 + i);
		if (superseded(c, chain, n, r->image[i].block) || memcmp(to, from, CTFS_BLOCK) == 0)
			continue;
		memcpy(to, from, CTFS_BLOCK);
		c->replayed = true;
	}
}

static uint32_t newest(const struct check *c)
{
	uint32_t best = RING;

	for (uint32_t p = 0; p < RING; p++)
		if (at(c, p)->magic == CTFS_RECORD_MAGIC &&
		    (best == RING || at(c, p)->sequence > at(c, best)->sequence) && whole(c, p))
			best = p;
	return best;
}

/* Repaired with the journal, which is a new one then. */
static void check_numbers(struct check *c)
{
	for (uint32_t p = 0; p < RING; p++)
		if (at(c, p)->sequence > CTFS_SEQUENCE_MAX && header(c, p) &&
		    check_problem(c, "journal: record %llu is one that none can follow",
				  (unsigned long long)at(c, p)->sequence))
			c->renumber = true;
}

/* Else the volume would not be known any more once the journal is replayed. */
static bool is_ours(const struct check *c, const struct ctfs_super *s)
{
	return s->magic == CTFS_MAGIC && s->version == CTFS_VERSION &&
	       s->block_size == CTFS_BLOCK && !(s->features & ~CTFS_FEATURES) &&
	       s->features & CTFS_JOURNAL && s->total_blocks == c->blocks &&
	       s->total_inodes == CTFS_INODES && s->root_inode == CTFS_ROOT &&
	       memcmp(s->uuid, c->super->uuid, sizeof(s->uuid)) == 0;
}

static bool has_our_super(const struct check *c, const uint32_t *chain, uint32_t length)
{
	for (uint32_t n = 0; n < length; n++) {
		const struct ctfs_record *r = at(c, chain[n]);
		for (uint32_t i = 0; i < r->images; i++)
			if (r->image[i].block == 0 &&
			    !is_ours(c, (const void *)at(c, chain[n] + 1 + i)))
				return false;
	}
	return true;
}

void check_journal(struct check *c)
{
	uint32_t chain[RING], length = 0;
	uint32_t p = newest(c);

	check_numbers(c);
	if (p == RING)
		return;
	const struct ctfs_record *head = at(c, p);
	uint64_t tail = head->tail;
	for (; p < RING && length < RING && at(c, p)->sequence >= tail;
	     p = ending_at(c, at(c, p)->previous, p))
		chain[length++] = p;
	if (!has_our_super(c, chain, length)) {
		check_problem(
			c, "journal: it has the superblock of another volume, and does not count");
		return;
	}
	memcpy(c->orphan, head->orphans, sizeof(c->orphan));
	for (uint32_t n = length; n-- > 0;)
		apply(c, chain, n);
	for (uint32_t ino = 0; ino < CTFS_INODES; ino++)
		c->orphans += check_bit(c->orphan, ino);
	if (c->orphans && c->super->state == CTFS_CLEAN &&
	    check_problem(c, "there are unfinished deletions, the volume says it is clean"))
		c->super->state = CTFS_IN_USE;
}

/* The deletions that the next mount has to finish need a record, and a record an image. */
void check_new_journal(struct check *c)
{
	struct ctfs_record *r = at(c, 0);

	memset(r, 0, RING * CTFS_BLOCK);
	if (c->orphans == 0)
		return;
	memcpy(at(c, 1), c->super, CTFS_BLOCK);
	r->magic = CTFS_RECORD_MAGIC;
	r->version = CTFS_VERSION;
	r->sequence = r->tail = c->super->generation;
	memcpy(r->uuid, c->super->uuid, sizeof(r->uuid));
	memcpy(r->orphans, c->orphan, sizeof(r->orphans));
	r->images = 1;
	r->image[0].sum = image_sum(c, 1, 0, r->sequence);
	r->crc = check_crc(0, r, 4092);
}
