/* SPDX-License-Identifier: MIT */
/*
 * peer.h - a TLS server in memory for tests: BearSSL's, with one of the generated
 * chains, on the other end of two bounded pipes. It echoes what it receives.
 */
#ifndef TLS_TESTS_PEER_H
#define TLS_TESTS_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <bearssl.h>
#include "../session.h"

#define PIPE_SIZE (64 * 1024)

struct pipe {
	unsigned char data[PIPE_SIZE];
	size_t from, to; /* the bytes in it; it is emptied before it wraps */
	size_t step;     /* most bytes moved by one call; 0: any */
	size_t room;     /* most bytes it holds; 0: PIPE_SIZE */
	bool ended;      /* nothing more will be put in */
	int error;       /* what its ends return instead; 0: none */
};

/** Moves bytes; counts, or -EAGAIN. */
ssize_t pipe_put(struct pipe *p, const void *data, size_t len);
ssize_t pipe_take(struct pipe *p, void *data, size_t len);

struct peer {
	struct pipe in, out; /* as the server sees them */
	br_ssl_server_context server;
	unsigned char buffer[BR_SSL_BUFSIZE_BIDI];
};

enum peer_key { PEER_RSA, PEER_EC };

/** Starts a server for good.test: versions and suites are the server's choice. */
void peer_start(struct peer *p, enum peer_key key);
/** Lets the server work until it waits. */
void peer_run(struct peer *p);
/** The client's transport to p. */
struct tls_transport peer_transport(struct peer *p);

#endif
