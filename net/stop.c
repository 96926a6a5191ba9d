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
#include "stack.h"

#define LIMIT_NS (2 * NSEC_PER_SEC)

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

void net_stop(void)
{
	uint64_t end = clock_now() + LIMIT_NS;

	close_all();
	while (drive() && clock_now() < end)
		;
}
