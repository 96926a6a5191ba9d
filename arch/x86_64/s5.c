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
	const uint8_t *five = aml + 2; /* the rarest byte of the name */

	while (len >= 5 && (five = memchr(five + 1, '5', (size_t)(aml + len - (five + 1))))) {
		const uint8_t *name = five - 2;
		bool named = name[-1] == NAME_OP || (name - aml > 1 && name[-2] == NAME_OP);

		if (named && aml + len - name >= 4 && memcmp(name, "_S5_", 4) == 0 &&
		    read_package(aml, len, (size_t)(name - aml) + 4, typ_a, typ_b))
			return true;
	}
	return false;
}
