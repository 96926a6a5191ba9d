/* SPDX-License-Identifier: MIT */
/*
 * rtl8139_rx_fuzz.c - the receive half against a hostile card: every register read and
 * every byte of the ring is the fuzzer's. Nothing may be read or written out of bounds,
 * and a poll must end.
 */
#include "rtl8139_chip.h"

#include <stdlib.h>
#include <string.h>

/* The smallest ring: it is filled anew for each input. */
#undef CONFIG_RTL8139_RX_KB
#define CONFIG_RTL8139_RX_KB 8
#include "../net/rtl8139_rx.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define POLLS  4
#define BUDGET 64

static uint8_t *memory;
static const uint8_t *answers;
static size_t answer_count, answer_at;
static struct netbuf buffer;

static uint32_t chip_read(uint16_t port, unsigned width)
{
	uint32_t v = 0;

	(void)port;
	for (unsigned i = 0; i < width && answer_at < answer_count; i++)
		v = v << 8 | answers[answer_at++];
	return v;
}

static void chip_write(uint16_t port, uint32_t v, unsigned width)
{
	(void)port;
	(void)v;
	(void)width;
}

void rtl_link_update(struct rtl8139 *r)
{
	r->net.link = !r->net.link;
}

struct netbuf *netpool_get(void)
{
	return &buffer;
}

/* Touches every byte, so that one which was not written to is seen. */
void netdev_input(struct netdev *dev, struct netbuf *nb)
{
	volatile uint8_t sum = 0;

	(void)dev;
	if (nb->len < 60 || nb->len > RTL_FRAME_MAX)
		abort();
	for (unsigned i = 0; i < nb->len; i++)
		sum = (uint8_t)(sum + nb->data[i]);
}

void netdev_rx_irq(struct netdev *dev)
{
	(void)dev;
}

void log_write(enum log_level lvl, const char *tag, const char *fmt, ...)
{
	(void)lvl;
	(void)tag;
	(void)fmt;
}

phys_t pages_alloc(size_t count, enum pages_zone zone)
{
	(void)count;
	(void)zone;
	return (phys_t){ 0 };
}

void *phys_to_virt(phys_t p)
{
	(void)p;
	return memory;
}

/* The first bytes say where the head is, the next how long the registers' answers are;
 * the rest repeats over the ring. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rtl8139 card;

	if (size < 5)
		return 0;
	memory = malloc(RING_SIZE);
	buffer.data = malloc(NETBUF_SIZE);
	answer_count = MIN((size_t)(data[2] | data[3] << 8), size - 4);
	answer_at = 0;
	answers = data + 4;
	for (size_t at = 0; at < RING_SIZE; at += size - 4)
		memcpy(memory + at, data + 4, MIN(size - 4, RING_SIZE - at));
	memset(&card, 0, sizeof(card));
	rtl_rx_alloc(&card);
	card.ring.head = (uint32_t)(data[0] | data[1] << 8) / 4 * 4 % RING_SIZE;
	for (unsigned i = 0; i < POLLS; i++) {
		rtl_irq(&card);
		if (rtl_rx_poll(&card.net, BUDGET) > BUDGET || card.ring.head >= RING_SIZE)
			abort();
	}
	free(memory);
	free(buffer.data);
	return 0;
}
