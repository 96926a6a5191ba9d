/* SPDX-License-Identifier: MIT */
/* calls.c - the socket calls, short enough for tests to read. */
#define _GNU_SOURCE /* POLLRDHUP */
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <core/file.h>
#include <core/syscalls.h>

#include "lwip/def.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/stats.h"

#include "../netif.h"
#include "../stack.h"
#include "calls.h"
#include "sim.h"

static struct sockaddr_in address(uint32_t ip, uint16_t port)
{
	struct sockaddr_in in = { .sin_family = AF_INET };

	in.sin_addr.s_addr = lwip_htonl(ip);
	in.sin_port = lwip_htons(port);
	return in;
}

int t_socket(int type)
{
	return (int)sys_socket(AF_INET, type, 0);
}

int t_bind(int fd, uint32_t ip, uint16_t port)
{
	struct sockaddr_in in = address(ip, port);

	return (int)sys_bind(fd, &in, sizeof(in));
}

int t_connect(int fd, uint32_t ip, uint16_t port)
{
	struct sockaddr_in in = address(ip, port);

	return (int)sys_connect(fd, &in, sizeof(in));
}

uint16_t t_port(int fd)
{
	struct sockaddr_in in;
	unsigned len = sizeof(in);

	return sys_getsockname(fd, &in, &len) ? 0 : lwip_ntohs(in.sin_port);
}

int t_listener(int backlog, uint16_t *port)
{
	int fd = t_socket(SOCK_STREAM);

	if (fd < 0 || t_bind(fd, LOOPBACK, 0) || sys_listen(fd, backlog))
		return -1;
	*port = t_port(fd);
	return fd;
}

void t_pair(int *client, int *server)
{
	uint16_t port = 0;
	int listener = t_listener(4, &port);

	*client = t_socket(SOCK_STREAM);
	*server = -1;
	if (t_connect(*client, LOOPBACK, port) == 0)
		*server = (int)sys_accept(listener, NULL, NULL);
	sys_close(listener);
}

short t_poll(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT | POLLRDHUP };

	sys_poll(&p, 1, 0);
	return p.revents;
}

int t_set_int(int fd, int level, int name, int value)
{
	return (int)sys_setsockopt(fd, level, name, &value, sizeof(value));
}

int t_get_int(int fd, int level, int name)
{
	int value = -1;
	unsigned len = sizeof(value);
	long err = sys_getsockopt(fd, level, name, &value, &len);

	return err ? (int)err : value;
}

/* TIME-WAIT may stay: it is part of a good ending. */
static unsigned live_connections(void)
{
	unsigned n = 0;

	for (struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
		n++;
	for (struct tcp_pcb *p = tcp_bound_pcbs; p; p = p->next)
		n++;
	for (struct tcp_pcb *p = tcp_listen_pcbs.pcbs; p; p = p->next)
		n++;
	return n;
}

int t_clean(void)
{
	unsigned pcbs, segs, held;

	sim_run(2000);
	net_lock();
	pcbs = live_connections();
	segs = lwip_stats.memp[MEMP_TCP_SEG]->used;
	held = netif_rx_held();
	net_unlock();
	if (pcbs == 0 && segs == 0 && held == 0 && fd_count() == 0)
		return 1;
	fprintf(stderr, "left over: %u connections, %u segments, %u buffers, %d descriptors\n",
		pcbs, segs, held, fd_count());
	return 0;
}
