/* SPDX-License-Identifier: MIT */
/* cpio_fuzz.c - every byte that cpio_next() describes lies in the archive. */
#include <stdlib.h>
#include <string.h>

#include "cpio.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Touches all of it, for the sanitizer to judge. */
static unsigned sum(const void *p, size_t len)
{
	const uint8_t *bytes = p;
	unsigned total = 0;

	for (size_t i = 0; i < len; i++)
		total += bytes[i];
	return total;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cpio c;
	struct cpio_entry e;
	unsigned total = 0;
	int ret;

	cpio_start(&c, data, size);
	while ((ret = cpio_next(&c, &e)) > 0) {
		if (strlen(e.name) != e.name_len || e.name_len == 0)
			abort();
		total += sum(e.name, e.name_len + 1) + sum(e.data, e.size);
	}
	if (c.at > size || (ret < 0 && !c.why))
		abort();
	return total == UINT32_MAX ? -1 : 0; /* uses the sum */
}
