/* SPDX-License-Identifier: MIT */
/* cmd_net_http.c - httpget and httpsget: one page, as the server gives it; a redirection is told
 * and not followed. Source: RFC 9112. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <net/tls.h>

#include "../httpsget/http_response.h"
#include "network.h"

#define TIMEOUT_MS 30000 /* of each wait */
#define HOST_MAX   256   /* bytes of a name, with the 0 behind it */

struct page {
	struct shell *sh;
	struct http_response response;
};

struct handshake {
	struct shell_job job;
	int fd;     /* owned: the connection, then what tls_client() makes of it */
	int secure; /* what that returned */
	struct tls_report why;
	char host[HOST_MAX];
};

static void shake_hands(struct shell_job *job)
{
	struct handshake *h = (struct handshake *)job;
	const struct tls_config config = { .host = h->host };

	h->secure = tls_client(h->fd, &config, &h->why);
	if (h->secure >= 0)
		h->fd = h->secure;
}

static void free_handshake(struct shell_job *job)
{
	struct handshake *h = (struct handshake *)job;

	if (h->fd >= 0)
		close(h->fd);
	free(h);
}

/* Takes fd. The server's certificate is for host: an address or a name. */
static int start_tls(struct shell *sh, int fd, const char *host)
{
	struct handshake *h = calloc(1, sizeof(*h));
	int secure = -1;

	if (!h) {
		shell_fail(sh, host);
		close(fd);
		return -1;
	}
	h->job.run = shake_hands;
	h->job.free = free_handshake;
	h->fd = fd;
	strcpy(h->host, host);
	if (shell_do_job(sh, &h->job) < 0) {
		shell_fail(sh, host);
	} else if (h->secure < 0) {
		shell_error(sh, "%s: %s%s%s", host,
			    h->why.error > 0 ? tls_error_name(h->why.error) : "",
			    h->why.error > 0 ? ": " : "", h->why.text);
	} else {
		secure = h->secure;
		h->fd = -1;
	}
	shell_drop_job(&h->job);
	return secure;
}

static int connect_to(struct shell *sh, const char *host, in_port_t port, bool secure)
{
	struct in_addr a;
	int fd = network_find(sh, host, &a) ? network_connect(sh, a, port, TIMEOUT_MS) : -1;

	return fd >= 0 && secure ? start_tls(sh, fd, host) : fd;
}

static int send_request(struct shell *sh, int fd, const char *host, const char *path)
{
	char text[PATH_MAX + 512];
	int len = snprintf(text, sizeof(text),
			   "GET %s%s HTTP/1.1\r\nHost: %s\r\nUser-Agent: bobbin-shell\r\n"
			   "Accept: */*\r\nConnection: close\r\n\r\n",
			   path[0] == '/' ? "" : "/", path, host);

	if (len < (int)sizeof(text))
		return shell_write(sh, fd, text, (size_t)len);
	errno = ENAMETOOLONG;
	return -1;
}

static bool print_body(void *arg, const void *data, size_t len)
{
	struct page *page = arg;

	shell_put(page->sh, data, len);
	return !shell_stopped(page->sh);
}

static void print_head(struct shell *sh, const struct http_response *r)
{
	shell_print(sh, "%d %s\n", r->status, r->reason);
	if (*r->location)
		shell_print(sh, "Location: %s\n", r->location);
	shell_print(sh, "\n");
}

/* The head is printed before the body that comes with it, so it is fed byte by byte. */
static bool feed(struct shell *sh, struct http_response *r, const char *buf, size_t len)
{
	size_t at = 0;
	bool more = true;

	while (at < len && more && !http_head_is_complete(r)) {
		more = http_feed(r, buf + at++, 1);
		if (http_head_is_complete(r) && shell_flag(sh, 'i'))
			print_head(sh, r);
	}
	return more && (at == len || http_feed(r, buf + at, len - at));
}

static int read_page(struct shell *sh, int fd, struct page *page, const char *host)
{
	struct http_response *r = &page->response;
	char buf[4096];
	ssize_t n;

	http_init(r, print_body, page);
	do {
		int ready = shell_wait(sh, fd, POLLIN, TIMEOUT_MS);
		if (ready == 0)
			errno = ETIMEDOUT;
		n = ready > 0 ? read(fd, buf, sizeof(buf)) : -1;
	} while ((n < 0 && errno == EAGAIN) || (n > 0 && feed(sh, r, buf, (size_t)n)));
	if (n < 0 && r->state != HTTP_DONE)
		return shell_fail(sh, host);
	if (n == 0)
		http_end(r);
	if (shell_stopped(sh))
		return SHELL_INTERRUPTED;
	if (r->state != HTTP_DONE)
		return shell_error(sh, "%s: %s", host, r->wrong ? r->wrong : "no whole answer");
	if (r->status < 200 || r->status > 299)
		return shell_error(sh, "%s: status %d %s%s%s", host, r->status, r->reason,
				   *r->location ? ", see " : "", r->location);
	return 0;
}

/* "host:port" is taken apart: *port is changed if there is one. */
static bool take_port(struct shell *sh, char *host, in_port_t *port)
{
	char *colon = strchr(host, ':');

	if (!colon)
		return true;
	*colon = '\0';
	return network_port(sh, colon + 1, port);
}

/* They would end the request's first line, or a part of it. */
static bool has_blanks(const char *path)
{
	for (; *path; path++) {
		if ((unsigned char)*path <= ' ' || *path == 0x7f)
			return true;
	}
	return false;
}

int network_http(struct shell *sh, int argc, char **argv)
{
	bool secure = strcmp(argv[0], "httpsget") == 0;
	in_port_t port = secure ? 443 : 80;
	char host[HOST_MAX];
	int status = 1;

	if (strchr(argv[1], '/'))
		return shell_misuse(sh,
				    "%s: a host such as example.org:80 is wanted here, then a path",
				    argv[1]);
	if (argc > 2 && has_blanks(argv[2]))
		return shell_misuse(sh, "%s: a path has no blanks; %%20 stands for one", argv[2]);
	if (snprintf(host, sizeof(host), "%s", argv[1]) >= (int)sizeof(host))
		return shell_misuse(sh, "the name is too long");
	if (!take_port(sh, host, &port))
		return SHELL_USAGE;
	struct page *page = malloc(sizeof(*page));
	int fd = page ? connect_to(sh, host, port, secure) : -1;
	if (!page)
		return shell_fail(sh, host);
	page->sh = sh;
	if (fd >= 0 && send_request(sh, fd, argv[1], argc > 2 ? argv[2] : "/") < 0)
		status = shell_fail(sh, host);
	else if (fd >= 0)
		status = read_page(sh, fd, page, host);
	if (fd >= 0)
		close(fd);
	free(page);
	return status;
}
