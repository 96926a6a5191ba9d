/* SPDX-License-Identifier: MIT */
/*
 * checkpoint.c - from the journal to the places where blocks belong. A committed image stays
 * in memory until it is written in its place; the records of the journal that hold the newest
 * image of such a block are "live", with all that follow, and are what a mount replays. The
 * last record is always live, since it tells the orphans.
 *
 * Blocks are written in their places when the journal is short of room, before a transaction
 * starts: they have no uncommitted changes then. The flush that makes this durable is the one
 * that the next commit needs anyway, before its record may overwrite theirs.
 *
 * A block that is in the next record again needs no writing: hot blocks are written to the
 * journal only.
 *
 * Locking: fs->lock.
 */
#include <core/panic.h>

#include "ctfs/ctfs.h"

static struct ctfs_home *find_home(struct ctfs_journal *j, const struct buf *b)
{
	for (unsigned i = 0; i < j->homes; i++)
		if (j->home[i].buf == b)
			return &j->home[i];
	return NULL;
}

void ctfs_add_home(struct ctfs *fs, struct buf *b, uint64_t tid)
{
	struct ctfs_journal *j = &fs->journal;

	if (b->tag & TAG_HOME) {
		find_home(j, b)->tid = tid;
		return;
	}
	ASSERT(j->homes < CTFS_JOURNAL_BLOCKS);
	bcache_ref(b);
	b->tag |= TAG_HOME;
	j->home[j->homes++] = (struct ctfs_home){ b, tid };
}

void ctfs_drop_home(struct ctfs *fs, struct buf *b)
{
	struct ctfs_journal *j = &fs->journal;
	struct ctfs_home *h = find_home(j, b);

	b->tag &= (uint16_t)~TAG_HOME;
	*h = j->home[--j->homes];
	bcache_put(b);
}

static bool is_needed(const struct ctfs_journal *j, uint64_t tid)
{
	for (unsigned i = 0; i < j->homes; i++)
		if (j->home[i].tid == tid)
			return true;
	return false;
}

void ctfs_drop_records(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;
	unsigned drop = 0;

	while (drop + 1 < j->lives && !is_needed(j, j->live[drop].tid)) {
		j->live_blocks -= j->live[drop].blocks;
		drop++;
	}
	for (unsigned i = drop; drop && i < j->lives; i++)
		j->live[i - drop] = j->live[i];
	j->lives -= drop;
}

/* Collects the blocks whose newest image is in record tid, in the order of their places. */
static unsigned collect(const struct ctfs_journal *j, uint64_t tid, struct buf **bufs)
{
	unsigned n = 0;

	for (unsigned i = 0; i < j->homes; i++) {
		if (j->home[i].tid != tid)
			continue;
		unsigned at = n++;
		for (; at > 0 && bufs[at - 1]->block > j->home[i].buf->block; at--)
			bufs[at] = bufs[at - 1];
		bufs[at] = j->home[i].buf;
	}
	return n;
}

static int settle_oldest(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;
	struct buf *bufs[CTFS_JOURNAL_BLOCKS];
	unsigned n = collect(j, j->live[0].tid, bufs);

	j->unsettled = true;
	int err = bcache_write(bufs, n);
	for (unsigned i = 0; i < n && !err; i++) {
		bcache_release(bufs[i]);
		ctfs_drop_home(fs, bufs[i]);
	}
	ctfs_drop_records(fs);
	return err;
}

int ctfs_checkpoint(struct ctfs *fs, unsigned blocks)
{
	struct ctfs_journal *j = &fs->journal;
	int err = 0;

	ASSERT(j->count == 0);
	while (!err && CTFS_JOURNAL_BLOCKS - j->live_blocks < blocks && j->homes > 0)
		err = settle_oldest(fs);
	return err;
}

void ctfs_drop_all(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;

	while (j->count > 0) {
		struct buf *b = j->images[--j->count];
		b->tag &= (uint16_t)~TAG_RUNNING;
		if (!(b->tag & TAG_HOME))
			bcache_forget(b);
		bcache_put(b);
	}
	while (j->homes > 0) {
		struct buf *b = j->home[--j->homes].buf;
		bcache_forget(b);
		bcache_put(b);
	}
}
