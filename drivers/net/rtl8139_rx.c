/* SPDX-License-Identifier: MIT */
/*
 * rtl8139_rx.c - Realtek RTL8139, the receive half.
 *
 * The chip writes frames one after another into one ring in memory; each is copied
 * out into a buffer of the pool, and the read position moved. An interrupt only says
 * "look at the ring": it masks the chip's interrupts and queues the poll.
 *
 * No frame is left behind when the interrupts go on again: poll() acknowledges what
 * is pending before it looks at the ring, so a frame that arrives after the last look
 * finds its bit clear, sets it, and interrupts as soon as the mask opens. A frame
 * that was taken already costs one poll that finds nothing.
 *
 * Source: Realtek RTL8139C(L) datasheet 1.4, sections 5 and 6.
 * Locking: everything runs under the stack's lock, but for rtl_irq().
 */
#define LOG_TAG "rtl8139"
#include <errno.h>
#include <stddef.h>

#include <arch/io.h>
#include <core/log.h>
#include <core/netpool.h>
#include "rtl8139.h"

#define RCR_PHYSICAL_MATCH 0x00000002u
#define RCR_BROADCAST      0x00000008u
#define RCR_DMA_UNLIMITED  0x00000700u /* one burst as long as the bus allows */
#define RCR_NO_THRESHOLD   0x0000e000u /* a frame is copied when it is complete */
#define RCR_RING_SHIFT     11          /* ring of 8 KiB << n */
#define RING_MIN           8192u
#define RING_SIZE          (CONFIG_RTL8139_RX_KB * 1024u)
#define RING_SLACK         16u /* the chip may write its next header here */

_Static_assert(RTL_FRAME_MAX <= NETBUF_SIZE, "every frame must fit into a buffer");

int rtl_rx_alloc(struct rtl8139 *r)
{
	size_t pages = ALIGN_UP(RING_SIZE + RING_SLACK, PAGE_SIZE) / PAGE_SIZE;
	phys_t ring = pages_alloc(pages, PAGES_DMA32);

	if (!phys_valid(ring))
		return -ENOMEM;
	r->ring_phys = ring;
	r->ring = (struct rtl_ring){ .base = phys_to_virt(ring), .size = RING_SIZE };
	return 0;
}

static uint32_t receive_config(void)
{
	uint32_t n = 0;

	while (RING_MIN << n < RING_SIZE)
		n++;
	return RCR_PHYSICAL_MATCH | RCR_BROADCAST | RCR_DMA_UNLIMITED | RCR_NO_THRESHOLD |
	       n << RCR_RING_SHIFT;
}

/* Turning the receiver off and on puts its write position at the start of the ring. */
void rtl_rx_start(struct rtl8139 *r)
{
	uint8_t cmd = inb(rtl_reg(r, RTL_CMD)) & (RTL_CMD_TX | RTL_CMD_RX);

	outb(rtl_reg(r, RTL_CMD), cmd & ~RTL_CMD_RX);
	r->ring.head = 0;
	outl(rtl_reg(r, RTL_RBSTART), (uint32_t)r->ring_phys.addr);
	outw(rtl_reg(r, RTL_ISR), RTL_INT_RX);
	outb(rtl_reg(r, RTL_CMD), cmd | RTL_CMD_RX);
	outl(rtl_reg(r, RTL_RCR), receive_config());
	outl(rtl_reg(r, RTL_MAR0), 0);
	outl(rtl_reg(r, RTL_MAR0 + 4), 0);
	outw(rtl_reg(r, RTL_CAPR), rtl_ring_capr(&r->ring));
}

static void deliver(struct rtl8139 *r, const struct rtl_frame *frame)
{
	struct netbuf *nb = netpool_get();

	if (!nb) {
		r->net.rx_dropped++;
		return;
	}
	nb->len = frame->len;
	rtl_ring_copy(&r->ring, frame, nb->data);
	netdev_input(&r->net, nb);
}

static void ring_broken(struct rtl8139 *r)
{
	r->net.rx_errors++;
	if (!r->complained)
		log_warn("bad frame header at ring offset %u, receiver restarted (said once)",
			 r->ring.head);
	r->complained = true;
	rtl_rx_start(r);
}

static void advance(struct rtl8139 *r, const struct rtl_frame *frame)
{
	rtl_ring_advance(&r->ring, frame);
	outw(rtl_reg(r, RTL_CAPR), rtl_ring_capr(&r->ring));
}

/* Takes one frame. False when there is none to take now. */
static bool take(struct rtl8139 *r)
{
	struct rtl_frame frame;

	if (inb(rtl_reg(r, RTL_CMD)) & RTL_CMD_RX_EMPTY)
		return false;
	switch (rtl_ring_next(&r->ring, &frame)) {
	case RTL_FRAME:
		deliver(r, &frame);
		advance(r, &frame);
		return true;
	case RTL_OVERSIZE:
		r->net.rx_errors++;
		advance(r, &frame);
		return true;
	case RTL_BROKEN:
		ring_broken(r);
		return true;
	case RTL_NOT_YET:
		return false;
	}
	return false;
}

int rtl_rx_poll(struct netdev *net, int budget)
{
	struct rtl8139 *r = rtl_of(net);
	uint16_t pending = inw(rtl_reg(r, RTL_ISR)) & RTL_INT_ALL;
	int n = 0;

	outw(rtl_reg(r, RTL_ISR), pending);
	if (pending & RTL_INT_LINK)
		rtl_link_update(r);
	if (pending & RTL_INT_OVERFLOW)
		net->rx_dropped++; /* one at least: the chip does not count */
	while (n < budget && take(r))
		n++;
	/* The chip accepts that an overflow is over only once the ring has room. */
	if (pending & RTL_INT_OVERFLOW)
		outw(rtl_reg(r, RTL_ISR), RTL_INT_OVERFLOW);
	if (n < budget)
		outw(rtl_reg(r, RTL_IMR), RTL_INT_ALL);
	return n;
}

/* The line may be shared: answers for our own bits only. A card that was pulled out
 * reads as all ones. */
void rtl_irq(void *arg)
{
	struct rtl8139 *r = arg;
	uint16_t pending = inw(rtl_reg(r, RTL_ISR));

	if (pending == 0xffff || !(pending & inw(rtl_reg(r, RTL_IMR))))
		return;
	outw(rtl_reg(r, RTL_IMR), 0);
	netdev_rx_irq(&r->net);
}
