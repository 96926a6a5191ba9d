/* SPDX-License-Identifier: MIT */
/*
 * lease.c - addresses from DHCP. lwIP speaks the protocol; this file looks at what it
 * brings home before anybody uses it, tells the log, and wakes the boot.
 *
 * A server may be hostile: an offer of 127.0.0.1 would pull local traffic onto the
 * wire. Such a lease is given back at once, and another one is asked for later.
 *
 * Source: RFC 2131.
 * Locking: under net_lock, lwIP's callbacks included; lease_wait() without.
 */
#define LOG_TAG "net"
#include <errno.h>

#include <core/log.h>
#include <core/waitq.h>

#include "lwip/dhcp.h"
#include "lwip/timeouts.h"

#include "address.h"
#include "ipconfig.h"
#include "lease.h"
#include "netif.h"
#include "text.h"

#define AGAIN_MS 10000 /* after a lease that was refused */

static struct waitq waiting;
static volatile bool leased; /* ever */

/* One call at most is pending for an interface: lwIP's pool counts on that. */
static void call_later(u32_t ms, sys_timeout_handler fn, struct netif *nif)
{
	sys_untimeout(fn, nif);
	sys_timeout(ms, fn, nif);
}

static void ask_again(void *arg)
{
	dhcp_start(arg);
}

static void give_up_lease(void *arg)
{
	struct netif *nif = arg;

	dhcp_release_and_stop(nif);
	netif_set_addr(nif, IP4_ADDR_ANY4, IP4_ADDR_ANY4, IP4_ADDR_ANY4);
	call_later(AGAIN_MS, ask_again, nif);
}

static void refuse(struct netif *nif)
{
	char ip[IP4_TEXT];

	log_err("%s: the DHCP server gave %s, which no host can have; lease refused",
		netif_label(nif), ip4_text(netif_ip4_addr(nif), ip));
	/* Not in here: lwIP's DHCP is in the middle of taking the lease. */
	call_later(0, give_up_lease, nif);
}

/* lwIP's callback on every change of an address. */
static void on_status(struct netif *nif)
{
	if (!dhcp_supplied_address(nif))
		return;
	if (!ip_is_host(netif_ip4_addr(nif), netif_ip4_netmask(nif))) {
		refuse(nif);
		return;
	}
	address_log(nif, "DHCP");

	unsigned long flags = irq_save();
	leased = true;
	waitq_wake(&waiting);
	irq_restore(flags);
}

int lease_start(struct netif *nif)
{
	netif_set_status_callback(nif, on_status);
	return dhcp_start(nif) == ERR_OK ? 0 : -ENOMEM;
}

int lease_wait(uint64_t deadline)
{
	return wait_event_until(&waiting, leased, deadline);
}
