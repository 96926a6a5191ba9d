/* SPDX-License-Identifier: MIT */
/*
 * record.c - what QEMU recorded of a guest's disk. A superblock, then for each request a sector
 * that describes it and, of a write, its bytes; all little endian:
 *
 *	superblock   u64 magic, u64 version 1, u64 requests, u32 bytes of a sector
 *	request      u64 sector, u64 sectors, u64 flags, u64 length of data
 *
 * A write stands in the record before the guest hears that it is done, so a flush that the guest
 * sends then stands behind it.
 *
 * Source: Linux, Documentation/admin-guide/device-mapper/log-writes.rst; QEMU 7.2,
 * block/blklogwrites.c, writes the same.
 */
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"

#define MAGIC        0x6a736677736872ull
#define FLAG_FLUSH   1u
#define FLAG_FUA     2u
#define FLAG_DISCARD 4u

struct request {
	uint64_t sector, sectors, flags, length;
};

static uint64_t word(const uint8_t *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
	return value;
}

/* The operation that is under way after acked was. */
static unsigned next_sync(const struct cut_model *m, unsigned acked)
{
	for (unsigned i = 0; i < m->syncs; i++)
		if (m->sync[i].op > acked)
			return m->sync[i].op;
	return m->ops + 1;
}

static bool note_write(struct cut_disk *d, const struct cut_model *m, const struct request *r,
		       const struct cut_place *place, FILE *in)
{
	static uint8_t sector[BLK_SECTOR];

	if (r->sector == place->acks) {
		if (r->sectors != 1 || fread(sector, BLK_SECTOR, 1, in) != 1)
			return false;
		d->op = next_sync(m, (unsigned)word(sector));
		return true;
	}
	if (r->sector < place->volume ||
	    r->sector + r->sectors > place->volume + CUT_SIZE / BLK_SECTOR)
		return false;
	uint8_t *to = cut_log_write(d, (uint32_t)r->sector - place->volume, (uint32_t)r->sectors);
	return fread(to, BLK_SECTOR, r->sectors, in) == r->sectors;
}

static bool read_request(struct request *r, FILE *in)
{
	uint8_t sector[BLK_SECTOR];

	if (fread(sector, BLK_SECTOR, 1, in) != 1)
		return false;
	*r = (struct request){ word(sector), word(sector + 8), word(sector + 16),
			       word(sector + 24) };
	return r->sectors < 1u << 20;
}

bool record_read(struct cut_disk *d, const struct cut_model *m, FILE *in,
		 const struct cut_place *place, char *what, size_t size)
{
	uint8_t super[BLK_SECTOR];
	struct request r;

	snprintf(what, size, "no record of version 1 with sectors of 512 bytes");
	if (fread(super, BLK_SECTOR, 1, in) != 1 || word(super) != MAGIC || word(super + 8) != 1 ||
	    (uint32_t)word(super + 24) != BLK_SECTOR)
		return false;
	d->op = next_sync(m, 0);
	for (uint64_t i = 0, n = word(super + 16); i < n; i++) {
		snprintf(what, size, "request %lu of the record: outside of the volume, or cut off",
			 (unsigned long)i);
		if (!read_request(&r, in) || r.flags & (FLAG_DISCARD | FLAG_FUA))
			return false;
		if (r.flags & FLAG_FLUSH)
			cut_log_flush(d);
		if (r.sectors && !note_write(d, m, &r, place, in))
			return false;
	}
	return true;
}
