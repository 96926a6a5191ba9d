/* SPDX-License-Identifier: MIT */
/*
 * recover.c - the journal at mount. The last record that is on the medium as a whole is the
 * head; it names the oldest one that is still needed (its tail), and each names the one before
 * it. Their images are taken into the cache as what they are in a running system too: committed
 * and not yet in their places. So nothing is written here, and a power cut during a mount
 * changes nothing.
 *
 * A record between tail and head that is not whole any more was about to be overwritten by the
 * record behind the head; its images had reached their places before that began.
 *
 * Locking: nobody else knows the volume yet.
 */
#define LOG_TAG "ctfs"
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <core/panic.h>

#include "ctfs/ctfs.h"

struct recovery {
	struct ctfs *fs;
	struct buf *ring[CTFS_JOURNAL_BLOCKS]; /* borrowed */
	/* positions of the records that are replayed, the head first */
	unsigned chain[CTFS_JOURNAL_BLOCKS], length;
	uint64_t newest; /* sequence of any header */
};

static const struct ctfs_record *record_at(const struct recovery *r, unsigned pos)
{
	return (const struct ctfs_record *)r->ring[pos]->data;
}

/* Where an image may belong: anywhere but in the journal. */
static bool target_ok(const struct ctfs *fs, uint32_t block)
{
	return block < CTFS_JOURNAL_START ||
	       (block >= CTFS_BITMAP_START && block < fs->total_blocks);
}

static bool header_ok(const struct recovery *r, unsigned pos)
{
	const struct ctfs_record *h = record_at(r, pos);

	if (h->magic != CTFS_RECORD_MAGIC || h->version != CTFS_VERSION ||
	    h->images > CTFS_RECORD_IMAGES || h->revokes > CTFS_RECORD_REVOKE || h->sequence == 0 ||
	    h->tail > h->sequence || h->previous >= h->sequence ||
	    memcmp(h->uuid, ctfs_super(r->fs)->uuid, sizeof(h->uuid)) != 0)
		return false;
	return ctfs_crc(0, h, offsetof(struct ctfs_record, crc)) == h->crc;
}

static struct buf *image_of(const struct recovery *r, unsigned pos, unsigned i)
{
	return r->ring[(pos + 1 + i) % CTFS_JOURNAL_BLOCKS];
}

static bool is_whole(const struct recovery *r, unsigned pos)
{
	const struct ctfs_record *h = record_at(r, pos);

	if (!header_ok(r, pos))
		return false;
	for (unsigned i = 0; i < h->images; i++)
		if (!target_ok(r->fs, h->image[i].block) ||
		    ctfs_image_sum(image_of(r, pos, i)->data, h->image[i].block, h->sequence) !=
			    h->image[i].sum)
			return false;
	return true;
}

static int read_ring(struct recovery *r)
{
	bcache_read_ahead(r->fs->cache, CTFS_JOURNAL_START, CTFS_JOURNAL_BLOCKS);
	for (unsigned i = 0; i < CTFS_JOURNAL_BLOCKS; i++) {
		int err = bcache_get(r->fs->cache, CTFS_JOURNAL_START + i, &r->ring[i]);
		if (err)
			return err;
	}
	return 0;
}

static void put_ring(struct recovery *r)
{
	for (unsigned i = 0; i < CTFS_JOURNAL_BLOCKS && r->ring[i]; i++) {
		bcache_forget(r->ring[i]);
		bcache_put(r->ring[i]);
	}
}

/* The whole record with the highest sequence; CTFS_JOURNAL_BLOCKS: none. */
static unsigned find_head(struct recovery *r)
{
	uint64_t most = UINT64_MAX;
	unsigned best;

	do {
		uint64_t sequence = 0;
		best = CTFS_JOURNAL_BLOCKS;
		for (unsigned pos = 0; pos < CTFS_JOURNAL_BLOCKS; pos++) {
			const struct ctfs_record *h = record_at(r, pos);
			if (h->magic == CTFS_RECORD_MAGIC && h->sequence > sequence &&
			    h->sequence <= most && header_ok(r, pos)) {
				best = pos;
				sequence = h->sequence;
			}
		}
		r->newest = MAX(r->newest, sequence);
		most = sequence - 1;
	} while (best < CTFS_JOURNAL_BLOCKS && !is_whole(r, best));
	return best;
}

/* The record that h names as the one before it, which ends where h begins. */
static unsigned find_previous(const struct recovery *r, unsigned at)
{
	const struct ctfs_record *h = record_at(r, at);

	for (unsigned pos = 0; pos < CTFS_JOURNAL_BLOCKS; pos++) {
		const struct ctfs_record *p = record_at(r, pos);
		if (p->magic == CTFS_RECORD_MAGIC && p->sequence == h->previous &&
		    p->images <= CTFS_RECORD_IMAGES &&
		    (pos + 1 + p->images) % CTFS_JOURNAL_BLOCKS == at && is_whole(r, pos))
			return pos;
	}
	return CTFS_JOURNAL_BLOCKS;
}

static void follow_chain(struct recovery *r, unsigned head)
{
	uint64_t tail = record_at(r, head)->tail;
	unsigned blocks = 0, pos = head;

	while (pos < CTFS_JOURNAL_BLOCKS) {
		const struct ctfs_record *h = record_at(r, pos);
		blocks += h->images + 1;
		if (h->sequence < tail || blocks > CTFS_JOURNAL_BLOCKS)
			break;
		r->chain[r->length++] = pos;
		if (h->sequence == tail)
			break;
		pos = find_previous(r, pos);
	}
}

/* A later record says that the block was freed. */
static bool is_revoked(const struct recovery *r, unsigned nth, uint32_t block)
{
	for (unsigned i = 0; i < nth; i++) {
		const struct ctfs_record *h = record_at(r, r->chain[i]);
		for (unsigned k = 0; k < h->revokes; k++)
			if (h->revoke[k] == block)
				return true;
	}
	return false;
}

static int take_image(struct ctfs *fs, uint32_t block, const uint8_t *data, uint64_t tid)
{
	struct buf *b;
	int err = bcache_get_zero(fs->cache, block, &b);

	if (err)
		return err;
	bcache_hold(b);
	bcache_dirty(b);
	memcpy(b->data, data, CTFS_BLOCK);
	ctfs_add_home(fs, b, tid);
	bcache_put(b);
	return 0;
}

static int replay(struct recovery *r)
{
	struct ctfs_journal *j = &r->fs->journal;
	int err = 0;

	for (unsigned nth = r->length; nth-- > 0 && !err;) {
		const struct ctfs_record *h = record_at(r, r->chain[nth]);
		j->live[j->lives++] = (struct ctfs_live){ h->sequence, h->images + 1 };
		j->live_blocks += h->images + 1;
		for (unsigned i = 0; i < h->images && !err; i++)
			if (!is_revoked(r, nth, h->image[i].block))
				err = take_image(r->fs, h->image[i].block,
						 image_of(r, r->chain[nth], i)->data, h->sequence);
	}
	return err;
}

/* Records behind it could not have higher numbers, and the next mount would not find them. */
static int check_newest(const struct recovery *r)
{
	if (r->newest <= CTFS_SEQUENCE_MAX)
		return 0;
	log_err("journal: record %lu, which none can follow, not mounted; run fsck.ctfs",
		(unsigned long)r->newest);
	return -EUCLEAN;
}

int ctfs_recover(struct ctfs *fs)
{
	struct recovery r = { .fs = fs };
	struct ctfs_journal *j = &fs->journal;
	int err = read_ring(&r);
	unsigned head = err ? CTFS_JOURNAL_BLOCKS : find_head(&r);

	if (!err)
		err = check_newest(&r);
	if (!err && head < CTFS_JOURNAL_BLOCKS) {
		const struct ctfs_record *h = record_at(&r, head);
		follow_chain(&r, head);
		j->last = h->sequence;
		j->head = (head + 1 + h->images) % CTFS_JOURNAL_BLOCKS;
		memcpy(fs->orphans, h->orphans, sizeof(fs->orphans));
		err = replay(&r);
		ctfs_drop_records(fs);
	}
	j->tid = MAX(r.newest, ctfs_super(fs)->generation) + 1;
	put_ring(&r);
	return err;
}
