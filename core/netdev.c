/* SPDX-License-Identifier: MIT */
/*
 * netdev.c - the list of network interfaces, and the door between a NIC driver and
 * the stack. Neither side knows the other: the driver delivers to whoever attached.
 *
 * Locking: registration happens during boot, before interrupts of the device are of
 * interest; the list does not change afterwards.
 */
#include <errno.h>
#include <stddef.h>

#include <core/netdev.h>

static struct netdev *devices[NETDEV_MAX];
static unsigned device_count;

int netdev_register(struct netdev *dev)
{
	if (device_count == NETDEV_MAX)
		return -ENOSPC;
	devices[device_count++] = dev;
	return 0;
}

struct netdev *netdev_get(unsigned i)
{
	return i < device_count ? devices[i] : NULL;
}

void netdev_attach(struct netdev *dev, void (*input)(struct netdev *dev, struct netbuf *nb),
		   void (*poll_work)(struct work *w), void *stack)
{
	dev->stack = stack;
	dev->input = input;
	dev->rx_work.fn = poll_work;
}

/* Before anybody attached there is nobody to poll: the driver's interrupt stays
 * masked until its up(). */
void netdev_rx_irq(struct netdev *dev)
{
	if (dev->rx_work.fn)
		work_queue(&dev->rx_work);
}

void netdev_input(struct netdev *dev, struct netbuf *nb)
{
	if (dev->input) {
		dev->input(dev, nb);
		return;
	}
	dev->rx_dropped++;
	nb->free(nb);
}
