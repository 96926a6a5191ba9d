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
#include "resolv.h"
#include "text.h"

#define AGAIN_MS 10000 /* after a lease that was refused */

static struct waitq waiting;
static volatile bool leased;  /* ever */
static unsigned long holding; /* interfaces with a lease, a bit each */

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

	resolv_set(NULL, 0);
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

static void taken_away(struct netif *nif)
{
	if (!(holding & 1ul << nif->num))
		return;
	holding &= ~(1ul << nif->num);
	log_warn("%s: the DHCP lease has ended, no address; asking for another one",
		 netif_label(nif));
}

/* lwIP's callback when address, netmask or gateway changed: a renewal may change any. */
static void on_change(struct netif *nif, netif_nsc_reason_t reason,
		      const netif_ext_callback_args_t *args)
{
	(void)args;
	if (!(reason & LWIP_NSC_IPV4_SETTINGS_CHANGED) || !netif_dhcp_data(nif))
		return;
	if (!dhcp_supplied_address(nif)) {
		taken_away(nif);
		return;
	}
	holding &= ~(1ul << nif->num);
	if (!ip_is_host(netif_ip4_addr(nif), netif_ip4_netmask(nif))) {
		refuse(nif);
		return;
	}
	holding |= 1ul << nif->num;
	address_route(nif);
	address_log(nif, "DHCP");

	unsigned long flags = irq_save();
	leased = true;
	waitq_wake(&waiting);
	irq_restore(flags);
}

int lease_start(struct netif *nif)
{
	static netif_ext_callback_t changes;

	netif_remove_ext_callback(&changes); /* one serves all interfaces */
	netif_add_ext_callback(&changes, on_change);
	return dhcp_start(nif) == ERR_OK ? 0 : -ENOMEM;
}

void lease_stop(struct netif *nif)
{
	if (!lease_running(nif))
		return;
	holding &= ~(1ul << nif->num); /* it is given back, not taken away */
	sys_untimeout(ask_again, nif);
	sys_untimeout(give_up_lease, nif);
	dhcp_release_and_stop(nif);
	dhcp_cleanup(nif);
}

bool lease_running(const struct netif *nif)
{
	return netif_dhcp_data(nif) != NULL;
}

int lease_wait(uint64_t deadline)
{
	return wait_event_until(&waiting, leased, deadline);
}
