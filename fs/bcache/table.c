/* SPDX-License-Identifier: MIT */
/*
 * table.c - the table of blocks, the lists they are on, and references.
 *
 * Locking: fs/bcache.h; interrupts are off for some code lines at a time, since requests that
 * are done change states too.
 */
#include <core/panic.h>
#include <core/spinlock.h>

#include "bcache/bcache.h"

static spinlock_t the_lock;
struct bcache_stats bcache_counts;

unsigned long bcache_lock(void)
{
	return spin_lock_named(&the_lock, "bcache");
}

void bcache_unlock(unsigned long flags)
{
	spin_unlock(&the_lock, flags);
}

static struct buf **bucket(const struct bcache *c, uint64_t block)
{
	return &c->table[block & (c->buckets - 1)];
}

struct buf *bcache_find(const struct bcache *c, uint64_t block)
{
	struct buf *b = *bucket(c, block);

	while (b && b->block != block)
		b = b->hash_next;
	return b;
}

void bcache_insert(struct buf *b)
{
	struct buf **head = bucket(b->cache, b->block);

	b->hash_next = *head;
	*head = b;
}

void bcache_remove(struct buf *b)
{
	struct buf **at = bucket(b->cache, b->block);

	while (*at != b)
		at = &(*at)->hash_next;
	*at = b->hash_next;
}

/* --- the lists ---------------------------------------------------------------------------- */

static struct buf_list *list_of(struct buf *b)
{
	return b->list == LIST_IDLE ? &bcache_idle : &b->cache->dirty;
}

void bcache_unlist(struct buf *b)
{
	struct buf_list *l = list_of(b);

	if (b->list == LIST_NONE)
		return;
	*(b->prev ? &b->prev->next : &l->first) = b->next;
	*(b->next ? &b->next->prev : &l->last) = b->prev;
	b->list = LIST_NONE;
}

/* What holds nothing comes first: it is the best to take. */
static void enlist(struct buf *b, uint8_t list)
{
	bool front = list == LIST_IDLE && b->state == 0;

	b->list = list;
	struct buf_list *l = list_of(b);
	b->next = front ? l->first : NULL;
	b->prev = front ? NULL : l->last;
	*(b->prev ? &b->prev->next : &l->first) = b;
	*(b->next ? &b->next->prev : &l->last) = b;
}

static uint8_t wanted_list(const struct buf *b)
{
	if (b->state & BUF_DIRTY)
		return b->held ? LIST_NONE : LIST_DIRTY;
	return b->refs == 0 && (b->state & ~BUF_VALID) == 0 ? LIST_IDLE : LIST_NONE;
}

void bcache_set_state(struct buf *b, uint8_t state)
{
	bcache_counts.dirty += (size_t) !!(state & BUF_DIRTY) - (size_t) !!(b->state & BUF_DIRTY);
	b->state = state;
	uint8_t list = wanted_list(b);
	if (list == b->list)
		return;
	bcache_unlist(b);
	if (list != LIST_NONE)
		enlist(b, list);
}

/* --- borrowing ------------------------------------------------------------------------------ */

/* Only what is idle changes its list. */
void bcache_ref_locked(struct buf *b)
{
	b->refs++;
	if (b->list == LIST_IDLE)
		bcache_unlist(b);
}

struct buf *bcache_peek(struct bcache *c, uint64_t block)
{
	unsigned long flags = bcache_lock();
	struct buf *b = bcache_find(c, block);

	if (b && !(b->state & BUF_VALID))
		b = NULL;
	if (b)
		bcache_ref_locked(b);
	bcache_unlock(flags);
	return b;
}

void bcache_ref(struct buf *b)
{
	unsigned long flags = bcache_lock();

	bcache_ref_locked(b);
	bcache_unlock(flags);
}

void bcache_put(struct buf *b)
{
	unsigned long flags = bcache_lock();

	ASSERT(b->refs > 0);
	b->refs--;
	bool unused = b->refs == 0 && b->detached;
	if (b->refs == 0 && !unused && wanted_list(b) == LIST_IDLE)
		enlist(b, LIST_IDLE);
	bcache_unlock(flags);
	if (unused)
		bcache_free_buf(b);
}

struct buf *bcache_find_and_ref(struct bcache *c, uint64_t block)
{
	unsigned long flags = bcache_lock();
	struct buf *b = bcache_find(c, block);

	if (b)
		bcache_ref_locked(b);
	bcache_unlock(flags);
	return b;
}
