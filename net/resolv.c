/* SPDX-License-Identifier: MIT */
/*
 * resolv.c - the name servers of the lease or of ip=. libc resolves names itself, over
 * UDP sockets; what it needs to know stands in /etc/resolv.conf.
 *
 * lwIP's DHCP reports servers through dns_setserver(). That function, and the two that
 * lwIP's core calls beside it, are defined here: lwIP's own resolver stays out of the
 * image.
 *
 * Source: lwIP 2.1.3 include/lwip/dns.h; resolv.conf(5).
 * Locking: the list is under net_lock.
 */
#include <core/synth.h>

#include "lwip/dns.h"

#include "resolv.h"
#include "stack.h"
#include "text.h"

/*
 * libc waits timeout seconds in all and asks attempts times in them. Its own two attempts
 * lose one lookup in some 1200 where a hundredth of the packets is lost: the question or the
 * answer, for either family, twice. Five make that one in 10^8, in the same five seconds.
 */
#define RESOLV_OPTIONS "options timeout:5 attempts:5\n"

static ip4_addr_t servers[DNS_MAX_SERVERS];
static unsigned server_count;

/* Starts a resolver; ours is libc. */
void dns_init(void)
{
}

/* Lets a resolver's time pass. */
void dns_tmr(void)
{
}

/* A lease lists its servers in order: the first one begins the list anew. */
void dns_setserver(u8_t i, const ip_addr_t *server)
{
	if (i >= DNS_MAX_SERVERS || !server)
		return;
	servers[i] = *ip_2_ip4(server);
	server_count = i + 1u;
}

void resolv_set(const ip4_addr_t *list, unsigned count)
{
	server_count = MIN(count, (unsigned)DNS_MAX_SERVERS);
	for (unsigned i = 0; i < server_count; i++)
		servers[i] = list[i];
}

size_t resolv_describe(char *buf, size_t size, size_t len)
{
	char ip[IP4_TEXT];

	if (server_count == 0)
		return text_add(buf, size, len, "none");
	for (unsigned i = 0; i < server_count; i++)
		len = text_add(buf, size, len, "%s%s", i ? ", " : "", ip4_text(&servers[i], ip));
	return len;
}

static ssize_t resolv_text(char *buf, size_t size)
{
	char ip[IP4_TEXT];
	size_t len = 0;

	net_lock();
	for (unsigned i = 0; i < server_count; i++)
		len = text_add(buf, size, len, "nameserver %s\n", ip4_text(&servers[i], ip));
	if (server_count > 0)
		len = text_add(buf, size, len, RESOLV_OPTIONS);
	net_unlock();
	return (ssize_t)len;
}

void resolv_init(void)
{
	static struct synth_file file = { .path = "/etc/resolv.conf", .generate = resolv_text };

	synth_register(&file);
}
