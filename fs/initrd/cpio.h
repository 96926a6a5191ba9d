/* SPDX-License-Identifier: MIT */
/*
 * cpio.h - reading a cpio archive of the "newc" kind in place. The archive is not
 * trusted: every number is checked against what is there before it is used.
 */
#ifndef FS_INITRD_CPIO_H
#define FS_INITRD_CPIO_H

#include <stddef.h>
#include <stdint.h>
#include <core/abi.h>

struct cpio {
	const uint8_t *base;
	size_t size;
	size_t at;       /* offset of the next entry */
	const char *why; /* after -EINVAL: what is wrong at `at` */
};

struct cpio_entry {
	const char *name; /* in the archive, NUL-terminated; any bytes otherwise */
	size_t name_len;  /* without NUL, >= 1 */
	mode_t mode;      /* type and permission bits as they stand there */
	uint32_t mtime;   /* s since 1970 */
	const void *data; /* in the archive */
	size_t size;      /* bytes of data */
};

/** Begins with the size bytes at base, borrowed while c is in use. */
void cpio_start(struct cpio *c, const void *base, size_t size);
/** Reads the next entry: 1 with *e, 0 at the trailer, -EINVAL (see c->why). */
int cpio_next(struct cpio *c, struct cpio_entry *e);

#endif
