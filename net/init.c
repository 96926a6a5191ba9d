/* SPDX-License-Identifier: MIT */
/*
 * init.c - the network's step of the boot: the stack, every interface, an address.
 *
 * What goes wrong here leaves a machine without an address, and a line in the log that
 * says why; the program runs all the same and reports what it cannot do.
 *
 * Locking: called once, by the boot thread.
 */
#define LOG_TAG "net"
#include <core/clock.h>
#include <core/cmdline.h>
#include <core/init.h>
#include <core/log.h>
#include <core/netdev.h>

#include "address.h"
#include "control.h"
#include "hosts.h"
#include "icmp_error.h"
#include "lease.h"
#include "netif.h"
#include "resolv.h"
#include "stack.h"
#include "stats.h"
#include "text.h"

#define TIMEOUT_MAX_S 3600u

OPTION(ip_option, "ip", "dhcp, off or ADDRESS/LENGTH[,GATEWAY[,NAMESERVER...]]");
OPTION(timeout_option, "dhcp_timeout",
       "seconds to wait for a DHCP lease before the program starts");

static void read_ip_option(struct ip_config *c)
{
	const char *text = cmdline_option("ip"), *why;

	if (!text)
		text = CONFIG_NET_IP;
	if (ip_config_parse(text, c, &why))
		log_err("option ip=%s: %s; going on without an address", text, why);
}

static uint64_t dhcp_timeout(void)
{
	const char *text = cmdline_option("dhcp_timeout"), *end;
	unsigned seconds = CONFIG_NET_DHCP_TIMEOUT_S;

	if (text) {
		end = number_read(text, TIMEOUT_MAX_S, &seconds);
		if (!end || *end) {
			seconds = CONFIG_NET_DHCP_TIMEOUT_S;
			log_err("option dhcp_timeout=%s: not a number of seconds up to %u; "
				"waiting %u s",
				text, TIMEOUT_MAX_S, seconds);
		}
	}
	return seconds * NSEC_PER_SEC;
}

/* One interface, and its address; that of ip= goes to the first that starts. */
static void start_interface(struct netdev *dev, const struct ip_config *c, unsigned *started)
{
	struct netif *nif;
	int err = netif_join(dev, &nif);

	if (err) {
		log_err("%s does not start, error %d", dev->name, -err);
		return;
	}
	if (c->mode == IP_MODE_STATIC && *started == 0)
		address_set(nif, c);
	if (c->mode == IP_MODE_DHCP && lease_start(nif))
		log_err("%s: no memory for DHCP", dev->name);
	++*started;
}

static unsigned start_interfaces(const struct ip_config *c)
{
	struct netdev *dev;
	unsigned i, started = 0;

	net_lock();
	icmp_error_init();
	for (i = 0; (dev = netdev_get(i)) != NULL; i++)
		start_interface(dev, c, &started);
	net_unlock();
	return i;
}

int net_init(void)
{
	struct ip_config c;

	stack_init();
	read_ip_option(&c);
	hosts_init();
	resolv_init();
	stats_init_file();
	if (IS_ENABLED(CONFIG_NET_CONTROL))
		net_tables_init();
	if (start_interfaces(&c) == 0) {
		log_warn("no network card that a driver of this image knows");
		return 0;
	}
	if (c.mode == IP_MODE_DHCP && lease_wait(clock_now() + dhcp_timeout()))
		log_err("no DHCP answer yet; the program starts without an address");
	return 0;
}
