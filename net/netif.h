/* SPDX-License-Identifier: MIT */
/* netif.h - a driver's interface (core/netdev.h) as lwIP's interface. */
#ifndef NET_NETIF_H
#define NET_NETIF_H

#include <core/netdev.h>
#include "lwip/netif.h"

/** Joins dev to lwIP and starts it; the interface has no address yet. 0, -ENOSPC when
 *  NETDEV_MAX are joined, or what the driver's up() reports. Under net_lock. */
int netif_join(struct netdev *dev, struct netif **out);
/** Asks every card for frames now, without waiting for its interrupt. Under net_lock. */
void netif_poll_devices(void);
/** The name its driver gave it, "eth0"; "lo" for the loopback interface. */
const char *netif_label(const struct netif *nif);
/** Driver buffers that the stack and the sockets hold now. */
unsigned netif_rx_held(void);
/** Frames that the interfaces lost for want of a buffer, by all drivers together. */
unsigned long netif_rx_dropped(void);

#endif
