/* SPDX-License-Identifier: MIT */
/* utf8_fuzz.c - going through any bytes ends, gives characters only, and comes back the same way.
 */
#include <stdlib.h>
#include <string.h>

#include <gui/text.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	for (size_t at = 0, before = 0; at < size; before = at) {
		uint32_t character = gui_utf8_next(text, size, &at);
		char bytes[4];
		size_t len = gui_utf8_put(bytes, character);

		if (at <= before || at > size || at - before > 4 || character > 0x10ffff)
			abort();
		if (character != GUI_UTF8_BAD &&
		    (len != at - before || memcmp(bytes, text + before, len) != 0))
			abort();
		if (gui_utf8_before(text, at) != before)
			abort();
	}
	return 0;
}
