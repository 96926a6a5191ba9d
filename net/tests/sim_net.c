/* SPDX-License-Identifier: MIT */
/*
 * sim_net.c - a network card played by the test. What the stack sends is kept; what
 * the test sends arrives in a buffer of its exact size, so that the address sanitizer
 * sees every byte read beyond it.
 *
 * Locking: none; there is one thread.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/netpool.h>
#include <core/waitq.h>

#include "lwip/netif.h"

#include "../address.h"
#include "../icmp_error.h"
#include "../netif.h"
#include "../stack.h"
#include "sim.h"

#define KEPT      64
#define FRAME_MAX 1514u

static struct {
	uint8_t data[FRAME_MAX];
	size_t len;
} sent[KEPT];
static unsigned sent_first, sent_count;
static unsigned lent;
static const void *arriving;
void (*sim_on_poll)(void);
static size_t arriving_len;

struct sim_buf {
	struct netbuf nb;
	uint8_t *data;
};

static int up(struct netdev *dev)
{
	dev->link = true;
	return 0;
}

static int xmit(struct netdev *dev, const struct iovec *frag, int n)
{
	unsigned at = (sent_first + sent_count) % KEPT;

	(void)dev;
	if (sent_count == KEPT) { /* the oldest is forgotten */
		sent_first = (sent_first + 1) % KEPT;
		sent_count--;
	}
	sent[at].len = 0;
	for (int i = 0; i < n; i++) {
		if (sent[at].len + frag[i].iov_len > FRAME_MAX)
			return -EMSGSIZE;
		memcpy(sent[at].data + sent[at].len, frag[i].iov_base, frag[i].iov_len);
		sent[at].len += frag[i].iov_len;
	}
	sent_count++;
	return 0;
}

static void take_back(struct netbuf *nb)
{
	struct sim_buf *b = container_of(nb, struct sim_buf, nb);

	lent--;
	free(b->data);
	free(b);
}

static int poll_card(struct netdev *dev, int budget)
{
	struct sim_buf *b;

	(void)budget;
	if (sim_on_poll)
		sim_on_poll();
	if (!arriving)
		return 0;
	b = calloc(1, sizeof(*b));
	b->data = malloc(arriving_len + 1); /* core/netdev.h */
	memcpy(b->data, arriving, arriving_len);
	b->nb = (struct netbuf){ .data = b->data,
				 .len = (uint16_t)arriving_len,
				 .free = take_back };
	arriving = NULL;
	lent++;
	netdev_input(dev, &b->nb);
	return 1;
}

static const struct netdev_ops ops = { .up = up, .xmit = xmit, .poll = poll_card };
static struct netdev card = {
	.name = "sim0", .ops = &ops, .mac = { 2, 0, 0, 0, 0, 2 }, .mtu = 1500
};

void sim_start(void)
{
	static const char *const config = "10.1.1.2/24,10.1.1.1,10.1.1.3";
	struct ip_config c;
	struct netif *nif;
	const char *why;

	stack_init();
	ip_config_parse(config, &c, &why);
	net_lock();
	icmp_error_init();
	netif_join(&card, &nif);
	netif_set_default(nif);
	address_set(nif, &c);
	net_unlock();
}

void sim_run(unsigned ms)
{
	static struct waitq nobody;
	uint64_t end = clock_now() + ms * NSEC_PER_MSEC;

	unsigned long flags = irq_save();

	while (waitq_block(&nobody, end) == 0)
		;
	irq_restore(flags);
}

void sim_frame(const void *frame, size_t len)
{
	arriving = frame;
	arriving_len = len;
	netdev_rx_irq(&card);
	sim_run(0);
}

size_t sim_sent(void *buf, size_t size)
{
	size_t len;

	if (sent_count == 0)
		return 0;
	len = MIN(sent[sent_first].len, size);
	memcpy(buf, sent[sent_first].data, len);
	sent_first = (sent_first + 1) % KEPT;
	sent_count--;
	return len;
}

unsigned sim_lent(void)
{
	return lent;
}

/* The pool of a real card's driver; ours has none. */
__attribute__((weak)) unsigned netpool_in_use(void)
{
	return lent;
}

static struct hoard {
	struct hoard *next;
} * hoard;

static void hoard_all(size_t size)
{
	struct hoard *h;

	while ((h = heap_alloc(size)) != NULL) {
		h->next = hoard;
		hoard = h;
	}
}

static void give_one_back(void)
{
	struct hoard *h = hoard;

	hoard = h->next;
	heap_free(h);
}

void sim_exhaust_memory(unsigned spare)
{
	void *aside = heap_alloc(256 << 10);

	for (size_t size = 1 << 20; size >= 16; size /= 4)
		hoard_all(size);
	heap_free(aside); /* a stretch of small blocks that lie behind each other */
	hoard_all(256);
	for (unsigned i = 0; i < spare && hoard; i++)
		give_one_back();
}

void sim_release_memory(void)
{
	while (hoard)
		give_one_back();
}
