/* SPDX-License-Identifier: MIT */
/* cmd_net_tcp.c - a connection and datagrams by hand. The connection is the shell's: it is open
 * from tcpconnect to tcpclose. In a pipe it is that of the shell around it. */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network.h"
#include "run.h"

int network_tcp_connect(struct shell *sh, int argc, char **argv)
{
	struct in_addr a;
	in_port_t port;
	int wait_ms;

	(void)argc;
	if (sh->is_copy)
		return shell_error(sh, "a connection that a pipe opens ends with it");
	if (sh->tcp >= 0)
		return shell_error(sh, "there is a connection; \"tcpclose\" ends it");
	if (!network_port(sh, argv[2], &port) || !network_wait_ms(sh, &wait_ms))
		return SHELL_USAGE;
	if (!network_find(sh, argv[1], &a))
		return 1;
	sh->tcp = network_connect(sh, a, port, wait_ms);
	return sh->tcp < 0;
}

static bool has_connection(struct shell *sh)
{
	if (sh->tcp < 0)
		shell_error(sh, "there is no connection; \"tcpconnect\" opens one");
	return sh->tcp >= 0;
}

/* In one piece: many a server takes what its first read gives for the line. */
int network_tcp_send(struct shell *sh, int argc, char **argv)
{
	size_t len;

	(void)argc;
	if (!has_connection(sh))
		return 1;
	char *text = shell_joined_words(argv + 1, shell_flag(sh, 'n') ? "" : "\r\n", &len);
	int err = text ? shell_write(sh, sh->tcp, text, len) : -1;
	int status = err ? shell_fail(sh, "connection") : 0;
	free(text);
	return status;
}

/* Waits for the first bytes, and takes what has come then. */
int network_tcp_receive(struct shell *sh, int argc, char **argv)
{
	char buf[4096];
	ssize_t n = 0;
	int wait_ms, ready;
	bool any = false;

	(void)argc;
	(void)argv;
	if (!network_wait_ms(sh, &wait_ms))
		return SHELL_USAGE;
	if (!has_connection(sh))
		return 1;
	ready = shell_wait(sh, sh->tcp, POLLIN, wait_ms);
	if (ready == 0)
		return shell_error(sh, "nothing has come");
	while (ready > 0 && !shell_stopped(sh)) {
		n = read(sh->tcp, buf, sizeof(buf));
		if (n <= 0)
			break;
		shell_put(sh, buf, (size_t)n);
		any = true;
		ready = shell_wait(sh, sh->tcp, POLLIN, 0);
	}
	if (ready < 0 || n < 0)
		return shell_fail(sh, "connection");
	return n == 0 && !any ? shell_error(sh, "the other side has closed") : 0;
}

int network_tcp_close(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	if (!has_connection(sh))
		return 1;
	if (sh->is_copy)
		return shell_error(sh,
				   "it is the connection of the shell around the pipe, and stays");
	close(sh->tcp);
	sh->tcp = -1;
	return 0;
}

/* --- UDP ------------------------------------------------------------------------------------ */

/* A socket at a port of all addresses, or -1 after an error was told. */
static int open_port(struct shell *sh, in_port_t port)
{
	struct sockaddr_in own = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[16];

	if (fd >= 0 && bind(fd, (struct sockaddr *)&own, sizeof(own)) == 0)
		return fd;
	snprintf(text, sizeof(text), "port %u", port);
	shell_fail(sh, text);
	if (fd >= 0)
		close(fd);
	return -1;
}

int network_udp_send(struct shell *sh, int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	in_port_t from, port;
	size_t len;

	(void)argc;
	if (!network_address(sh, argv[1], &to.sin_addr) || !network_port(sh, argv[2], &from) ||
	    !network_port(sh, argv[3], &port))
		return SHELL_USAGE;
	int fd = open_port(sh, from);
	if (fd < 0)
		return 1;
	char *text = shell_joined_words(argv + 4, "", &len);
	to.sin_port = htons(port);
	bool sent = text && sendto(fd, text, len, 0, (struct sockaddr *)&to, sizeof(to)) >= 0;
	int status = sent ? 0 : shell_fail(sh, argv[1]);
	free(text);
	close(fd);
	return status;
}

int network_udp_receive(struct shell *sh, int argc, char **argv)
{
	struct sockaddr_in from;
	socklen_t from_len = sizeof(from);
	char buf[2048], text[INET_ADDRSTRLEN];
	in_port_t port;
	int wait_ms;

	(void)argc;
	if (!network_port(sh, argv[1], &port) || !network_wait_ms(sh, &wait_ms))
		return SHELL_USAGE;
	int fd = open_port(sh, port);
	if (fd < 0)
		return 1;
	int ready, status = 0;
	ssize_t n;
	do { /* Linux wakes for a datagram before it looks at its checksum */
		ready = shell_wait(sh, fd, POLLIN, wait_ms);
		n = ready > 0 ? recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT,
					 (struct sockaddr *)&from, &from_len)
			      : -1;
	} while (ready > 0 && n < 0 && errno == EAGAIN);
	if (ready == 0)
		status = shell_error(sh, "nothing has come to port %u", port);
	else if (n < 0)
		status = shell_fail(sh, argv[1]);
	close(fd);
	if (status)
		return status;
	shell_print(sh, "%s:%u ", network_text(from.sin_addr, text), ntohs(from.sin_port));
	shell_put(sh, buf, (size_t)n);
	shell_print(sh, "\n");
	return 0;
}
