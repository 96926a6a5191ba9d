/* SPDX-License-Identifier: MIT */
/* sysstat.c - readings of the system. Source: proc(5), netdevice(7), statvfs(3). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "sysstat.h"

/* The beginning of a file; "" when it cannot be read. */
static void read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t len = 0;
	ssize_t n = 1;

	while (fd >= 0 && n > 0 && len < size - 1) {
		n = read(fd, text + len, size - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (fd >= 0)
		close(fd);
	text[len] = '\0';
}

/* The number behind a name at the start of a line; 0: there is none. */
static uint64_t number(const char *text, const char *name)
{
	size_t len = strlen(name);

	while (text && *text) {
		if (strncmp(text, name, len) == 0)
			return strtoull(text + len, NULL, 10);
		text = strchr(text, '\n');
		text += text != NULL;
	}
	return 0;
}

void sysstat_memory(struct sysstat *s, const char *meminfo)
{
	s->memory_kib = number(meminfo, "MemTotal:");
	s->available_kib = number(meminfo, "MemAvailable:");
}

void sysstat_self(struct sysstat *s, const char *proc_bobbin)
{
	uint64_t uptime = number(proc_bobbin, "uptime ");

	s->threads = (unsigned)number(proc_bobbin, "threads ");
	if (uptime) {
		s->uptime = (double)uptime / 1e9;
		s->idle = (double)number(proc_bobbin, "idle ") / 1e9;
	}
}

void sysstat_linux_idle(struct sysstat *s, const char *uptime)
{
	char *end;

	s->uptime = strtod(uptime, &end);
	s->idle = strtod(end, NULL);
}

/* " NAME: received bytes, seven more, sent bytes, ..." after two lines of titles. */
void sysstat_network(struct sysstat *s, const char *net_dev)
{
	s->received = s->sent = 0;
	for (const char *line = net_dev; line; line = strchr(line, '\n')) {
		char name[16];
		unsigned long long in, out;

		line += *line == '\n';
		if (sscanf(line, " %15[^: ]: %llu %*u %*u %*u %*u %*u %*u %*u %llu", name, &in,
			   &out) != 3 ||
		    strcmp(name, "lo") == 0)
			continue;
		s->received += in;
		s->sent += out;
	}
}

void sysstat_read(struct sysstat *s)
{
	char text[4096];

	*s = (struct sysstat){ 0 };
	read_text("/proc/version", text, sizeof(text));
	snprintf(s->version, sizeof(s->version), "%.*s", (int)strcspn(text, "\n("), text);
	read_text("/proc/uptime", text, sizeof(text));
	sysstat_linux_idle(s, text);
	read_text("/proc/bobbin", text, sizeof(text));
	sysstat_self(s, text);
	read_text("/proc/meminfo", text, sizeof(text));
	sysstat_memory(s, text);
	read_text("/proc/net/dev", text, sizeof(text));
	sysstat_network(s, text);
}

double sysstat_load(const struct sysstat *before, const struct sysstat *now)
{
	double time = now->uptime - before->uptime, idle = now->idle - before->idle;

	if (time <= 0 || idle < 0)
		return 0;
	return idle >= time ? 0 : 100 * (time - idle) / time;
}

/* --- the network -------------------------------------------------------------------------- */

static bool ask(int fd, unsigned long request, const char *name, struct ifreq *r)
{
	*r = (struct ifreq){ 0 };
	snprintf(r->ifr_name, sizeof(r->ifr_name), "%s", name);
	return ioctl(fd, request, r) == 0;
}

static void address(int fd, unsigned long request, const char *name, char text[16])
{
	struct ifreq r;
	struct sockaddr_in in;

	if (!ask(fd, request, name, &r))
		return;
	memcpy(&in, &r.ifr_addr, sizeof(in));
	if (in.sin_addr.s_addr != INADDR_ANY)
		inet_ntop(AF_INET, &in.sin_addr, text, 16);
}

/* The first interface in /proc/net/dev that is no loopback. */
static void find_interface(char name[16])
{
	char text[4096], found[16];

	read_text("/proc/net/dev", text, sizeof(text));
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (sscanf(line, " %15[^:| ]:", found) == 1 && strcmp(found, "lo") != 0 &&
		    strchr(line, ':') && strncmp(line, "Inter", 5) != 0 &&
		    memchr(line, ':', strcspn(line, "\n"))) {
			memcpy(name, found, 16);
			return;
		}
	}
}

/* Rows of "NAME DESTINATION GATEWAY FLAGS ...", numbers in hexadecimal as they lie in memory. */
static void find_gateway(char text[16])
{
	char table[4096];
	unsigned destination, gateway;

	read_text("/proc/net/route", table, sizeof(table));
	for (const char *line = strchr(table, '\n'); line; line = strchr(line, '\n')) {
		line++;
		if (sscanf(line, "%*s %x %x", &destination, &gateway) == 2 && destination == 0 &&
		    gateway != 0) {
			struct in_addr a = { gateway };
			inet_ntop(AF_INET, &a, text, 16);
			return;
		}
	}
}

static void find_dns(char text[64])
{
	char file[1024];
	const char key[] = "nameserver ";
	size_t len = 0;

	read_text("/etc/resolv.conf", file, sizeof(file));
	for (const char *at = file; (at = strstr(at, key)) != NULL;) {
		at += sizeof(key) - 1;
		int n = (int)strcspn(at, " \n");
		if (len + (size_t)n + 2 < 64)
			len += (size_t)snprintf(text + len, 64 - len, "%s%.*s", len ? " " : "", n,
						at);
	}
}

void sysnet_read(struct sysnet *n)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct ifreq r;

	*n = (struct sysnet){ 0 };
	if (fd < 0)
		return;
	find_interface(n->name);
	if (n->name[0]) {
		n->up = ask(fd, SIOCGIFFLAGS, n->name, &r) && r.ifr_flags & IFF_UP &&
			r.ifr_flags & IFF_RUNNING;
		address(fd, SIOCGIFADDR, n->name, n->address);
		address(fd, SIOCGIFNETMASK, n->name, n->mask);
		if (ask(fd, SIOCGIFHWADDR, n->name, &r)) {
			const unsigned char *a = (const unsigned char *)r.ifr_hwaddr.sa_data;
			snprintf(n->hardware, sizeof(n->hardware), "%02x:%02x:%02x:%02x:%02x:%02x",
				 a[0], a[1], a[2], a[3], a[4], a[5]);
		}
	}
	close(fd);
	find_gateway(n->gateway);
	find_dns(n->dns);
}

/* --- disks -------------------------------------------------------------------------------- */

size_t sysdisk_read(struct sysdisk *disks, size_t max)
{
	char text[4096];
	size_t count = 0;

	read_text("/proc/mounts", text, sizeof(text));
	for (const char *line = text; line && *line && count < max;) {
		struct sysdisk *d = &disks[count];
		struct statvfs st;

		if (sscanf(line, "%31s %127s %15s", d->device, d->path, d->type) == 3 &&
		    statvfs(d->path, &st) == 0 && st.f_blocks > 0) {
			d->size = (uint64_t)st.f_frsize * st.f_blocks;
			d->free = (uint64_t)st.f_frsize * st.f_bavail;
			count++;
		}
		line = strchr(line, '\n');
		line += line != NULL;
	}
	return count;
}

/* --- text --------------------------------------------------------------------------------- */

char *uptime_text(double seconds, char buf[32])
{
	unsigned long s = seconds > 0 ? (unsigned long)seconds : 0;
	int len = s >= 86400 ? snprintf(buf, 32, "%lu d ", s / 86400) : 0;

	snprintf(buf + len, 32 - (size_t)len, "%lu:%02lu:%02lu", s / 3600 % 24, s / 60 % 60,
		 s % 60);
	return buf;
}

char *bytes_text(uint64_t bytes, char buf[32])
{
	static const char units[] = "KMGTPE";
	double n = (double)bytes / 1024;
	int unit = 0;

	if (bytes < 1024) {
		snprintf(buf, 32, "%u byte%s", (unsigned)bytes, bytes == 1 ? "" : "s");
		return buf;
	}
	for (; n >= 999.5 && unit < 5; unit++)
		n /= 1024;
	snprintf(buf, 32, "%.*f %cB", n < 9.95, n, units[unit]);
	return buf;
}
