/* SPDX-License-Identifier: MIT */
/* ps2_fuzz.c - any bytes from a keyboard: keys that exist or none, and never for long
 * without finding back: after six bytes of silence A is A. */
#include <stdlib.h>

#include "../input/ps2_keys.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ps2_decoder d = { 0 };
	uint16_t usage = 0;
	bool down, done = false;

	for (size_t i = 0; i < size; i++) {
		if (ps2_decode(&d, data[i], &usage, &down) && (usage == 0 || usage > 0xe7))
			abort();
	}
	for (int i = 0; i < 6; i++)
		ps2_decode(&d, 0x00, &usage, &down);
	done = ps2_decode(&d, 0x1e, &usage, &down);
	if (!done || usage != 0x04 || !down)
		abort();
	return 0;
}
