/* SPDX-License-Identifier: MIT */
/* url_fuzz.c - any text as URL, or as reference from one; what is accepted must print
 * as a URL that means the same. */
#include <stdlib.h>
#include <string.h>

#include "../url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct url first, second, again;

static void check_round_trip(const struct url *u)
{
	static char text[URL_TEXT_MAX];

	if (url_parse(&again, url_print(u, text)) != NULL || again.tls != u->tls ||
	    again.port != u->port || strcmp(again.host, u->host) != 0 ||
	    strcmp(again.target, u->target) != 0)
		abort();
}

/* The text up to the first LF is the URL, the rest the reference. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1), *ref;

	memcpy(text, data, size);
	text[size] = '\0';
	ref = strchr(text, '\n');
	if (ref)
		*ref++ = '\0';
	if (url_parse(&first, text) == NULL) {
		check_round_trip(&first);
		if (ref && url_resolve(&second, &first, ref) == NULL)
			check_round_trip(&second);
	}
	free(text);
	return 0;
}
