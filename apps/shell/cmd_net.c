/* SPDX-License-Identifier: MIT */
/* cmd_net.c - what the network is: net, netstats, arptable, arp. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network.h"

/* --- net ------------------------------------------------------------------------------------ */

static void print_address(struct shell *sh, int fd, const char *name, unsigned long request,
			  const char *label)
{
	char text[INET_ADDRSTRLEN];
	struct ifreq r = { 0 };

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	if (ioctl(fd, request, &r) == 0)
		shell_print(sh, " %s %s", label,
			    network_text(((struct sockaddr_in *)&r.ifr_addr)->sin_addr, text));
}

static void print_interface(struct shell *sh, const char *name, const char *counters, void *arg)
{
	const int *fd = arg;
	struct ifreq r = { 0 };

	(void)counters;
	shell_print(sh, "%-8s", name);
	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	if (ioctl(*fd, SIOCGIFFLAGS, &r) == 0)
		shell_print(sh, "%s%s", r.ifr_flags & IFF_UP ? "up" : "down",
			    r.ifr_flags & IFF_RUNNING ? "" : ", no link");
	if (ioctl(*fd, SIOCGIFHWADDR, &r) == 0) {
		const unsigned char *a = (const unsigned char *)r.ifr_hwaddr.sa_data;
		shell_print(sh, " %02x:%02x:%02x:%02x:%02x:%02x", a[0], a[1], a[2], a[3], a[4],
			    a[5]);
	}
	print_address(sh, *fd, name, SIOCGIFADDR, "address");
	print_address(sh, *fd, name, SIOCGIFNETMASK, "mask");
	shell_print(sh, "\n");
}

static void print_gateways(struct shell *sh)
{
	struct in_addr gateways[4];
	size_t count = network_gateways(sh, gateways, 4);
	char text[INET_ADDRSTRLEN];

	for (size_t i = 0; i < count; i++)
		shell_print(sh, "gateway %s\n", network_text(gateways[i], text));
}

static void print_servers(struct shell *sh)
{
	struct shell_lines l = { .fd = open("/etc/resolv.conf", O_RDONLY | O_CLOEXEC) };
	static const char key[] = "nameserver ";

	while (l.fd >= 0 && shell_next_line(sh, &l) > 0) {
		if (l.len > sizeof(key) && memcmp(l.line, key, sizeof(key) - 1) == 0)
			shell_print(sh, "dns     %.*s\n", (int)(l.len - sizeof(key) + 1),
				    l.line + sizeof(key) - 1);
	}
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
}

int network_list(struct shell *sh, int argc, char **argv)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	(void)argc;
	(void)argv;
	if (fd < 0)
		return shell_fail(sh, "socket");
	int status = network_interfaces(sh, print_interface, &fd);
	close(fd);
	print_gateways(sh);
	print_servers(sh);
	return status;
}

/* --- netstats ------------------------------------------------------------------------------- */

static void print_counters(struct shell *sh, const char *name, const char *counters, void *arg)
{
	unsigned long long n[16] = { 0 };
	char *end;

	(void)arg;
	for (int i = 0; i < 16; i++) {
		n[i] = strtoull(counters, &end, 10);
		counters = end;
	}
	shell_print(sh, "%-8s received %llu bytes, %llu packets, %llu errors, %llu dropped\n", name,
		    n[0], n[1], n[2], n[3]);
	shell_print(sh, "%-8s sent     %llu bytes, %llu packets, %llu errors, %llu dropped\n", "",
		    n[8], n[9], n[10], n[11]);
}

int network_statistics(struct shell *sh, int argc, char **argv)
{
	struct shell_lines l = { 0 };
	int status = network_interfaces(sh, print_counters, NULL);

	(void)argc;
	(void)argv;
	/* What Linux has no place for is told where there is something. */
	l.fd = open("/proc/net/bobbin", O_RDONLY | O_CLOEXEC);
	while (l.fd >= 0 && shell_next_line(sh, &l) > 0) {
		shell_put(sh, l.line, l.len);
		shell_put(sh, "\n", 1);
	}
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
	return status;
}

/* --- ARP ------------------------------------------------------------------------------------ */

/* "ADDRESS TYPE FLAGS HARDWARE MASK DEVICE", after one line of titles. Prints the complete rows, or
 * that of one address. Returns how many, or -1. */
static int print_neighbours(struct shell *sh, const char *only)
{
	struct shell_lines l = { .fd = open("/proc/net/arp", O_RDONLY | O_CLOEXEC) };
	char line[256], address[64], hardware[64], device[32];
	unsigned flags;
	int count = 0, more = -1;

	while (l.fd >= 0 && (more = shell_next_line(sh, &l)) > 0) {
		snprintf(line, sizeof(line), "%.*s", (int)l.len, l.line);
		if (sscanf(line, "%63s %*s %x %63s %*s %31s", address, &flags, hardware, device) !=
			    4 ||
		    !(flags & 2) || (only && strcmp(only, address) != 0))
			continue;
		shell_print(sh, "%-15s %s %s\n", address, hardware, device);
		count++;
	}
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
	return more < 0 ? -1 : count;
}

int network_arp_table(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return print_neighbours(sh, NULL) < 0 ? shell_fail(sh, "/proc/net/arp") : 0;
}

/* A datagram to port 9 (RFC 863, discard) makes the stack ask for the address. */
static bool provoke(struct in_addr a)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = a, .sin_port = htons(9) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool ok = fd >= 0 && sendto(fd, "", 0, 0, (struct sockaddr *)&to, sizeof(to)) == 0;
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return ok;
}

int network_arp(struct shell *sh, int argc, char **argv)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr a;
	int found = 0;

	(void)argc;
	if (!network_address(sh, argv[1], &a))
		return SHELL_USAGE;
	network_text(a, text);
	if (!provoke(a))
		return shell_fail(sh, text);
	for (int waited = 0; waited < NETWORK_WAIT_S * 1000 && !found; waited += 50) {
		found = print_neighbours(sh, text);
		if (!found && shell_wait(sh, -1, 0, 50) < 0)
			return SHELL_INTERRUPTED;
	}
	if (found < 0)
		return shell_fail(sh, "/proc/net/arp");
	return found ? 0 : shell_error(sh, "%s: nobody answers", text);
}
