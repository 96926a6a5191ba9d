/* SPDX-License-Identifier: MIT */
/*
 * cpio.c - the newc format. Each entry is
 *
 *	"070701"  13 numbers of 8 hexadecimal digits  name NUL  pad  data  pad
 *
 * with name and data padded so that what follows begins at a multiple of 4. The
 * entry called "TRAILER!!!" ends the archive.
 *
 * Source: cpio(5), "New ASCII Format".
 */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <core/compiler.h>

#include "cpio.h"

#define MAGIC   "070701"
#define TRAILER "TRAILER!!!"
#define DIGITS  8u
#define ALIGN   4u

/* The numbers of the header, in their order. */
enum field {
	INO,
	MODE,
	UID,
	GID,
	NLINK,
	MTIME,
	FILE_SIZE,
	DEV_MAJOR,
	DEV_MINOR,
	RDEV_MAJOR,
	RDEV_MINOR,
	NAME_SIZE, /* with NUL */
	CHECK,
	FIELDS
};

#define HEADER_SIZE (sizeof(MAGIC) - 1 + FIELDS * DIGITS)

void cpio_start(struct cpio *c, const void *base, size_t size)
{
	*c = (struct cpio){ .base = base, .size = size };
}

static int wrong(struct cpio *c, const char *why)
{
	c->why = why;
	return -EINVAL;
}

/* Value of a hexadecimal digit, or 16. */
static unsigned digit(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10u;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10u;
	return 16;
}

static bool read_fields(const uint8_t *at, uint32_t *fields)
{
	for (unsigned f = 0; f < FIELDS; f++) {
		fields[f] = 0;
		for (unsigned i = 0; i < DIGITS; i++, at++) {
			unsigned d = digit(*at);
			if (d > 15)
				return false;
			fields[f] = fields[f] << 4 | d;
		}
	}
	return true;
}

/* Takes len bytes and their padding off the archive. NULL when they are not there;
 * missing padding at the very end is forgiven. */
static const uint8_t *take(struct cpio *c, size_t len)
{
	const uint8_t *start = c->base + c->at;

	if (len > c->size - c->at)
		return NULL;
	c->at = MIN(ALIGN_UP(c->at + len, (size_t)ALIGN), c->size);
	return start;
}

/* The name is name_size bytes at name. */
static int check_name(struct cpio *c, const uint8_t *name, size_t name_size)
{
	if (name_size < 2)
		return wrong(c, "an empty name");
	if (memchr(name, '\0', name_size) != name + name_size - 1)
		return wrong(c, "a name that does not end where it should");
	return 0;
}

static int next(struct cpio *c, struct cpio_entry *e)
{
	uint32_t fields[FIELDS];

	if (HEADER_SIZE > c->size - c->at)
		return wrong(c, "the archive ends without a trailer");
	const uint8_t *header = c->base + c->at;
	if (memcmp(header, MAGIC, sizeof(MAGIC) - 1) != 0)
		return wrong(c, "no newc header");
	if (!read_fields(header + sizeof(MAGIC) - 1, fields))
		return wrong(c, "a number that is not hexadecimal");

	size_t name_size = fields[NAME_SIZE];
	const uint8_t *name = take(c, HEADER_SIZE + name_size);
	if (!name)
		return wrong(c, "the archive ends inside a name");
	name += HEADER_SIZE;
	int err = check_name(c, name, name_size);
	if (err)
		return err;
	const uint8_t *data = take(c, fields[FILE_SIZE]);
	if (!data)
		return wrong(c, "the archive ends inside a file");

	*e = (struct cpio_entry){
		.name = (const char *)name,
		.name_len = name_size - 1,
		.mode = fields[MODE],
		.mtime = fields[MTIME],
		.data = data,
		.size = fields[FILE_SIZE],
	};
	return strcmp(e->name, TRAILER) != 0;
}

int cpio_next(struct cpio *c, struct cpio_entry *e)
{
	size_t start = c->at;
	int ret = next(c, e);

	if (ret < 0)
		c->at = start; /* the report names the entry, not the place inside it */
	return ret;
}
