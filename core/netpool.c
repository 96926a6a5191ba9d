/* SPDX-License-Identifier: MIT */
/*
 * netpool.c - receive buffers, two to a page, on a free list.
 *
 * A driver that copies frames out of its ring takes one per frame; the stack gives it
 * back when the application has read the data. The count is fixed: a flood of frames
 * runs out of buffers, never out of memory.
 *
 * Locking: the free list, under pool.lock.
 */
#include <errno.h>
#include <stddef.h>

#include <core/netpool.h>
#include <core/pages.h>
#include <core/panic.h>
#include <core/spinlock.h>

#define SLOT_SIZE  (PAGE_SIZE / 2)
#define POOL_PAGES ((CONFIG_NETPOOL_COUNT * SLOT_SIZE + PAGE_SIZE - 1) / PAGE_SIZE)
/* The IP header behind the 14 bytes of the Ethernet header gets a multiple of 4. */
#define IP_ALIGN 2u

struct buffer {
	struct netbuf nb;
	struct buffer *next;
	bool out;
	uint8_t data[IP_ALIGN + NETBUF_SIZE] __attribute__((aligned(4)));
};
_Static_assert(sizeof(struct buffer) <= SLOT_SIZE, "a buffer must fit into its slot");

static struct {
	spinlock_t lock;
	bool ready;
	struct buffer *free;
	unsigned in_use;
} pool;

static void give_back(struct netbuf *nb)
{
	struct buffer *b = container_of(nb, struct buffer, nb);
	unsigned long flags = spin_lock(&pool.lock);

	ASSERT(b->out);
	b->out = false;
	b->next = pool.free;
	pool.free = b;
	pool.in_use--;
	spin_unlock(&pool.lock, flags);
}

int netpool_init(void)
{
	phys_t base;
	struct buffer *b;

	if (pool.ready)
		return 0;
	base = pages_alloc(POOL_PAGES, PAGES_ANY);
	if (!phys_valid(base))
		return -ENOMEM;
	for (size_t i = 0; i < CONFIG_NETPOOL_COUNT; i++) {
		b = (struct buffer *)((char *)phys_to_virt(base) + i * SLOT_SIZE);
		b->out = false;
		b->next = pool.free;
		pool.free = b;
	}
	pool.ready = true;
	return 0;
}

struct netbuf *netpool_get(void)
{
	unsigned long flags = spin_lock(&pool.lock);
	struct buffer *b = pool.free;

	if (b) {
		pool.free = b->next;
		b->out = true;
		pool.in_use++;
	}
	spin_unlock(&pool.lock, flags);
	if (!b)
		return NULL;
	b->nb.data = b->data + IP_ALIGN;
	b->nb.len = 0;
	b->nb.free = give_back;
	return &b->nb;
}

unsigned netpool_in_use(void)
{
	return pool.in_use;
}
