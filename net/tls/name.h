/* SPDX-License-Identifier: MIT */
/*
 * name.h - does a certificate speak for this host? RFC 6125 section 6, and RFC 2818
 * 3.1 for addresses: only subjectAltName counts, never the common name.
 */
#ifndef TLS_NAME_H
#define TLS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "cert.h"

#define HOST_MAX 253 /* bytes of a DNS name in text form, RFC 1035 2.3.4 */

/** Whom the user wants to talk to. */
struct host {
	char name[HOST_MAX + 1]; /* as given, without a dot at the end */
	bool is_address;         /* dotted IPv4: no SNI, iPAddress entries only */
	uint8_t address[4];
};

/** Reads a host as a URL has it: a DNS name in ASCII (international names in their
 *  xn-- form) or four decimal numbers. 0, or -EINVAL. */
int host_parse(const char *text, struct host *h);

/** True when a subjectAltName entry of c matches h. */
bool host_matches(const struct host *h, const struct cert *c);

/** Writes the first entries of c's subjectAltName, "a.example, *.b.example and 3 more",
 *  for a person; "no names" when there are none. */
void cert_list_names(const struct cert *c, char *buf, size_t size);

#endif
