/* SPDX-License-Identifier: MIT */
/*
 * s5.c - reads two integers out of AML bytes. The bytes are firmware's: every access is
 * inside the table.
 *
 * Source: ACPI Specification 6.4, 20.2.2 (names), 20.2.3 (constants), 20.2.4 (PkgLength),
 * 20.2.5.4 (packages).
 */
#include <string.h>

#include "s5.h"

#define NAME_OP    0x08
#define ZERO_OP    0x00
#define ONE_OP     0x01
#define BYTE_OP    0x0a
#define PACKAGE_OP 0x12

/* One small integer at *at; moves *at behind it. */
static bool read_integer(const uint8_t *aml, size_t len, size_t *at, uint8_t *out)
{
	if (*at >= len)
		return false;
	uint8_t op = aml[(*at)++];
	if (op == ZERO_OP || op == ONE_OP) {
		*out = op;
		return true;
	}
	if (op != BYTE_OP || *at >= len)
		return false;
	*out = aml[(*at)++];
	return true;
}

/* at points behind the name. */
static bool read_package(const uint8_t *aml, size_t len, size_t at, uint8_t *a, uint8_t *b)
{
	if (at + 2 > len || aml[at++] != PACKAGE_OP)
		return false;
	at += 1 + (aml[at] >> 6); /* PkgLength: top two bits count further bytes */
	at += 1;                  /* NumElements */
	return read_integer(aml, len, &at, a) && read_integer(aml, len, &at, b);
}

bool s5_find(const uint8_t *aml, size_t len, uint8_t *typ_a, uint8_t *typ_b)
{
	for (size_t i = 1; i + 4 <= len; i++) {
		bool named = aml[i - 1] == NAME_OP || (i > 1 && aml[i - 2] == NAME_OP);

		if (named && memcmp(aml + i, "_S5_", 4) == 0 &&
		    read_package(aml, len, i + 4, typ_a, typ_b))
			return true;
	}
	return false;
}
