/* SPDX-License-Identifier: MIT */
/*
 * stats.c - /proc/net/bobbin: what the network holds now, one "name value" a line, for
 * tests that look for leaks and for people who look for lost frames.
 *
 *	netpool_used   receive buffers out of the drivers' pool
 *	pbufs_used     packets that the stack and the sockets hold
 *	tcp_pcbs       connections and listeners, without those in TIME-WAIT
 *	tcp_timewait   connections that only wait for stray segments (2 minutes each)
 *	tcp_segs       segments queued to be sent, acknowledged, or put in order
 *	udp_pcbs       UDP sockets, and one for DHCP
 *	rx_dropped     frames lost for want of a buffer, since boot
 *
 * Locking: takes net_lock.
 */
#include <core/netpool.h>
#include <core/synth.h>

#include "lwip/memp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"
#include "lwip/udp.h"

#include "netif.h"
#include "stack.h"
#include "stats.h"
#include "text.h"

static unsigned count_tcp(const struct tcp_pcb *pcb)
{
	unsigned n = 0;

	for (; pcb; pcb = pcb->next)
		n++;
	return n;
}

static unsigned pool_used(memp_t pool)
{
	return lwip_stats.memp[pool]->used;
}

static unsigned receive_buffers(void)
{
	return IS_ENABLED(CONFIG_NETPOOL) ? netpool_in_use() : netif_rx_held();
}

static ssize_t stats_text(char *buf, size_t size)
{
	unsigned tcp;
	size_t len;

	net_lock();
	tcp = count_tcp(tcp_active_pcbs) + count_tcp(tcp_bound_pcbs) +
	      count_tcp(tcp_listen_pcbs.pcbs);
	len = text_add(buf, size, 0, "netpool_used %u\n", receive_buffers());
	len = text_add(buf, size, len, "pbufs_used %u\n", netif_rx_held() + pool_used(MEMP_PBUF));
	len = text_add(buf, size, len, "tcp_pcbs %u\n", tcp);
	len = text_add(buf, size, len, "tcp_timewait %u\n", count_tcp(tcp_tw_pcbs));
	len = text_add(buf, size, len, "tcp_segs %u\n", pool_used(MEMP_TCP_SEG));
	len = text_add(buf, size, len, "udp_pcbs %u\n", pool_used(MEMP_UDP_PCB));
	len = text_add(buf, size, len, "rx_dropped %lu\n", netif_rx_dropped());
	net_unlock();
	return (ssize_t)len;
}

void stats_init_file(void)
{
	static struct synth_file file = { .path = "/proc/net/bobbin", .generate = stats_text };

	synth_register(&file);
}
