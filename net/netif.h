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
/** What an interface has carried since boot; zeros for the loopback interface, and without
 *  NET_CONTROL for all. */
struct netif_counters {
	unsigned long rx_bytes, rx_packets, rx_dropped;
	unsigned long tx_bytes, tx_packets, tx_errors;
};
void netif_counters(const struct netif *nif, struct netif_counters *out);
/** Driver buffers that the stack and the sockets hold now. */
unsigned netif_rx_held(void);
/** Frames that the interfaces lost for want of a buffer, by all drivers together. */
unsigned long netif_rx_dropped(void);

#endif
