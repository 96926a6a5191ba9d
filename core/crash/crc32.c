/* SPDX-License-Identifier: MIT */
/*
 * crc32.c - the checksum of a crash bundle, bit by bit: it is computed once, and a table
 * would be larger than what it protects.
 *
 * Source: ITU-T V.42, 8.1.1.6.2 (the polynomial, here with the bits reversed).
 */
#include <core/crash.h>

#define POLYNOMIAL 0xedb88320u

uint32_t crc32(uint32_t crc, const void *data, size_t size)
{
	const uint8_t *p = data;

	crc = ~crc;
	while (size--) {
		crc ^= *p++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
	}
	return ~crc;
}
