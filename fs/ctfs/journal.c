/* SPDX-License-Identifier: MIT */
/*
 * journal.c - transactions. One is running at a time: blocks that operations change are held
 * in memory until they are all in one record of the journal. A record that is on the medium
 * as a whole counts, any other does not; so what operations did between two commits happens
 * wholly or not at all.
 *
 *	data that the transaction speaks of -> FLUSH -> record -> FLUSH
 *
 * No operation is split over two transactions: it reserves room for all that it may change.
 * When a record cannot be written, nothing is ever written again, and the next mount finds
 * what was committed before.
 *
 * Locking: fs->lock, also while a commit waits for the device.
 */
#define LOG_TAG "ctfs"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <core/panic.h>

#include "ctfs/ctfs.h"

/* Blocks of the largest record. So many are free when a transaction starts. */
#define RECORD_MAX (CTFS_RECORD_IMAGES + 1)

bool ctfs_has_begun(const struct ctfs *fs)
{
	const struct ctfs_journal *j = &fs->journal;

	return !fs->aborted && (j->count > 0 || CTFS_JOURNAL_BLOCKS - j->live_blocks >= RECORD_MAX);
}

static bool blocks_left(const struct ctfs *fs, uint32_t blocks)
{
	return fs->free_blocks - fs->freed_count >= blocks;
}

static int commit_with(struct ctfs *fs, struct ctfs_inode *ip)
{
	if (ip)
		ctfs_inode_update(ip);
	return ctfs_commit(fs);
}

int ctfs_reserve(struct ctfs *fs, struct ctfs_inode *ip, unsigned images, uint32_t blocks)
{
	int err = 0;

	ASSERT(images <= CTFS_OPERATION);
	if (fs->read_only || fs->aborted)
		return -EROFS;
	/* Freed blocks may be used again once it is durable that they are free. */
	if (fs->journal.count + images > CTFS_OPERATION ||
	    !blocks_left(fs, MIN(blocks, fs->free_blocks)))
		err = commit_with(fs, ip);
	if (!err && fs->journal.count == 0)
		err = ctfs_checkpoint(fs, RECORD_MAX);
	return err;
}

int ctfs_begin(struct ctfs *fs, unsigned images, uint32_t blocks)
{
	mutex_lock(&fs->lock);
	int err = ctfs_reserve(fs, NULL, images, blocks);
	if (err)
		mutex_unlock(&fs->lock);
	return err;
}

void ctfs_end(struct ctfs *fs)
{
	mutex_unlock(&fs->lock);
}

void ctfs_modify(struct ctfs *fs, struct buf *b)
{
	struct ctfs_journal *j = &fs->journal;

	j->changed = true;
	if (b->tag & TAG_RUNNING)
		return;
	ASSERT(j->count < CTFS_OPERATION || (j->count == CTFS_OPERATION && b == fs->super));
	bcache_ref(b);
	bcache_hold(b);
	bcache_dirty(b);
	b->tag |= TAG_RUNNING;
	j->images[j->count++] = b;
}

static void drop_image(struct ctfs *fs, struct buf *b)
{
	struct ctfs_journal *j = &fs->journal;
	unsigned i = 0;

	while (j->images[i] != b)
		i++;
	j->images[i] = j->images[--j->count];
	bcache_put(b);
}

void ctfs_revoke(struct ctfs *fs, struct buf *b)
{
	struct ctfs_journal *j = &fs->journal;

	j->changed = true;
	if (b->tag & TAG_RUNNING)
		drop_image(fs, b);
	if (b->tag & TAG_HOME) {
		ASSERT(j->revokes < CTFS_RECORD_REVOKE);
		j->revoke[j->revokes++] = (uint32_t)b->block;
		ctfs_drop_home(fs, b);
	}
	bcache_forget(b);
}

/* --- committing ---------------------------------------------------------------------------- */

static bool is_ordered(const struct buf *b, const void *ctx)
{
	(void)ctx;
	return b->tag & TAG_ORDERED;
}

static int abort_journal(struct ctfs *fs, int err)
{
	log_err("%s: the journal cannot be written; nothing is written any more",
		bcache_device(fs->cache)->name);
	fs->aborted = err;
	return err;
}

static void seal_super(struct ctfs *fs)
{
	struct ctfs_super *s = ctfs_super(fs);

	ctfs_modify(fs, fs->super);
	s->free_blocks = fs->free_blocks;
	s->free_inodes = fs->free_inodes;
	s->last_write_time = ctfs_now();
	s->generation = fs->journal.tid;
	ctfs_super_seal(s);
}

static uint64_t add_word(uint64_t sum, const uint8_t *at)
{
	sum = (sum ^ load_u64(at)) * CTFS_SUM_FACTOR;
	return sum ^ sum >> 32;
}

/* Four words at a step, since this is done for each block of each record. */
uint64_t ctfs_image_sum(const uint8_t *image, uint32_t block, uint64_t tid)
{
	uint64_t sum = tid << 32 ^ block;

	for (unsigned i = 0; i < CTFS_BLOCK; i += 32) {
		sum = add_word(sum, image + i);
		sum = add_word(sum, image + i + 8);
		sum = add_word(sum, image + i + 16);
		sum = add_word(sum, image + i + 24);
	}
	return sum;
}

static struct ctfs_record *make_header(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;
	struct ctfs_record *r = (struct ctfs_record *)j->header.data;

	memset(r, 0, offsetof(struct ctfs_record, rest)); /* which is zero for ever */
	r->magic = CTFS_RECORD_MAGIC;
	r->version = CTFS_VERSION;
	r->sequence = j->tid;
	r->tail = j->lives ? j->live[0].tid : j->tid;
	r->previous = j->last;
	memcpy(r->uuid, ctfs_super(fs)->uuid, sizeof(r->uuid));
	memcpy(r->orphans, fs->orphans, sizeof(r->orphans));
	r->images = j->count;
	for (unsigned i = 0; i < j->count; i++) {
		r->image[i].block = (uint32_t)j->images[i]->block;
		r->image[i].sum =
			ctfs_image_sum(j->images[i]->data, r->image[i].block, r->sequence);
	}
	r->revokes = j->revokes;
	memcpy(r->revoke, j->revoke, j->revokes * sizeof(r->revoke[0]));
	r->crc = ctfs_crc(0, r, offsetof(struct ctfs_record, rest));
	r->crc = ctfs_crc_zeros(r->crc, sizeof(r->rest));
	return r;
}

/* The journal is a ring. */
static int write_record(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;
	struct buf *bufs[CTFS_RECORD_IMAGES + 1] = { &j->header };
	unsigned n = j->count + 1, first = MIN(n, CTFS_JOURNAL_BLOCKS - j->head);

	ASSERT(j->live_blocks + n <= CTFS_JOURNAL_BLOCKS);
	make_header(fs);
	memcpy(bufs + 1, j->images, j->count * sizeof(bufs[0]));
	int err = bcache_write_to(fs->cache, CTFS_JOURNAL_START + j->head, bufs, first);
	if (!err && n > first)
		err = bcache_write_to(fs->cache, CTFS_JOURNAL_START, bufs + first, n - first);
	return err;
}

/* The record counts from now on. */
static void start_next(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;
	unsigned blocks = j->count + 1;

	j->live[j->lives++] = (struct ctfs_live){ j->tid, blocks };
	j->live_blocks += blocks;
	j->head = (j->head + blocks) % CTFS_JOURNAL_BLOCKS;
	for (unsigned i = 0; i < j->count; i++) {
		struct buf *b = j->images[i];
		b->tag &= (uint16_t)~TAG_RUNNING;
		ctfs_add_home(fs, b, j->tid);
		bcache_put(b);
	}
	j->count = 0;
	j->revokes = 0;
	j->changed = false;
	j->has_data = false;
	j->last = j->tid++;
	ctfs_drop_records(fs);
	if (fs->freed_count)
		memset(fs->freed, 0, fs->bitmap_blocks * (size_t)CTFS_BLOCK);
	fs->freed_count = 0;
}

static int flush(struct ctfs *fs)
{
	int err = blk_flush(bcache_device(fs->cache));

	if (!err)
		fs->journal.unsettled = false;
	return err;
}

/* What cannot be written now stays dirty, and the transaction stays running. */
static int write_data(struct ctfs *fs)
{
	return fs->journal.has_data ? bcache_write_if(fs->cache, is_ordered, NULL) : 0;
}

int ctfs_commit(struct ctfs *fs)
{
	struct ctfs_journal *j = &fs->journal;

	if (fs->aborted)
		return fs->aborted;
	if (!j->changed)
		return 0;
	int err = write_data(fs);
	if (err)
		return err;
	seal_super(fs);
	if (j->has_data || j->unsettled)
		err = flush(fs);
	if (!err)
		err = write_record(fs);
	if (!err)
		err = flush(fs);
	if (err)
		return abort_journal(fs, err);
	start_next(fs);
	return 0;
}
