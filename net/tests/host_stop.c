/* SPDX-License-Identifier: MIT */
/* host_stop.c - how the network begins and ends: which interface is the way out, and
 * what becomes of connections when the program is over. */
#include <errno.h>

#include <core/clock.h>
#include <core/cmdline.h>
#include <core/file.h>
#include <core/init.h>
#include <core/netdev.h>
#include <core/syscalls.h>
#include <test/host.h>
#include <test/test.h>

#include "lwip/netif.h"

#include "../netif.h"
#include "calls.h"
#include "sim.h"

static void a_millisecond_passes(void)
{
	host_advance(NSEC_PER_MSEC);
}

TEST(net_stop_delivers_what_was_written)
{
	static char data[60000], buf[60000];
	size_t got = 0;
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	CHECK_EQ(sys_write(c, data, sizeof(data)), sizeof(data));
	file_ref(file_get(s)); /* the reader is not part of the program */
	struct file *reader = file_get(s);
	sim_on_poll = a_millisecond_passes;
	net_stop();
	CHECK_EQ(fd_count(), 0);
	for (long n = 1; n > 0 && got < sizeof(buf); got += (size_t)n) {
		struct iovec iov = { buf + got, sizeof(buf) - got };
		n = file_readv(reader, &iov, 1, -1, NO_DEADLINE);
	}
	CHECK_EQ(got, sizeof(data));
	struct iovec one = { buf, 1 };
	CHECK_EQ(file_readv(reader, &one, 1, -1, NO_DEADLINE), 0);
}

TEST(net_stop_does_not_wait_longer_than_it_promises)
{
	static char data[300000];
	struct linger wait = { .l_onoff = 1, .l_linger = 60 };
	uint64_t start;
	int c, s;

	sim_start();
	t_pair(&c, &s);
	NEED(s >= 0);
	sys_setsockopt(c, SOL_SOCKET, SO_LINGER, &wait, sizeof(wait));
	while (sys_sendto(c, data, sizeof(data), MSG_DONTWAIT, NULL, 0) > 0)
		sim_run(1);
	file_get(s); /* a reader that does not read */
	sim_on_poll = a_millisecond_passes;
	start = clock_now();
	net_stop();
	CHECK(clock_now() - start <= 2 * NSEC_PER_SEC + 2 * NSEC_PER_MSEC);
	CHECK(clock_now() - start >= NSEC_PER_SEC);
}

static int never_up(struct netdev *dev)
{
	(void)dev;
	return -EIO;
}

static int up(struct netdev *dev)
{
	dev->link = true;
	return 0;
}

static int xmit(struct netdev *dev, const struct iovec *frag, int n)
{
	(void)dev, (void)frag, (void)n;
	return 0;
}

static int poll_nothing(struct netdev *dev, int budget)
{
	(void)dev, (void)budget;
	return 0;
}

TEST(net_init_skips_a_card_that_does_not_start)
{
	static const struct netdev_ops dead_ops = { .up = never_up,
						    .xmit = xmit,
						    .poll = poll_nothing };
	static const struct netdev_ops ops = { .up = up, .xmit = xmit, .poll = poll_nothing };
	static struct netdev dead = { .name = "dead0", .ops = &dead_ops, .mtu = 1500 };
	static struct netdev card = { .name = "good0", .ops = &ops, .mtu = 1500 };
	static char line[] = "ip=10.7.7.7/24,10.7.7.1";

	CHECK_EQ(cmdline_init(line), 0);
	netdev_register(&dead);
	netdev_register(&card);
	CHECK_EQ(net_init(), 0);
	NEED(netif_default != NULL);
	CHECK_STR(netif_label(netif_default), "good0");
	CHECK_EQ(ip4_addr_get_u32(netif_ip4_addr(netif_default)), lwip_htonl(0x0a070707));
}
