/* SPDX-License-Identifier: MIT */
/* archive.h - cpio archives as tests need them: right ones, to be spoilt afterwards. */
#ifndef FS_TESTS_ARCHIVE_H
#define FS_TESTS_ARCHIVE_H

#include <stddef.h>
#include <core/abi.h>

#define ARCHIVE_SIZE 4096

struct archive {
	unsigned char bytes[ARCHIVE_SIZE];
	size_t len;
};

/** Appends an entry; mtime is 1000. */
void archive_add(struct archive *a, const char *name, mode_t mode, const char *data);
void archive_end(struct archive *a);

#endif
