/* SPDX-License-Identifier: MIT */
/* text.h - IPv4 addresses and generated files as text. */
#ifndef NET_TEXT_H
#define NET_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <core/compiler.h>

#include "lwip/ip4_addr.h"

#define IP4_TEXT 16 /* bytes of "255.255.255.255" with its NUL */

/** Writes ip as "192.0.2.7" to buf of IP4_TEXT bytes; returns buf. */
char *ip4_text(const ip4_addr_t *ip, char *buf);
/** Reads four decimal numbers with dots and nothing else (no octal, no short forms)
 *  from the start of text. Returns what follows them, NULL when there is no address. */
const char *ip4_read(const char *text, ip4_addr_t *out);
/** Reads a decimal number of at most max. Returns what follows it, or NULL. */
const char *number_read(const char *text, unsigned max, unsigned *out);

/** Appends to a text of length len in buf of size bytes; what does not fit is counted
 *  and not written. Returns the new length. Of the last byte it makes a NUL. */
size_t text_add(char *buf, size_t size, size_t len, const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
