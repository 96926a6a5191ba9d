/* SPDX-License-Identifier: MIT */
/*
 * crc32c.c - the Castagnoli CRC, eight bytes at a step, and many zeros at once.
 *
 * As polynomials over GF(2), which the bits of a CRC are (bit 31 is that of 1), a zero byte
 * more multiplies what the CRC has so far by x^8, modulo the polynomial.
 *
 * Source: RFC 3720, appendix B.4 (polynomial and check value); M. Kounavis, F. Berry, "Novel
 * Table Lookup-Based Algorithms for High-Performance CRC Generation", 2008 (slicing by 8).
 *
 * Locking: the tables are the same whoever fills them.
 */
#include "ctfs/ctfs.h"

#define POLYNOMIAL 0x82f63b78u /* reflected */

static uint32_t table[8][256];
static uint32_t power[32]; /* x^(8 * 2^n): what 2^n zero bytes multiply by */

static uint32_t multiply(uint32_t a, uint32_t b)
{
	uint32_t product = 0;

	for (; a; a <<= 1) {
		product ^= a >> 31 ? b : 0;
		b = b >> 1 ^ (b & 1 ? POLYNOMIAL : 0);
	}
	return product;
}

/* What ctfs_crc() looks at is filled last. */
static void fill_tables(void)
{
	power[0] = 1u << (31 - 8);
	for (unsigned n = 1; n < ARRAY_SIZE(power); n++)
		power[n] = multiply(power[n - 1], power[n - 1]);
	for (unsigned n = 0; n < 256; n++) {
		uint32_t crc = n;
		for (unsigned bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[0][n] = crc;
	}
	for (unsigned n = 0; n < 256; n++)
		for (unsigned k = 1; k < 8; k++)
			table[k][n] = table[k - 1][n] >> 8 ^ table[0][table[k - 1][n] & 255];
}

static uint32_t step8(uint32_t crc, uint64_t data)
{
	uint32_t low = (uint32_t)data ^ crc, high = (uint32_t)(data >> 32);

	return table[7][low & 255] ^ table[6][low >> 8 & 255] ^ table[5][low >> 16 & 255] ^
	       table[4][low >> 24] ^ table[3][high & 255] ^ table[2][high >> 8 & 255] ^
	       table[1][high >> 16 & 255] ^ table[0][high >> 24];
}

uint32_t ctfs_crc(uint32_t crc, const void *data, size_t len)
{
	const uint8_t *p = data;

	if (table[7][255] == 0)
		fill_tables();
	crc = ~crc;
	for (; len >= 32; p += 32, len -= 32) {
		crc = step8(crc, load_u64(p));
		crc = step8(crc, load_u64(p + 8));
		crc = step8(crc, load_u64(p + 16));
		crc = step8(crc, load_u64(p + 24));
	}
	for (; len >= 8; p += 8, len -= 8)
		crc = step8(crc, load_u64(p));
	for (; len > 0; p++, len--)
		crc = crc >> 8 ^ table[0][(crc ^ *p) & 255];
	return ~crc;
}

/* Behind ctfs_crc(), which has filled the tables. */
uint32_t ctfs_crc_zeros(uint32_t crc, uint32_t len)
{
	crc = ~crc;
	for (unsigned n = 0; len >> n; n++)
		if (len >> n & 1)
			crc = multiply(crc, power[n]);
	return ~crc;
}
