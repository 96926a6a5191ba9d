/* SPDX-License-Identifier: MIT */
/*
 * image.h - pictures in memory, and those in files: PNG and JPEG.
 *
 *	struct gui_image *image = gui_image_load("/data/photo.jpg", &why);
 *	if (!image)
 *		fprintf(stderr, "photo.jpg: %s\n", why);
 *
 * A program may also fill a struct gui_image of its own, for example around pixels that it
 * computes; gui_image_free() is only for those that came from here.
 *
 * A picture from a file is untrusted: its size is read and held against the limits before
 * anything is reserved for it. What a decoder needs at its worst is about twice the pixels'
 * own 4 bytes each.
 *
 * Locking: none needed; a picture may be loaded by one thread and drawn by another, later.
 */
#ifndef GUI_IMAGE_H
#define GUI_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUI_IMAGE_SIDE_MAX 8192        /* pixels of width or height */
#define GUI_IMAGE_AREA_MAX (16L << 20) /* pixels in all: 64 MB */
#define GUI_IMAGE_FILE_MAX (64L << 20) /* bytes of a file */

struct gui_image {
	int width, height; /* pixels; rows follow each other without a gap */
	uint32_t *pixels;  /* 0xAARRGGBB, not premultiplied */
	bool opaque;       /* every alpha is 0xff */
};

/** An image of that size, transparent black. Gives it; NULL with errno ENOMEM, or EINVAL when
 *  it would break the limits. */
struct gui_image *gui_image_new(int width, int height);
/** Decodes a file's bytes. NULL with errno (ENOMEM; EFBIG above the limits; EINVAL not a PNG or
 *  JPEG, or a damaged one), and *why, when why is not NULL, is one line of constant text. */
struct gui_image *gui_image_decode(const void *bytes, size_t len, const char **why);
/** Reads and decodes a file; errors also those of open() and read(). */
struct gui_image *gui_image_load(const char *path, const char **why);
/** A copy of another size, as gui_scale() draws it. NULL with errno like gui_image_new(). */
struct gui_image *gui_image_scaled(const struct gui_image *image, int width, int height);
/** Frees an image that one of these gave; NULL is fine. */
void gui_image_free(struct gui_image *image);

#endif
