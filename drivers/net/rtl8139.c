/* SPDX-License-Identifier: MIT */
/*
 * rtl8139.c - Realtek RTL8139C(+) Fast Ethernet: finding, starting and stopping it.
 *
 * Source: Realtek RTL8139C(L) datasheet 1.4, section 5 (registers), 5.6 (reset).
 * Locking: up, down and link changes run under the stack's lock.
 */
#define LOG_TAG "rtl8139"
#include <errno.h>
#include <stddef.h>

#include <arch/io.h>
#include <core/clock.h>
#include <core/log.h>
#include <core/netpool.h>
#include <drivers/pci.h>
#include "rtl8139.h"

#define RESET_LIMIT_NS (100 * NSEC_PER_MSEC)
#define MTU            1500

static int reset(struct rtl8139 *r)
{
	uint64_t end = clock_now() + RESET_LIMIT_NS;

	outb(rtl_reg(r, RTL_CMD), RTL_CMD_RESET);
	while (inb(rtl_reg(r, RTL_CMD)) & RTL_CMD_RESET)
		if (clock_now() > end)
			return -EIO;
	outw(rtl_reg(r, RTL_IMR), 0);
	return 0;
}

/* A group address, or none at all, is no station's: the card's memory is broken. */
static int read_mac(struct rtl8139 *r)
{
	uint8_t any = 0;

	for (unsigned i = 0; i < sizeof(r->net.mac); i++) {
		r->net.mac[i] = inb(rtl_reg(r, RTL_IDR0 + i));
		any |= r->net.mac[i];
	}
	return !any || r->net.mac[0] & 1 ? -EIO : 0;
}

void rtl_link_update(struct rtl8139 *r)
{
	uint8_t media = inb(rtl_reg(r, RTL_MSR));
	bool link = !(media & RTL_MSR_LINK_DOWN);

	if (link == r->net.link)
		return;
	r->net.link = link;
	if (link)
		log_info("link up, %d Mbit/s", media & RTL_MSR_10MBIT ? 10 : 100);
	else
		log_warn("link down");
}

static int rtl_up(struct netdev *net)
{
	struct rtl8139 *r = rtl_of(net);
	int err = reset(r);

	if (err)
		return err;
	rtl_tx_start(r);
	rtl_rx_start(r);
	rtl_link_update(r);
	outw(rtl_reg(r, RTL_ISR), RTL_INT_ALL);
	outw(rtl_reg(r, RTL_IMR), RTL_INT_ALL);
	return 0;
}

static void rtl_down(struct netdev *net)
{
	struct rtl8139 *r = rtl_of(net);

	outw(rtl_reg(r, RTL_IMR), 0);
	outb(rtl_reg(r, RTL_CMD), 0);
}

static const struct netdev_ops rtl_ops = {
	.up = rtl_up,
	.down = rtl_down,
	.xmit = rtl_tx_xmit,
	.poll = rtl_rx_poll,
};

static int allocate(struct rtl8139 *r)
{
	int err = netpool_init();

	if (!err)
		err = rtl_tx_alloc(r);
	return err ? err : rtl_rx_alloc(r);
}

static int start(struct rtl8139 *r)
{
	int err = reset(r);

	if (!err)
		err = read_mac(r);
	if (!err)
		err = allocate(r);
	if (!err)
		err = irq_attach(r->irq, &r->action);
	return err;
}

/* One card per appliance: a second one is left alone. */
static int rtl_probe(const struct pci_dev *dev)
{
	static struct rtl8139 card;
	struct rtl8139 *r = &card;
	int err;

	if (r->io || !dev->bar[0].io || !dev->bar[0].base)
		return -ENODEV;
	pci_enable_master(dev);
	r->io = (uint16_t)dev->bar[0].base;
	r->irq = dev->irq;
	r->action = (struct irq_action){ .fn = rtl_irq, .arg = r };
	r->net = (struct netdev){ .name = "eth0", .ops = &rtl_ops, .mtu = MTU };
	err = start(r);
	if (err)
		return err;
	log_info("%02x:%02x:%02x:%02x:%02x:%02x", r->net.mac[0], r->net.mac[1], r->net.mac[2],
		 r->net.mac[3], r->net.mac[4], r->net.mac[5]);
	return netdev_register(&r->net);
}

static const struct pci_id rtl_ids[] = { { 0x10ec, 0x8139 }, { 0, 0 } };

DRIVER(rtl8139) = { .name = "rtl8139", .ids = rtl_ids, .probe = rtl_probe };
