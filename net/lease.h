/* SPDX-License-Identifier: MIT */
/* lease.h - addresses from DHCP. */
#ifndef NET_LEASE_H
#define NET_LEASE_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include "lwip/netif.h"

/** Asks for a lease on nif, and for a new one whenever it ends. Under net_lock; 0 or
 *  -ENOMEM. */
int lease_start(struct netif *nif);
/** Gives up the lease of nif, and asks for no other; its address goes with it. Under
 *  net_lock. */
void lease_stop(struct netif *nif);
/** Whether nif has a lease or asks for one. Under net_lock. */
bool lease_running(const struct netif *nif);
/** Waits for the first lease on any interface. 0 or -ETIMEDOUT. */
int lease_wait(uint64_t deadline) MAY_SLEEP;

#endif
