/* SPDX-License-Identifier: MIT */
/* cp437.c - from Unicode to the character set in a PC's video ROM. */
#include <core/compiler.h>
#include <core/cp437.h>

#include "cp437.h"

uint8_t cp437_from_unicode(uint16_t code)
{
	if (code >= ' ' && code < 0x7f)
		return (uint8_t)code;
	for (unsigned i = 0; i < ARRAY_SIZE(cp437_upper); i++) {
		if (cp437_upper[i] == code)
			return (uint8_t)(0x80 + i);
	}
	return CP437_UNPRINTABLE;
}
