/* SPDX-License-Identifier: MIT */
/* cmd_net_ping.c - ping and dns. Source: RFC 792; icmp(7), "Echo sockets": the kernel fills in the
 * identifier and the checksum. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "network.h"

#define DATA_BYTES 32 /* behind the header of an echo request */

struct echo {
	struct icmphdr header;
	char data[DATA_BYTES];
};

static long long now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ll + ts.tv_nsec / 1000;
}

/* Waits for the answer number n. Returns 1, 0 when there is none, or -1. */
static int await(struct shell *sh, int fd, unsigned n, long long end)
{
	struct echo answer;
	int ready = 0;

	for (;;) {
		long long left = end - now_us();
		ready = left > 0 ? shell_wait(sh, fd, POLLIN, (int)(left / 1000) + 1) : 0;
		if (ready <= 0)
			return ready;
		ssize_t len = recv(fd, &answer, sizeof(answer), MSG_DONTWAIT);
		if (len < 0 && errno != EAGAIN)
			return -1;
		if (len >= (ssize_t)sizeof(answer.header) && answer.header.type == ICMP_ECHOREPLY &&
		    answer.header.un.echo.sequence == htons((uint16_t)n))
			return 1;
	}
}

/* Returns 1 after an answer, 0 without one, -1 after an error was told. */
static int ping_once(struct shell *sh, int fd, const char *text, unsigned n, int wait_ms)
{
	struct echo request = { .header.type = ICMP_ECHO };
	long long start = now_us();

	request.header.un.echo.sequence = htons((uint16_t)n);
	memset(request.data, 'b', sizeof(request.data));
	if (send(fd, &request, sizeof(request), 0) < 0)
		return shell_fail(sh, text), -1;
	int got = await(sh, fd, n, start + wait_ms * 1000ll);
	long long us = now_us() - start;
	if (got < 0)
		shell_fail(sh, text);
	else if (got)
		shell_print(sh, "%d bytes from %s: number %u, %lld.%03lld ms\n",
			    (int)sizeof(request), text, n, us / 1000, us % 1000);
	else
		shell_print(sh, "no answer from %s: number %u\n", text, n);
	shell_flush(sh);
	return got;
}

int network_ping(struct shell *sh, int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	const char *value = shell_value(sh, 'c');
	char text[INET_ADDRSTRLEN];
	long long count = 4;
	int wait_ms, answers = 0, got = 0;

	(void)argc;
	if ((value && !shell_number(sh, value, 1, 65535, &count)) || !network_wait_ms(sh, &wait_ms))
		return SHELL_USAGE;
	if (!network_find(sh, argv[1], &to.sin_addr))
		return 1;
	network_text(to.sin_addr, text);
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, IPPROTO_ICMP);
	if (fd < 0)
		return shell_fail(sh, "socket");
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) < 0) {
		close(fd);
		return shell_fail(sh, text);
	}
	for (unsigned n = 1; n <= count && got >= 0; n++) {
		got = ping_once(sh, fd, text, n, wait_ms);
		answers += got > 0;
		if (got > 0 && n < count && shell_wait(sh, -1, 0, 1000) < 0)
			break;
	}
	close(fd);
	shell_print(sh, "%d of %lld answered\n", answers, count);
	return answers ? 0 : 1;
}

int network_dns(struct shell *sh, int argc, char **argv)
{
	struct in_addr all[NETWORK_ADDRESSES];
	size_t count = network_look_up(sh, argv[1], all);
	char text[INET_ADDRSTRLEN];

	(void)argc;
	for (size_t i = 0; i < count; i++)
		shell_print(sh, "%s\n", network_text(all[i], text));
	return count ? 0 : 1;
}
