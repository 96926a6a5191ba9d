/* SPDX-License-Identifier: MIT */
/*
 * lwipopts.h - lwIP 2.1.3 as we use it: raw API under one lock, IPv4, no threads,
 * no sockets of its own. What depends on the configuration comes from net/Kconfig.
 *
 * Memory: connections, segments and the like come from pools of fixed size, so a
 * flood runs out of pool and not out of heap; packet data that we send comes from the
 * heap, bounded by the send buffers; received data stays in the driver's buffers
 * (net/netif.c). docs/decisions/0011-known-defects-of-lwip.md says which known defects of this
 * version these settings keep out.
 */
#ifndef NET_LWIPOPTS_H
#define NET_LWIPOPTS_H

#include <core/heap.h>

/* --- system ------------------------------------------------------------------ */
#define NO_SYS                    1
#define SYS_LIGHTWEIGHT_PROT      0 /* one lock around everything */
#define LWIP_TIMERS               1
#define LWIP_ASSERT_CORE_LOCKED() net_assert_locked()
#define LWIP_HOOK_FILENAME        "arch/hooks.h"
/* Here and not there, because it changes what lwIP's headers declare. */
#define LWIP_HOOK_IP4_ROUTE_SRC(src, dest) net_ip4_route(dest)
#define LWIP_NETCONN                       0
#define LWIP_SOCKET                        0
#define LWIP_STATS                         1 /* of the pools only: net/stats.c */
#define LINK_STATS                         0
#define ETHARP_STATS                       0
#define IP_STATS                           0
#define IPFRAG_STATS                       0
#define ICMP_STATS                         0
#define UDP_STATS                          0
#define TCP_STATS                          0
#define MEM_STATS                          0
#define MEMP_STATS                         1

/* --- memory ------------------------------------------------------------------ */
#define MEM_ALIGNMENT           8
#define MEM_LIBC_MALLOC         1 /* our heap */
#define mem_clib_malloc         heap_alloc
#define mem_clib_calloc         heap_alloc_zero
#define mem_clib_free           heap_free
#define PBUF_POOL_SIZE          0 /* received frames are in the driver's buffers */
#define MEMP_NUM_PBUF           32
#define MEMP_NUM_TCP_PCB        CONFIG_NET_TCP_CONNECTIONS
#define MEMP_NUM_TCP_PCB_LISTEN 16
/* Every connection can fill its send buffer while all others do, with some segments that are
 * not full; what is left over is for segments that came out of order. At most what lwIP's
 * counter of 16 bits holds: beyond that, senders wait for each other. */
#define MEMP_NUM_TCP_SEG                                                                           \
	LWIP_MIN(65535, CONFIG_NET_TCP_CONNECTIONS *(TCP_SND_BUF / TCP_MSS + 4) + 64)
#define MEMP_NUM_UDP_PCB (CONFIG_NET_UDP_SOCKETS + 1) /* one is DHCP's */
#ifdef CONFIG_NET_CONTROL
#define MEMP_NUM_RAW_PCB (1 + 8) /* net/icmp_error.c, and echo sockets */
#else
#define MEMP_NUM_RAW_PCB 1
#endif
#define MEMP_NUM_REASSDATA   4
#define MEMP_NUM_FRAG_PBUF   64
#define MEMP_NUM_SYS_TIMEOUT (LWIP_NUM_SYS_TIMEOUT_INTERNAL + 2 * 4) /* net/lease.c: two each */

/* --- Ethernet and IPv4 ------------------------------------------------------- */
#define LWIP_ARP                       1
#define LWIP_ETHERNET                  1
#define ARP_TABLE_SIZE                 32
#define ETHARP_SUPPORT_VLAN            0
#define LWIP_IPV4                      1
#define LWIP_IPV6                      0
#define IP_FORWARD                     0
#define IP_OPTIONS_ALLOWED             0 /* source routing and the like are dropped */
#define IP_REASSEMBLY                  1
#define IP_REASS_MAX_PBUFS             48 /* one datagram of 64 KiB */
#define IP_FRAG                        1
#define IP_DEFAULT_TTL                 64
#define IP_SOF_BROADCAST               1
#define LWIP_ICMP                      1
#define LWIP_RAW                       1
#define LWIP_NETIF_EXT_STATUS_CALLBACK 1
#define LWIP_NETIF_LOOPBACK            1
#define LWIP_HAVE_LOOPIF               1
#define LWIP_LOOPBACK_MAX_PBUFS        1024
#define LWIP_BROADCAST_PING            0
#define LWIP_MULTICAST_PING            0

/* --- DHCP; names are resolved by libc ---------------------------------------- */
#define LWIP_DHCP           1
#define DHCP_DOES_ARP_CHECK 0 /* costs a second of boot */
/* Makes DHCP ask for name servers; dns_init(), dns_tmr() and dns_setserver() are those
 * of net/resolv.c, so that lwIP's own resolver is never linked. */
#define LWIP_DNS        1
#define DNS_MAX_SERVERS 3 /* as many as libc reads from /etc/resolv.conf */
/* Must equal DNS_MAX_SERVERS: decision 0011. */
#define LWIP_DHCP_MAX_DNS_SERVERS DNS_MAX_SERVERS

/* --- UDP and TCP ------------------------------------------------------------- */
#define LWIP_UDP            1
#define SO_REUSE            1
#define LWIP_TCP            1
#define TCP_MSS             1460
#define TCP_WND             (CONFIG_NET_TCP_WINDOW_KB * 1024)
#define LWIP_WND_SCALE      1
#define TCP_RCV_SCALE       5 /* windows of up to 2 MiB */
#define TCP_SND_BUF         (CONFIG_NET_TCP_SEND_KB * 1024)
#define TCP_SND_QUEUELEN    (3 * TCP_SND_BUF / (2 * TCP_MSS))
#define TCP_SNDLOWAT        (16 * 1024)
#define TCP_QUEUE_OOSEQ     1
#define TCP_OOSEQ_MAX_BYTES TCP_WND
#define TCP_OOSEQ_MAX_PBUFS 16 /* of a connection: they draw on the senders' pool */
#define LWIP_TCP_SACK_OUT   1
#define TCP_LISTEN_BACKLOG  1
#define LWIP_TCP_KEEPALIVE  1
#define LWIP_TCP_RTO_TIME   1000 /* ms, RFC 6298 2.1 */
#define TCP_SYNMAXRTX       12   /* a connection attempt lasts 13 s */
/* lwIP would compare TCP_WND with its own pool of receive buffers, which is unused. */
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1

#endif
