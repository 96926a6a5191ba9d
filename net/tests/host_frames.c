/* SPDX-License-Identifier: MIT */
/* host_frames.c - frames from a wire: who may send what, and that buffers come back. */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include <core/file.h>
#include <core/synth.h>
#include <core/syscalls.h>
#include <test/test.h>

#include "../hosts.h"
#include "../netif.h"
#include "../resolv.h"
#include "../stats.h"
#include "arch/hooks.h"
#include "calls.h"
#include "frames.h"
#include "sim.h"

static size_t to_port_1000(uint8_t *f, uint32_t src, uint32_t dest, size_t len)
{
	static const char data[1500];
	struct udp_test u = { .src = src, .dest = dest, .src_port = 99, .dest_port = 1000 };

	return udp_frame(f, &u, data, len);
}

static int udp_at(uint32_t ip, uint16_t port)
{
	int fd = t_socket(SOCK_DGRAM);

	CHECK_EQ(t_bind(fd, ip, port), 0);
	return fd;
}

TEST(frame_reaches_the_socket_and_its_buffer_comes_back)
{
	uint8_t f[1514], buf[1500];
	int fd;

	sim_start();
	fd = udp_at(SIM_IP, 1000);
	sim_frame(f, to_port_1000(f, SIM_GATEWAY, SIM_IP, 1472));
	CHECK_EQ(sim_lent(), 1);
	CHECK_EQ(sys_recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT, NULL, NULL), 1472);
	CHECK_EQ(sim_lent(), 0);
	sys_close(fd);
	CHECK(t_clean());
}

TEST(frame_from_a_wire_cannot_speak_for_loopback)
{
	uint8_t f[1514];
	char buf[8];
	int fd;

	sim_start();
	fd = udp_at(0, 1000);
	sim_frame(f, to_port_1000(f, LOOPBACK, SIM_IP, 4));
	sim_frame(f, to_port_1000(f, SIM_GATEWAY, LOOPBACK, 4));
	CHECK_EQ(sys_recvfrom(fd, buf, 8, MSG_DONTWAIT, NULL, NULL), -EAGAIN);
	sim_frame(f, to_port_1000(f, SIM_GATEWAY, SIM_IP, 4)); /* the control */
	CHECK_EQ(sys_recvfrom(fd, buf, 8, MSG_DONTWAIT, NULL, NULL), 4);
	sys_close(fd);
	CHECK(t_clean());
}

TEST(frames_that_nobody_reads_do_not_hold_every_buffer)
{
	uint8_t f[1514];
	char buf[4];
	int fd, got = 0;

	sim_start();
	fd = udp_at(SIM_IP, 1000);
	CHECK_EQ(t_set_int(fd, SOL_SOCKET, SO_RCVBUF, 4 << 20), 0);
	for (int i = 0; i < 500; i++)
		sim_frame(f, to_port_1000(f, SIM_GATEWAY, SIM_IP, 4));
	CHECK(sim_lent() <= CONFIG_NETPOOL_COUNT / 2);
	while (sys_recvfrom(fd, buf, 4, MSG_DONTWAIT, NULL, NULL) == 4)
		got++;
	CHECK_EQ(got, 500);
	CHECK_EQ(sim_lent(), 0);
	sys_close(fd);
	CHECK(t_clean());
}

TEST(frames_of_noise_leave_nothing_behind)
{
	uint8_t f[1514];

	sim_start();
	for (int round = 0; round < 3000; round++) {
		size_t len = test_below(sizeof(f));
		to_port_1000(f, SIM_GATEWAY, SIM_IP, 100);
		for (int i = 0; i < 8; i++)
			f[12 + test_below(60)] = (uint8_t)test_random();
		sim_frame(f, len);
	}
	sim_run(60000); /* reassembly gives up */
	CHECK_EQ(sim_lent(), 0);
	CHECK(t_clean());
}

TEST(frame_without_its_padding_is_understood)
{
	uint8_t f[1514];

	sim_start();
	while (sim_sent(f, sizeof(f)))
		;
	sim_frame(f, arp_frame(f, 1));
	CHECK_EQ(sim_sent(f, sizeof(f)), 42);
	CHECK_EQ(f[21], 2);
	sim_frame(f, 13); /* not even a header */
	sim_frame(f, 0);
	CHECK_EQ(sim_lent(), 0);
	CHECK(t_clean());
}

TEST(fragments_survive_memory_that_runs_out)
{
	static char data[20000];
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = 7 };
	unsigned whole = 0;
	uint8_t f[1514];
	int fd;

	sim_start();
	sim_frame(f, arp_frame(f, 2));
	fd = t_socket(SOCK_DGRAM);
	put32((uint8_t *)&to.sin_addr, SIM_GATEWAY);
	for (unsigned spare = 0; spare < 80; spare++) {
		sim_exhaust_memory(spare);
		whole += sys_sendto(fd, data, 8000, 0, &to, sizeof(to)) == 8000;
		sim_release_memory();
		while (sim_sent(f, sizeof(f)))
			;
	}
	CHECK(whole > 0 && whole < 80); /* both happened */
	CHECK_EQ(sys_sendto(fd, data, sizeof(data), 0, &to, sizeof(to)), sizeof(data));
	for (int i = 0; i < 14; i++)
		CHECK(sim_sent(f, sizeof(f)) > 0);
	CHECK_EQ(sim_sent(f, sizeof(f)), 0);
	sys_close(fd);
	CHECK(t_clean());
}

static int read_synth(const char *path, char *buf, size_t size)
{
	const struct synth_file *s = synth_find("/", path);

	memset(buf, 0, size);
	return s ? (int)s->generate(buf, size) : -ENOENT;
}

TEST(net_publishes_its_files)
{
	char buf[512];

	sim_start();
	hosts_init();
	resolv_init();
	stats_init_file();
	CHECK(read_synth("/etc/resolv.conf", buf, sizeof(buf)) > 0);
	CHECK_STR(buf, "nameserver 10.1.1.3\noptions timeout:5 attempts:5\n");
	CHECK(read_synth("/etc/hosts", buf, sizeof(buf)) > 0);
	CHECK_STR(buf, "127.0.0.1 localhost\n");
	CHECK(read_synth("/proc/net/bobbin", buf, sizeof(buf)) > 0);
	CHECK(strstr(buf, "tcp_pcbs 0\n") && strstr(buf, "pbufs_used 0\n"));
	CHECK_EQ(read_synth("/etc/resolv.conf", buf, 4), 49); /* the length it would have */
}

TEST(isn_differs_by_endpoint_and_rises_with_time)
{
	ip_addr_t a = IPADDR4_INIT_BYTES(10, 0, 0, 1), b = IPADDR4_INIT_BYTES(10, 0, 0, 2);
	u32_t first, later;

	sim_start();
	first = net_tcp_isn(&a, 1, &b, 2);
	CHECK(first != net_tcp_isn(&a, 1, &b, 3));
	CHECK(first != net_tcp_isn(&a, 2, &b, 2));
	CHECK(first != net_tcp_isn(&b, 1, &a, 2));
	sim_run(1000);
	later = net_tcp_isn(&a, 1, &b, 2);
	CHECK(later - first >= 250000 && later - first < 250010); /* one in 4 us */
}
