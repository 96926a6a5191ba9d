/* SPDX-License-Identifier: MIT */
/* connection.h - a stream to the server of a URL, with TLS on it for https. */
#ifndef HTTPSGET_CONNECTION_H
#define HTTPSGET_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "failure.h"
#include "url.h"

struct connection {
	int fd; /* non-blocking */
	bool tls;
	int timeout_ms; /* for each wait */
	long until_ms;  /* for all of them, by connection_clock(); 0: no end */
};

/** Milliseconds that only go forward. */
long connection_clock(void);
/** Resolves the name and tries its addresses in turn until one answers; then TLS. */
enum status connection_open(struct connection *c, const struct url *url, int timeout_ms,
			    long until_ms, struct failure *f);
/** Sends all len bytes. */
enum status connection_write(struct connection *c, const void *data, size_t len, struct failure *f);
/** At least one byte, 0 at the end of the stream, or -1 with *f filled. */
ssize_t connection_read(struct connection *c, void *buf, size_t size, struct failure *f);
/** Waits a moment for the server to close its side, which it was asked to do: the side
 *  that closes first has to remember the connection for minutes (RFC 9293 3.6.1). */
void connection_drain(struct connection *c);
void connection_close(struct connection *c);

/** Waits a moment until this machine has an address other than loopback's, if url needs
 *  one. STATUS_NETWORK when there is none. */
enum status network_wait(const struct url *url, struct failure *f);

#endif
