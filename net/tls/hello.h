/* SPDX-License-Identifier: MIT */
/*
 * hello.h - the first bytes a server sends, kept to explain a failed handshake: what
 * version or cipher suite it chose, or that it does not speak TLS at all.
 */
#ifndef TLS_HELLO_H
#define TLS_HELLO_H

#include <stddef.h>
#include <stdint.h>
#include <net/tls.h>

/* Record header 5, handshake header 4, version 2, random 32, session id 33, suite 2. */
#define HELLO_SIZE 78

struct hello {
	uint8_t bytes[HELLO_SIZE];
	size_t len;
};

/** Adds what came in, as far as it is of interest. */
void hello_note(struct hello *h, const void *data, size_t len);

/** If engine error err (BR_ERR_*) is about the server's choice and the choice is
 *  known, reports it. */
void hello_report(const struct hello *h, int err, struct tls_report *why);

#endif
