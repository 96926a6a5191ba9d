/* SPDX-License-Identifier: MIT */
/* multiboot2_fuzz.c - any bytes as a loader's information: no access outside of them. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../boot/ram.h"
#include "../s5.h"

#define AT 0x10000u

static const uint8_t *bytes;
static size_t count;

static const void *read_bytes(uint64_t phys, uint64_t len)
{
	if (phys < AT || phys - AT > count || len > count - (phys - AT))
		return NULL;
	return bytes + (phys - AT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct boot_info bi;
	uint8_t a, b;
	void *copy = aligned_alloc(8, (size + 7) & ~(size_t)7); /* loaders align to 8 */

	memcpy(copy, data, size);
	bytes = copy;
	count = size;
	memset(&bi, 0, sizeof(bi));
	if (multiboot2_parse(AT, read_bytes, &bi) == 0)
		ram_finish(&bi);
	memset(&bi, 0, sizeof(bi));
	if (pvh_parse(AT, read_bytes, &bi) == 0)
		ram_finish(&bi);
	s5_find(copy, size, &a, &b);
	free(copy);
	return 0;
}
