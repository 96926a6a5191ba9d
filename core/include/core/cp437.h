/* SPDX-License-Identifier: MIT */
/* cp437.h - code page 437, the character set of the IBM PC. */
#ifndef CORE_CP437_H
#define CORE_CP437_H

#include <stdint.h>

/** The Unicode characters, all below 0x10000, that the bytes 0x80..0xff stand for. */
extern const uint16_t cp437_upper[128];

#endif
