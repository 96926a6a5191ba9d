/* SPDX-License-Identifier: MIT */
/* evdev_fuzz.c - any events of a device with any range: what is reported is in range. */
#include <stdlib.h>
#include <string.h>

#include <core/input.h>

#include "input/evdev.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

void input_report(const struct input_event *ev)
{
	if (ev->type > INPUT_POINT || ev->down > 1 || (ev->type == INPUT_KEY && ev->code > 0xff) ||
	    (ev->type == INPUT_BUTTON && (ev->code < 1 || ev->code > 5)) ||
	    (ev->type == INPUT_POINT && (ev->dx < 0 || ev->dy < 0)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evdev e = { 0 };

	if (size < sizeof(e.range))
		return 0;
	memcpy(e.range, data, sizeof(e.range));
	data += sizeof(e.range);
	size -= sizeof(e.range);
	for (; size >= 8; data += 8, size -= 8) {
		uint16_t type, code;
		int32_t value;

		memcpy(&type, data, 2);
		memcpy(&code, data + 2, 2);
		memcpy(&value, data + 4, 4);
		evdev_take(&e, type % 8, code, value);
	}
	return 0;
}
