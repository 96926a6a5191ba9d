/* SPDX-License-Identifier: MIT */
/* resolv.h - the name servers, published as /etc/resolv.conf. */
#ifndef NET_RESOLV_H
#define NET_RESOLV_H

#include <stddef.h>
#include "lwip/ip4_addr.h"

/** Registers /etc/resolv.conf. */
void resolv_init(void);
/** Replaces the name servers; at most DNS_MAX_SERVERS are kept. Under net_lock. */
void resolv_set(const ip4_addr_t *servers, unsigned count);
/** Appends "a, b" to the text of length len; "none" without servers. Under net_lock. */
size_t resolv_describe(char *buf, size_t size, size_t len);

#endif
