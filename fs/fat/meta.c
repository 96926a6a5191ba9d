/* SPDX-License-Identifier: MIT */
/*
 * meta.c - changed sectors of metadata, kept beside the cache of blocks until it is their turn
 * to be written.
 *
 * The cache writes blocks of 4 KiB, in which the FAT, folders and contents of files may lie
 * next to each other; but no sector is of two kinds. So a sector that is changed gets a copy
 * of its own, its shadow. A commit copies the shadows of one phase after the other into the
 * cache's blocks, and writes and flushes these. Meanwhile the cache may write the block at
 * any time: it holds what was committed before.
 *
 * The block under a shadow is dirty and held from the beginning. So the cache's timer runs, and
 * nothing must be read to copy the shadow back.
 */
#define LOG_TAG "fat"
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/log.h>
#include <core/panic.h>

#include "fat.h"

#define SHADOWS_MAX   96u
#define SHADOWS_OF_OP 24u /* that one operation makes between two fat_begin() at most */
#define DOOMED_OF_OP  2u

static uint64_t sector_of(const struct fat *fs, uint64_t at)
{
	return ALIGN_DOWN(at, (uint64_t)fs->geo.sector);
}

/* --- shadows -------------------------------------------------------------------------------- */

static struct fat_shadow **bucket(struct fat *fs, uint64_t sector)
{
	return &fs->shadow[sector / fs->geo.sector % FAT_BUCKETS];
}

static struct fat_shadow *find_shadow(struct fat *fs, uint64_t sector)
{
	struct fat_shadow *s = *bucket(fs, sector);

	while (s && s->at != sector)
		s = s->next;
	return s;
}

static int make_shadow(struct fat *fs, uint64_t sector, enum fat_phase phase,
		       struct fat_shadow **out)
{
	struct fat_shadow *s = heap_alloc(sizeof(*s) + fs->geo.sector);
	struct buf *b;

	if (!s)
		return -ENOMEM;
	int err = bcache_get(fs->cache, sector / BCACHE_BLOCK, &b);
	if (err) {
		heap_free(s);
		return err;
	}
	memcpy(s->bytes, b->data + sector % BCACHE_BLOCK, fs->geo.sector);
	bcache_dirty(b);
	bcache_hold(b);
	bcache_put(b);

	struct fat_shadow **head = bucket(fs, sector);
	s->at = sector;
	s->phase = phase;
	s->next = *head;
	*head = s;
	fs->shadows++;
	*out = s;
	return 0;
}

int fat_change(struct fat *fs, uint64_t at, enum fat_phase phase, uint8_t **byte)
{
	uint64_t sector = sector_of(fs, at);
	struct fat_shadow *s = find_shadow(fs, sector);
	int err = s ? 0 : make_shadow(fs, sector, phase, &s);

	if (!err)
		*byte = s->bytes + (at - sector);
	return err;
}

void fat_drop_shadows(struct fat *fs)
{
	for (unsigned i = 0; i < FAT_BUCKETS; i++) {
		while (fs->shadow[i]) {
			struct fat_shadow *s = fs->shadow[i];
			fs->shadow[i] = s->next;
			heap_free(s);
		}
	}
	fs->shadows = 0;
}

/* --- reading -------------------------------------------------------------------------------- */

void fat_view_end(struct fat_view *v)
{
	if (v->buf)
		bcache_put(v->buf);
	v->buf = NULL;
	v->bytes = NULL;
}

static int open_view(struct fat *fs, struct fat_view *v, uint64_t sector)
{
	const struct fat_shadow *s = find_shadow(fs, sector);

	fat_view_end(v);
	if (s) {
		v->bytes = s->bytes;
	} else {
		int err = bcache_get(fs->cache, sector / BCACHE_BLOCK, &v->buf);
		if (err) {
			v->buf = NULL;
			return err;
		}
		v->bytes = v->buf->data + sector % BCACHE_BLOCK;
	}
	v->at = sector;
	return 0;
}

int fat_view(struct fat *fs, struct fat_view *v, uint64_t at, const uint8_t **byte)
{
	uint64_t sector = sector_of(fs, at);
	int err = v->bytes && v->at == sector ? 0 : open_view(fs, v, sector);

	if (!err)
		*byte = v->bytes + (at - sector);
	return err;
}

int fat_write_new(struct fat *fs, uint64_t at, const uint8_t *bytes, size_t len)
{
	for (size_t done = 0; done < len;) {
		size_t in = (at + done) % BCACHE_BLOCK, part = MIN(len - done, BCACHE_BLOCK - in);
		struct buf *b;
		int err = part == BCACHE_BLOCK
				  ? bcache_get_zero(fs->cache, (at + done) / BCACHE_BLOCK, &b)
				  : bcache_get(fs->cache, (at + done) / BCACHE_BLOCK, &b);
		if (err)
			return err;
		bcache_dirty(b);
		if (bytes)
			memcpy(b->data + in, bytes + done, part);
		else
			memset(b->data + in, 0, part);
		err = bcache_write(&b, 1);
		bcache_put(b);
		if (err)
			return err;
		done += part;
	}
	return 0;
}

/* --- committing ----------------------------------------------------------------------------- */

/* Copies a shadow to every place where its sector stands. The copies of the FAT are alike. */
static int put_shadow(struct fat *fs, const struct fat_shadow *s)
{
	const struct fat_geometry *g = &fs->geo;
	bool in_fat = s->at >= g->fat_at && s->at < g->fat_at + g->fat_size;
	unsigned copies = in_fat ? g->copies : 1;

	for (unsigned i = 0; i < copies; i++) {
		uint64_t at = s->at + i * g->fat_size;
		struct buf *b;
		int err = bcache_get(fs->cache, at / BCACHE_BLOCK, &b);
		if (err)
			return err;
		bcache_dirty(b);
		memcpy(b->data + at % BCACHE_BLOCK, s->bytes, g->sector);
		bcache_put(b);
	}
	return 0;
}

/* Lets the cache write the blocks under all shadows: what else is in them comes along. */
static void release_blocks(struct fat *fs)
{
	for (unsigned i = 0; i < FAT_BUCKETS; i++) {
		for (const struct fat_shadow *s = fs->shadow[i]; s; s = s->next) {
			struct buf *b = bcache_peek(fs->cache, s->at / BCACHE_BLOCK);
			if (!b)
				continue;
			bcache_release(b);
			bcache_put(b);
		}
	}
}

static bool has_phase(const struct fat *fs, enum fat_phase phase)
{
	for (unsigned i = 0; i < FAT_BUCKETS; i++)
		for (const struct fat_shadow *s = fs->shadow[i]; s; s = s->next)
			if (s->phase == phase)
				return true;
	return false;
}

static int put_phase(struct fat *fs, enum fat_phase phase)
{
	int err = 0;

	for (unsigned i = 0; i < FAT_BUCKETS && !err; i++)
		for (struct fat_shadow *s = fs->shadow[i]; s && !err; s = s->next)
			if (s->phase == phase)
				err = put_shadow(fs, s);
	return err;
}

static void drop_phase(struct fat *fs, enum fat_phase phase)
{
	for (unsigned i = 0; i < FAT_BUCKETS; i++) {
		struct fat_shadow **at = &fs->shadow[i];
		while (*at) {
			struct fat_shadow *s = *at;
			if (s->phase != phase) {
				at = &s->next;
				continue;
			}
			*at = s->next;
			heap_free(s);
			fs->shadows--;
		}
	}
}

/* Writes the sectors of one phase, with whatever else the cache has, and flushes. */
static int write_phase(struct fat *fs, enum fat_phase phase)
{
	int err = put_phase(fs, phase);

	if (!err)
		err = bcache_sync(fs->cache);
	if (!err)
		drop_phase(fs, phase);
	return err;
}

/* Contents of files come before the FAT, whose flush then serves both: no name shows them
 * before the next phase. */
static int write_phases(struct fat *fs)
{
	int err = 0;

	if (fs->barrier)
		err = bcache_sync(fs->cache);
	if (err)
		return err;
	fs->barrier = false;
	for (enum fat_phase p = FAT_PHASE_TABLE; p < FAT_PHASES && !err; p++) {
		bool data = p == FAT_PHASE_TABLE && fs->data_dirty;
		if (data || has_phase(fs, p))
			err = write_phase(fs, p);
		if (!err && data)
			fs->data_dirty = false;
	}
	return err;
}

int fat_write_freed(struct fat *fs)
{
	int err = put_phase(fs, FAT_PHASE_TABLE);

	release_blocks(fs);
	if (!err)
		err = bcache_write_all(fs->cache);
	if (!err)
		drop_phase(fs, FAT_PHASE_TABLE);
	fs->barrier = true;
	return err;
}

int fat_commit(struct fat *fs)
{
	int err = fs->info_changed ? fat_write_info(fs) : 0;

	release_blocks(fs);
	if (!err)
		err = write_phases(fs);
	if (!err && fs->doomed_count > 0)
		err = fat_free_doomed(fs);
	return err;
}

bool fat_many_shadows(const struct fat *fs)
{
	return fs->shadows > SHADOWS_MAX - SHADOWS_OF_OP;
}

int fat_begin(struct fat *fs)
{
	if (fs->broken || fs->mnt->read_only)
		return -EROFS;
	if (!fs->marked) {
		fs->changed = true;
		int err = fat_write_state(fs, true);
		if (!err)
			err = fat_commit(fs);
		if (err)
			return err;
		fs->marked = true;
	}
	bool full = fs->doomed_count > FAT_DOOMED - DOOMED_OF_OP;
	return full || fat_many_shadows(fs) ? fat_commit(fs) : 0;
}

void fat_end(struct fat *fs)
{
	if (!bcache_flush_due(fs->cache))
		return;
	int err = fat_commit(fs);
	if (err)
		log_warn("%s: writing failed, error %d", bcache_device(fs->cache)->name, -err);
}
