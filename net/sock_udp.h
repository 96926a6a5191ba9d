/* SPDX-License-Identifier: MIT */
/* sock_udp.h - what net/icmp_error.c needs of UDP sockets. */
#ifndef NET_SOCK_UDP_H
#define NET_SOCK_UDP_H

#include "lwip/udp.h"

/** Reports error (a positive errno) to the socket of pcb, if it is one of ours and
 *  connected: its next call fails with it. Under net_lock. */
void udp_sock_error(struct udp_pcb *pcb, int error);

#endif
