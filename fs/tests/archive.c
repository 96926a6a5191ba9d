/* SPDX-License-Identifier: MIT */
/* archive.c - see archive.h. */
#include <string.h>

#include <core/panic.h>
#include <core/printf.h>

#include "archive.h"

static void pad(struct archive *a)
{
	while (a->len % 4)
		a->bytes[a->len++] = '\0';
}

void archive_add(struct archive *a, const char *name, mode_t mode, const char *data)
{
	size_t name_size = strlen(name) + 1, size = strlen(data);
	char header[111];

	ASSERT(a->len + sizeof(header) + name_size + size + 8 <= sizeof(a->bytes));
	ksnprintf(header, sizeof(header),
		  "070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x", 1, mode, 0, 0, 1,
		  1000, (unsigned)size, 0, 0, 0, 0, (unsigned)name_size, 0);
	memcpy(a->bytes + a->len, header, 110);
	memcpy(a->bytes + a->len + 110, name, name_size);
	a->len += 110 + name_size;
	pad(a);
	memcpy(a->bytes + a->len, data, size);
	a->len += size;
	pad(a);
}

void archive_end(struct archive *a)
{
	archive_add(a, "TRAILER!!!", 0, "");
}
