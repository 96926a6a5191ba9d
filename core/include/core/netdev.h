/* SPDX-License-Identifier: MIT */
/* netdev.h - Ethernet interfaces: what a NIC driver implements and net/ uses.
 * Neutral: knows nothing of lwIP. */
#ifndef CORE_NETDEV_H
#define CORE_NETDEV_H

#include <stdbool.h>
#include <stdint.h>
#include <core/abi.h>
#include <core/compiler.h>
#include <core/work.h>

/** A received frame. Owned by the driver until netdev_input(), by the stack
 *  after it, and given back through free(). */
struct netbuf {
	uint8_t *data; /* first byte of the Ethernet header; one more than len can be read */
	uint16_t len;  /* bytes, frame check sequence stripped */
	void (*free)(struct netbuf *nb) IRQ_SAFE;
	uintptr_t stack[6]; /* the stack's scratch space while it owns nb */
};

struct netdev;

struct netdev_ops {
	int (*up)(struct netdev *dev) MAY_SLEEP;
	void (*down)(struct netdev *dev) MAY_SLEEP;

	/** Sends one frame gathered from frag[0..n). Copies it before returning,
	 *  pads to 60 bytes. 0, -EAGAIN ring full, -EMSGSIZE. */
	int (*xmit)(struct netdev *dev, const struct iovec *frag, int n);

	/** Delivers at most budget frames through netdev_input(). Returns the
	 *  number; below budget means the receive interrupt is on again. */
	int (*poll)(struct netdev *dev, int budget);
};

struct netdev {
	const char *name; /* "eth0" */
	const struct netdev_ops *ops;
	uint8_t mac[6];
	uint16_t mtu; /* payload bytes, without the 14-byte header */
	bool link;
	struct work rx_work;      /* runs ops->poll outside interrupt context */
	unsigned long rx_dropped; /* frames lost for want of a buffer */
	unsigned long rx_errors;  /* frames or rings that made no sense */
	unsigned long tx_errors;  /* frames the device gave up on */
	/* set by netdev_attach() */
	void (*input)(struct netdev *dev, struct netbuf *nb);
	void *stack;
};

/** Adds dev (borrowed for ever); 0, or -ENOSPC when NETDEV_MAX are known. */
int netdev_register(struct netdev *dev);
/** The i-th registered device in probe order; NULL past the end. */
struct netdev *netdev_get(unsigned i);
#define NETDEV_MAX 4

/** Driver's interrupt handler: "frames may be waiting". Mask the receive
 *  interrupt first. */
void netdev_rx_irq(struct netdev *dev) IRQ_SAFE;

/** Driver's poll(): hands one frame and its ownership to the stack. */
void netdev_input(struct netdev *dev, struct netbuf *nb);

/** net/ attaches: input gets every received frame, poll_work is what the receive
 *  interrupt queues (it calls ops->poll under the stack's lock). */
void netdev_attach(struct netdev *dev, void (*input)(struct netdev *dev, struct netbuf *nb),
		   void (*poll_work)(struct work *w), void *stack);

#endif
