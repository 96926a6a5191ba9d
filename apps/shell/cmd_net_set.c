/* SPDX-License-Identifier: MIT */
/*
 * cmd_net_set.c - setip, setmask, setgw, setdns, dhcp. Source: netdevice(7), and route(8) for
 * SIOCADDRT.
 *
 * For a new lease the card gives up its address (0.0.0.0) and goes down and up again: whoever
 * speaks DHCP for it then asks anew, on Linux a program, here the kernel.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/route.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network.h"

static struct sockaddr ip_address(struct in_addr a)
{
	struct sockaddr_in in = { .sin_family = AF_INET, .sin_addr = a };
	struct sockaddr any;

	memcpy(&any, &in, sizeof(any));
	return any;
}

/* One ioctl() with a socket of its own. Returns 0, or -1 with errno. */
static int control(unsigned long request, void *arg)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	int err = fd < 0 ? -1 : ioctl(fd, request, arg);
	int error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return err;
}

static int set_address(struct shell *sh, unsigned long request, const char *text)
{
	struct ifreq r = { 0 };
	struct in_addr a;

	if (!network_address(sh, text, &a))
		return SHELL_USAGE;
	if (!network_interface(sh, r.ifr_name))
		return 1;
	r.ifr_addr = ip_address(a);
	return control(request, &r) < 0 ? shell_fail(sh, text) : 0;
}

/* A card with an address is to be used: Linux leaves it down. */
static int bring_up(const char *name)
{
	struct ifreq r = { 0 };

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	if (control(SIOCGIFFLAGS, &r) < 0)
		return -1;
	r.ifr_flags |= IFF_UP;
	return control(SIOCSIFFLAGS, &r);
}

int network_set_ip(struct shell *sh, int argc, char **argv)
{
	char name[IFNAMSIZ];
	int status = set_address(sh, SIOCSIFADDR, argv[1]);

	(void)argc;
	if (status == 0 && (!network_interface(sh, name) || bring_up(name) < 0))
		status = shell_fail(sh, argv[1]);
	return status;
}

int network_set_mask(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	return set_address(sh, SIOCSIFNETMASK, argv[1]);
}

static int change_gateway(unsigned long request, struct in_addr gateway)
{
	struct rtentry route = { .rt_flags = RTF_UP | RTF_GATEWAY };
	struct in_addr any = { INADDR_ANY };

	route.rt_dst = route.rt_genmask = ip_address(any);
	route.rt_gateway = ip_address(gateway);
	return control(request, &route);
}

/* The new one first: if it is refused, those before stay. */
int network_set_gateway(struct shell *sh, int argc, char **argv)
{
	struct in_addr a, old[4];

	(void)argc;
	if (!network_address(sh, argv[1], &a))
		return SHELL_USAGE;
	size_t count = network_gateways(sh, old, 4);
	if (change_gateway(SIOCADDRT, a) < 0 && errno != EEXIST)
		return shell_fail(sh, argv[1]);
	for (size_t i = 0; i < count; i++) {
		if (old[i].s_addr != a.s_addr)
			change_gateway(SIOCDELRT, old[i]);
	}
	return 0;
}

/* The kernel shows the servers of the lease in a file that it mounts over the one that people
 * write: theirs counts from now on. */
static int open_servers(void)
{
	static const char path[] = "/etc/resolv.conf";
	const int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
	int fd = open(path, flags, 0666);

	if (fd < 0 && (errno == EROFS || errno == EACCES) && umount2(path, 0) == 0)
		fd = open(path, flags, 0666);
	return fd;
}

int network_set_dns(struct shell *sh, int argc, char **argv)
{
	char text[256];
	int len = 0;
	struct in_addr a;

	for (int i = 1; i < argc; i++) {
		if (!network_address(sh, argv[i], &a))
			return SHELL_USAGE;
		len += snprintf(text + len, sizeof(text) - (size_t)len, "nameserver %s\n", argv[i]);
	}
	int fd = open_servers();
	int err = fd < 0 ? -1 : shell_write(sh, fd, text, (size_t)len);
	int status = err ? shell_fail(sh, "/etc/resolv.conf") : 0;
	if (fd >= 0 && close(fd) < 0 && !status)
		status = shell_fail(sh, "/etc/resolv.conf");
	return status;
}

/* --- dhcp ----------------------------------------------------------------------------------- */

static int restart_card(const char *name)
{
	struct ifreq r = { 0 };
	struct in_addr none = { INADDR_ANY };

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	r.ifr_addr = ip_address(none);
	if (control(SIOCSIFADDR, &r) < 0)
		return -1;
	if (control(SIOCGIFFLAGS, &r) < 0)
		return -1;
	r.ifr_flags &= (short)~IFF_UP;
	return control(SIOCSIFFLAGS, &r) < 0 ? -1 : bring_up(name);
}

/* The address of a card, or 0.0.0.0. */
static struct in_addr address_of(const char *name)
{
	struct ifreq r = { 0 };
	struct sockaddr_in in = { 0 };

	snprintf(r.ifr_name, sizeof(r.ifr_name), "%s", name);
	if (control(SIOCGIFADDR, &r) == 0)
		memcpy(&in, &r.ifr_addr, sizeof(in));
	return in.sin_addr;
}

int network_dhcp(struct shell *sh, int argc, char **argv)
{
	char name[IFNAMSIZ], text[INET_ADDRSTRLEN];
	struct in_addr a = { 0 };
	int wait_ms;

	(void)argc;
	(void)argv;
	if (!network_wait_ms(sh, &wait_ms))
		return SHELL_USAGE;
	if (!network_interface(sh, name))
		return 1;
	if (restart_card(name) < 0)
		return shell_fail(sh, name);
	for (int waited = 0; waited <= wait_ms && a.s_addr == 0; waited += 50) {
		a = address_of(name);
		if (a.s_addr == 0 && shell_wait(sh, -1, 0, 50) < 0)
			return SHELL_INTERRUPTED;
	}
	if (a.s_addr == 0)
		return shell_error(sh, "%s: no answer from a DHCP server", name);
	shell_print(sh, "%s %s\n", name, network_text(a, text));
	return 0;
}
