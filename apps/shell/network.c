/* SPDX-License-Identifier: MIT */
/* network.c - addresses, interfaces and connections; see network.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "network.h"

/* --- interfaces ----------------------------------------------------------------------------- */

/* Two lines of titles, then "  eth0: counters". Source: proc(5). */
int network_interfaces(struct shell *sh, network_interface_fn *one, void *arg)
{
	struct shell_lines l = { .fd = open("/proc/net/dev", O_RDONLY | O_CLOEXEC) };
	int more = l.fd < 0 ? -1 : 0;

	while (l.fd >= 0 && (more = shell_next_line(sh, &l)) > 0) {
		char line[512];
		snprintf(line, sizeof(line), "%.*s", (int)l.len, l.line);
		char *colon = strchr(line, ':');
		if (!colon)
			continue;
		*colon = '\0';
		one(sh, line + strspn(line, " "), colon + 1, arg);
	}
	int status = more < 0 ? shell_fail(sh, "/proc/net/dev") : 0;
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
	return status;
}

static void keep_first(struct shell *sh, const char *name, const char *counters, void *first)
{
	(void)sh;
	(void)counters;
	if (strcmp(name, "lo") != 0 && !*(char *)first)
		snprintf(first, IFNAMSIZ, "%s", name);
}

bool network_interface(struct shell *sh, char name[IFNAMSIZ])
{
	const char *given = shell_value(sh, 'i');

	snprintf(name, IFNAMSIZ, "%s", given ? given : "");
	if (!given && network_interfaces(sh, keep_first, name) != 0)
		return false;
	if (!*name)
		shell_error(sh, "there is no network card");
	return *name;
}

/* Numbers are hexadecimal, in the order of the processor. Source: proc(5). */
size_t network_gateways(struct shell *sh, struct in_addr *gateways, size_t max)
{
	struct shell_lines l = { .fd = open("/proc/net/route", O_RDONLY | O_CLOEXEC) };
	char line[256];
	unsigned to, by;
	size_t count = 0;

	while (l.fd >= 0 && count < max && shell_next_line(sh, &l) > 0) {
		snprintf(line, sizeof(line), "%.*s", (int)l.len, l.line);
		if (sscanf(line, "%*s %x %x", &to, &by) == 2 && to == 0 && by != 0)
			gateways[count++] = (struct in_addr){ by };
	}
	if (l.fd >= 0)
		close(l.fd);
	shell_lines_free(&l);
	return count;
}

/* --- addresses ------------------------------------------------------------------------------ */

char *network_text(struct in_addr a, char text[INET_ADDRSTRLEN])
{
	inet_ntop(AF_INET, &a, text, INET_ADDRSTRLEN);
	return text;
}

bool network_address(struct shell *sh, const char *text, struct in_addr *a)
{
	if (inet_pton(AF_INET, text, a) == 1)
		return true;
	shell_misuse(sh, "%s: not an address such as 10.0.2.15", text);
	return false;
}

struct lookup {
	struct shell_job job;
	int error; /* of getaddrinfo() */
	struct in_addr found[NETWORK_ADDRESSES];
	size_t count;
	char host[];
};

static void look_up(struct shell_job *job)
{
	struct lookup *l = (struct lookup *)job;
	const struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM };
	struct addrinfo *list = NULL;

	l->error = getaddrinfo(l->host, NULL, &hints, &list);
	if (l->error)
		return;
	for (const struct addrinfo *a = list; a && l->count < NETWORK_ADDRESSES; a = a->ai_next)
		l->found[l->count++] = ((struct sockaddr_in *)a->ai_addr)->sin_addr;
	freeaddrinfo(list);
}

static void free_lookup(struct shell_job *job)
{
	free(job);
}

size_t network_look_up(struct shell *sh, const char *host, struct in_addr a[NETWORK_ADDRESSES])
{
	struct lookup *l = calloc(1, sizeof(*l) + strlen(host) + 1);
	size_t count = 0;

	if (!l) {
		shell_fail(sh, host);
		return 0;
	}
	l->job.run = look_up;
	l->job.free = free_lookup;
	strcpy(l->host, host);
	if (shell_do_job(sh, &l->job) < 0) {
		shell_fail(sh, host);
	} else if (l->error) {
		shell_error(sh, "%s: %s", *host ? host : "''", gai_strerror(l->error));
	} else {
		count = l->count;
		memcpy(a, l->found, count * sizeof(*a));
	}
	shell_drop_job(&l->job);
	return count;
}

bool network_find(struct shell *sh, const char *host, struct in_addr *a)
{
	struct in_addr all[NETWORK_ADDRESSES];

	if (inet_pton(AF_INET, host, a) == 1)
		return true;
	if (network_look_up(sh, host, all) == 0)
		return false;
	*a = all[0];
	return true;
}

bool network_port(struct shell *sh, const char *text, in_port_t *port)
{
	long long n;

	if (!shell_number(sh, text, 1, 65535, &n))
		return false;
	*port = (in_port_t)n;
	return true;
}

bool network_wait_ms(struct shell *sh, int *ms)
{
	const char *value = shell_value(sh, 'w');
	long long s = NETWORK_WAIT_S;

	if (value && !shell_number(sh, value, 0, 3600, &s))
		return false;
	*ms = (int)s * 1000;
	return true;
}

/* --- connections ---------------------------------------------------------------------------- */

/* Whether a connection that was begun came about. Returns 0, or -1 with errno. */
static int finish_connect(struct shell *sh, int fd, int timeout_ms)
{
	int error = 0, ready = shell_wait(sh, fd, POLLOUT, timeout_ms);
	socklen_t len = sizeof(error);

	if (ready <= 0) {
		errno = ready ? errno : ETIMEDOUT;
		return -1;
	}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		return -1;
	errno = error;
	return error ? -1 : 0;
}

int network_connect(struct shell *sh, struct in_addr a, in_port_t port, int timeout_ms)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = a, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	char text[INET_ADDRSTRLEN], what[INET_ADDRSTRLEN + 16];
	int err = -1;

	if (fd >= 0)
		err = connect(fd, (struct sockaddr *)&to, sizeof(to));
	if (err && fd >= 0 && errno == EINPROGRESS)
		err = finish_connect(sh, fd, timeout_ms);
	if (!err)
		return fd;
	snprintf(what, sizeof(what), "%s port %u", network_text(a, text), port);
	shell_fail(sh, what);
	if (fd >= 0)
		close(fd);
	return -1;
}
