/* SPDX-License-Identifier: MIT */
/*
 * network.h - what the files of the commands about the network share. They use Linux's own
 * interfaces: netdevice(7), arp(7), rtnetlink's older form SIOCADDRT, icmp(7), and the files
 * below /proc/net.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include <net/if.h>
#include <netinet/in.h>

#include "command.h"

#define NETWORK_WAIT_S 3 /* seconds that an answer is waited for, if nothing else is said */

/** The name of an interface: option -i, else the first one that is no loopback. Returns false
 *  after an error was told. */
bool network_interface(struct shell *sh, char name[IFNAMSIZ]);
typedef void network_interface_fn(struct shell *sh, const char *name, const char *counters,
				  void *arg);
/** Calls one for each interface, with its line of /proc/net/dev behind the name. */
int network_interfaces(struct shell *sh, network_interface_fn *one, void *arg);

/** The gateways of the default routes, max at most. Returns how many. */
size_t network_gateways(struct shell *sh, struct in_addr *gateways, size_t max);

/** A dotted address. Returns false after an error was told. */
bool network_address(struct shell *sh, const char *text, struct in_addr *a);
#define NETWORK_ADDRESSES 16 /* of a name: of more, the first ones */
/** The addresses of a name. Returns how many; 0 after an error was told, or Ctrl-C. */
size_t network_look_up(struct shell *sh, const char *host, struct in_addr a[NETWORK_ADDRESSES]);
/** A dotted address, or the first one of a name. Returns false as network_look_up() does 0. */
bool network_find(struct shell *sh, const char *host, struct in_addr *a);
bool network_port(struct shell *sh, const char *text, in_port_t *port);
/** The value of option -w in milliseconds. */
bool network_wait_ms(struct shell *sh, int *ms);
/** a as text. */
char *network_text(struct in_addr a, char text[INET_ADDRSTRLEN]);

/** A connected TCP socket, or -1 after an error was told. */
int network_connect(struct shell *sh, struct in_addr a, in_port_t port, int timeout_ms);

int network_list(struct shell *sh, int argc, char **argv);
int network_statistics(struct shell *sh, int argc, char **argv);
int network_arp_table(struct shell *sh, int argc, char **argv);
int network_arp(struct shell *sh, int argc, char **argv);
int network_ping(struct shell *sh, int argc, char **argv);
int network_dns(struct shell *sh, int argc, char **argv);
int network_set_ip(struct shell *sh, int argc, char **argv);
int network_set_mask(struct shell *sh, int argc, char **argv);
int network_set_gateway(struct shell *sh, int argc, char **argv);
int network_set_dns(struct shell *sh, int argc, char **argv);
int network_dhcp(struct shell *sh, int argc, char **argv);
int network_tcp_connect(struct shell *sh, int argc, char **argv);
int network_tcp_send(struct shell *sh, int argc, char **argv);
int network_tcp_receive(struct shell *sh, int argc, char **argv);
int network_tcp_close(struct shell *sh, int argc, char **argv);
int network_udp_send(struct shell *sh, int argc, char **argv);
int network_udp_receive(struct shell *sh, int argc, char **argv);
int network_http(struct shell *sh, int argc, char **argv);

#endif
