/* SPDX-License-Identifier: MIT */
/* rtl8139.h - the card, as its files share it: rtl8139.c sets it up and owns it,
 * rtl8139_rx.c receives, rtl8139_tx.c sends. */
#ifndef DRIVERS_NET_RTL8139_H
#define DRIVERS_NET_RTL8139_H

#include <stdbool.h>
#include <stdint.h>

#include <core/irq.h>
#include <core/netdev.h>
#include <core/pages.h>
#include "rtl8139_ring.h"

/* Registers, offsets from BAR 0 (datasheet, section 5). */
enum {
	RTL_IDR0 = 0x00,    /* 6 bytes: station address */
	RTL_MAR0 = 0x08,    /* 64 bits: multicast filter */
	RTL_TSD0 = 0x10,    /* 4 x 32: transmit status of each descriptor */
	RTL_TSAD0 = 0x20,   /* 4 x 32: and its buffer's physical address */
	RTL_RBSTART = 0x30, /* 32: physical address of the receive ring */
	RTL_CMD = 0x37,     /* 8 */
	RTL_CAPR = 0x38,    /* 16: our read position */
	RTL_IMR = 0x3c,     /* 16: interrupts let through */
	RTL_ISR = 0x3e,     /* 16: interrupts pending, write 1 to clear */
	RTL_TCR = 0x40,     /* 32: transmit configuration */
	RTL_RCR = 0x44,     /* 32: receive configuration */
	RTL_MSR = 0x58,     /* 8: media status */
};

#define RTL_CMD_RX_EMPTY  0x01u
#define RTL_CMD_TX        0x04u
#define RTL_CMD_RX        0x08u
#define RTL_CMD_RESET     0x10u
#define RTL_INT_RX_OK     0x0001u
#define RTL_INT_RX_ERR    0x0002u
#define RTL_INT_RX_FULL   0x0010u /* the ring overflowed */
#define RTL_INT_LINK      0x0020u
#define RTL_INT_FIFO_FULL 0x0040u
#define RTL_MSR_LINK_DOWN 0x04u
#define RTL_MSR_10MBIT    0x08u

#define RTL_INT_OVERFLOW (RTL_INT_RX_FULL | RTL_INT_FIFO_FULL)
#define RTL_INT_RX       (RTL_INT_RX_OK | RTL_INT_RX_ERR | RTL_INT_OVERFLOW)
#define RTL_INT_ALL      (RTL_INT_RX | RTL_INT_LINK)

#define RTL_TX_SLOTS 4u

struct rtl8139 {
	struct netdev net;
	struct irq_action action;
	uint16_t io; /* BAR 0, port number */
	uint8_t irq;
	struct rtl_ring ring;
	phys_t ring_phys;
	uint8_t *tx_buf[RTL_TX_SLOTS]; /* one frame each */
	unsigned tx_next;              /* descriptor for the next frame, round robin */
	bool complained;               /* about the ring, in the log */
};

static inline struct rtl8139 *rtl_of(struct netdev *net)
{
	return container_of(net, struct rtl8139, net);
}

static inline uint16_t rtl_reg(const struct rtl8139 *r, unsigned reg)
{
	return (uint16_t)(r->io + reg);
}

/** Allocates the ring, CONFIG_RTL8139_RX_KB KiB. 0 or -ENOMEM. */
int rtl_rx_alloc(struct rtl8139 *r);
/** Starts the receiver with an empty ring; also the way out of a broken one. */
void rtl_rx_start(struct rtl8139 *r);
/** netdev_ops.poll. */
int rtl_rx_poll(struct netdev *net, int budget);
/** The interrupt handler; arg is the card. */
void rtl_irq(void *arg) IRQ_SAFE;
/** Reads the state of the link, logs a change. */
void rtl_link_update(struct rtl8139 *r);

/** Allocates the transmit buffers. 0 or -ENOMEM. */
int rtl_tx_alloc(struct rtl8139 *r);
/** Starts the transmitter at the first descriptor. */
void rtl_tx_start(struct rtl8139 *r);
/** netdev_ops.xmit. */
int rtl_tx_xmit(struct netdev *net, const struct iovec *frag, int n);

#endif
