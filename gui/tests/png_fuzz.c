/* SPDX-License-Identifier: MIT */
/* png_fuzz.c - whatever bytes a file has, a picture is within its limits or there is a reason. */
#include <stdlib.h>
#include <string.h>

#include <gui/image.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#ifndef MAGIC
#define MAGIC "\x89PNG\r\n\x1a\n"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *why = NULL;

	/* Not what looks like the other format, which has a target of its own. */
	if (size < strlen(MAGIC) || memcmp(data, MAGIC, strlen(MAGIC)) != 0)
		return 0;
	struct gui_image *image = gui_image_decode(data, size, &why);
	if (!image) {
		if (!why || !*why)
			abort();
		return 0;
	}
	if (image->width < 1 || image->height < 1 || image->width > GUI_IMAGE_SIDE_MAX ||
	    image->height > GUI_IMAGE_SIDE_MAX)
		abort();
	for (int i = 0; i < image->width * image->height; i++)
		if (image->opaque && image->pixels[i] >> 24 != 0xff)
			abort();
	gui_image_free(image);
	return 0;
}
