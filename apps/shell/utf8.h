/* SPDX-License-Identifier: MIT */
/* utf8.h - characters in text that may not be UTF-8: a byte that is no part of one counts
 * as a character. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

/** The character at text, of which len bytes are there, 1 at least; its length goes to *used.
 *  A byte that begins none is U+FFFD, of length 1. */
uint32_t utf8_get(const char *text, size_t len, size_t *used);
/** How many columns of a terminal c takes: 0 to 2. */
int utf8_width(uint32_t c);

#endif
