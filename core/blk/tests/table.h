/* SPDX-License-Identifier: MIT */
/* table.h - writes partition tables, for tests. */
#ifndef CORE_BLK_TESTS_TABLE_H
#define CORE_BLK_TESTS_TABLE_H

#include <stdint.h>
#include <string.h>

static inline void put_le32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, sizeof(v)); /* the host is little endian too */
}

static inline void put_le64(uint8_t *p, uint64_t v)
{
	memcpy(p, &v, sizeof(v));
}

/** Entry i of the table in block, which gets its signature. */
static inline void mbr_entry(uint8_t *block, unsigned i, uint8_t type, uint32_t first,
			     uint32_t count)
{
	uint8_t *p = block + 446 + 16 * i;

	p[4] = type;
	put_le32(p + 8, first);
	put_le32(p + 12, count);
	block[510] = 0x55;
	block[511] = 0xaa;
}

#endif
