/* SPDX-License-Identifier: MIT */
/*
 * stop.c - the network's last step, after the program has ended: elsewhere a kernel goes
 * on and delivers what the program wrote, with the end of each connection; here the
 * machine is about to be powered off.
 *
 * Nothing sleeps here: while the boot thread runs, no thread of the ended program does.
 * So the cards are asked in a loop instead of waiting for their interrupts.
 *
 * Locking: takes net_lock for each turn of the loop.
 */
#include <core/clock.h>
#include <core/file.h>
#include <core/init.h>

#include "lwip/priv/tcp_priv.h"
#include "lwip/timeouts.h"

#include "netif.h"
#include "sock.h"
#include "stack.h"

#define LIMIT_NS (2 * NSEC_PER_SEC)

/* No close may wait: neither for SO_LINGER nor, in files above a socket, for room. */
static void forbid_waiting(void)
{
	sock_stop_lingering();
	for (int fd = 0; fd < FD_MAX; fd++) {
		struct file *f = file_get(fd);
		if (!f)
			continue;
		f->flags |= O_NONBLOCK;
		file_put(f);
	}
}

static void close_all(void)
{
	for (int fd = 0; fd < FD_MAX; fd++)
		fd_close(fd);
}

/* True while a peer has not acknowledged everything. */
static bool unfinished(void)
{
	for (const struct tcp_pcb *pcb = tcp_active_pcbs; pcb; pcb = pcb->next) {
		if (pcb->unsent || pcb->unacked)
			return true;
	}
	return false;
}

/* One turn: frames come in, timers run, packets to ourselves arrive. */
static bool drive(void)
{
	bool more;

	net_lock();
	netif_poll_devices();
	sys_check_timeouts();
	netif_poll_all();
	more = unfinished();
	net_unlock();
	return more;
}

static void drive_until(uint64_t deadline)
{
	while (drive() && clock_now() < deadline)
		;
}

void net_stop(void)
{
	uint64_t start = clock_now();

	forbid_waiting();
	drive_until(start + LIMIT_NS / 2); /* makes room for what files above sockets hold */
	close_all();
	drive_until(start + LIMIT_NS);
}
