/* SPDX-License-Identifier: MIT */
/*
 * lent.c - which pages of a file are lent to mappings, and where they lie: taking one back must
 * not read the FAT, which could fail. A list by page would take memory for all of a large file when
 * one page is lent, so it is in pieces.
 *
 * Locking: fs->lock.
 */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/panic.h>

#include "fat.h"

/* Room for the pointers to all pieces of n's list of lent pages. */
static int make_lent_room(const struct fat *fs, struct fat_node *n)
{
	uint64_t pages = (uint64_t)n->count * fs->geo.cluster / BCACHE_BLOCK;
	uint32_t room = (uint32_t)(pages / FAT_LENT_PIECE + 1);
	uint32_t **all = heap_alloc_zero(room, sizeof(*all));

	if (!all)
		return -ENOMEM;
	if (n->lent_at)
		memcpy(all, n->lent_at, n->lent_room * sizeof(*all));
	heap_free(n->lent_at);
	n->lent_at = all;
	n->lent_room = room;
	return 0;
}

/* What a failure left, too: once no page is lent. */
static void drop_lent(struct fat_node *n)
{
	for (uint32_t i = 0; i < n->lent_room; i++)
		heap_free(n->lent_at[i]);
	heap_free(n->lent_at);
	n->lent_at = NULL;
	n->lent_room = 0;
}

static int remember(const struct fat *fs, struct fat_node *n, uint64_t index, uint32_t block)
{
	uint64_t piece = index / FAT_LENT_PIECE;
	int err = piece < n->lent_room ? 0 : make_lent_room(fs, n);

	if (err)
		return err;
	if (!n->lent_at[piece])
		n->lent_at[piece] = heap_alloc_zero(FAT_LENT_PIECE, sizeof(uint32_t));
	if (!n->lent_at[piece])
		return -ENOMEM;
	n->lent_at[piece][index % FAT_LENT_PIECE] = block;
	return 0;
}

int fat_note_lent(const struct fat *fs, struct fat_node *n, uint64_t index, uint64_t block)
{
	int err = remember(fs, n, index, (uint32_t)block);

	if (!err)
		n->lent++;
	else if (n->lent == 0)
		drop_lent(n);
	return err;
}

void fat_forget_lent(struct fat_node *n)
{
	if (--n->lent == 0)
		drop_lent(n);
}

uint32_t fat_lent_block(const struct fat_node *n, uint64_t index)
{
	ASSERT(index / FAT_LENT_PIECE < n->lent_room && n->lent_at[index / FAT_LENT_PIECE]);
	return n->lent_at[index / FAT_LENT_PIECE][index % FAT_LENT_PIECE];
}
