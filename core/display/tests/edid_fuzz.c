/* SPDX-License-Identifier: MIT */
/* edid_fuzz.c - a monitor's block with a right magic and sum, and anything in between. */
#include <stdlib.h>
#include <string.h>

#include <core/display.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t edid[EDID_SIZE] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 }, sum = 0;
	struct display d = { 0 };

	memcpy(edid + 8, data, size < EDID_SIZE - 9 ? size : EDID_SIZE - 9);
	for (unsigned i = 0; i < EDID_SIZE - 1; i++)
		sum = (uint8_t)(sum + edid[i]);
	edid[EDID_SIZE - 1] = (uint8_t)-sum;
	if (!display_read_edid(&d, edid) || d.preferred.width > 4095 || d.preferred.height > 4095 ||
	    d.width_mm < 0 || d.height_mm < 0)
		abort();
	return 0;
}
