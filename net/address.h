/* SPDX-License-Identifier: MIT */
/* address.h - the addresses of an interface. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include "ipconfig.h"
#include "lwip/netif.h"

/** Gives nif the static configuration c, name servers included. Under net_lock. */
void address_set(struct netif *nif, const struct ip_config *c);
/** Makes nif the way out (netif_default) unless one with an address is that. Under
 *  net_lock. */
void address_route(struct netif *nif);
/** Logs in one line what nif has now, and from whom. Under net_lock. */
void address_log(const struct netif *nif, const char *from);

#endif
