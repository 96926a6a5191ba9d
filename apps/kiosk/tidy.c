/* SPDX-License-Identifier: MIT */
/* tidy.c - what is kept on the disk is what the kiosk's text names. */
#include <stdlib.h>

#include "content.h"
#include "keep.h"
#include "tidy.h"

/* A file of the kiosk's folder, or NULL. */
static void name_file(const char *file)
{
	char *url = file ? content_url(file) : NULL;

	if (url)
		keep_name(url);
	free(url);
}

void tidy(const struct conf *conf)
{
	name_file(CONF_FILE);
	for (unsigned i = 0; i < conf->slide_count; i++) {
		const struct slide *s = &conf->slides[i];

		name_file(s->image);
		for (unsigned j = 0; j < s->tile_count; j++) {
			name_file(s->tiles[j].image);
			if (s->tiles[j].url)
				keep_name(s->tiles[j].url);
		}
	}
	keep_tidy();
}
