/* SPDX-License-Identifier: MIT */
/* shell_line_fuzz.c - any keys: the first byte is the width of the terminal. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../line_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ignore(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	(void)bytes;
	(void)len;
}

static size_t complete(void *ctx, const char *text, size_t at, struct line_matches *m)
{
	(void)ctx;
	edit_offer(m, "\xc3\xa9one", "one");
	if (at % 3)
		edit_offer(m, text, "text");
	return at / 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	struct line *l = edit_new(ignore, complete, NULL, 4);
	edit_begin(l, "$ ", data[0]);
	for (size_t i = 1; i < size; i++) {
		if (edit_feed(l, data[i]) != LINE_MORE)
			edit_begin(l, "\033[1mprompt\033[0m ", data[0]);
		if (l->at > l->len || l->len > LINE_MAX_BYTES || strlen(edit_text(l)) > l->len ||
		    l->shift > l->at)
			abort();
	}
	edit_free(l);
	return 0;
}
