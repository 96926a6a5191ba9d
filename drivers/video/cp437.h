/* SPDX-License-Identifier: MIT */
/* cp437.h - the character set of a PC's text screen. */
#ifndef DRIVERS_VIDEO_CP437_H
#define DRIVERS_VIDEO_CP437_H

#include <stdint.h>
#include <core/compiler.h>

#define CP437_UNPRINTABLE 0xfeu /* a black square */

/** The character's number in code page 437, CP437_UNPRINTABLE when it has none. */
uint8_t cp437_from_unicode(uint16_t code) IRQ_SAFE;

#endif
