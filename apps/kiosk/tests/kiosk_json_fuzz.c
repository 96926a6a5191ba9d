/* SPDX-License-Identifier: MIT */
/* kiosk_json_fuzz.c - any first line as a path, into any bytes as JSON. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reading reading;
	char *text = malloc(size + 1), *json;

	memcpy(text, data, size);
	text[size] = '\0';
	json = strchr(text, '\n');
	if (json) {
		*json++ = '\0';
		struct cJSON *read = json_open(json, (size_t)(text + size - json));
		json_find(&reading, read, text);
		json_close(read);
		if (reading.count > POINTS_MAX)
			abort();
	}
	free(text);
	return 0;
}
