/* SPDX-License-Identifier: MIT */
/*
 * screen.c - gui/screen.h for programs built with "make host": the screen is a picture in
 * memory. Showing a part of it writes all of it to the file that the environment variable
 * SCREEN names, as a PPM (Netpbm, ppm(5)); without the variable there is no screen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <gui/screen.h>

#define WIDTH  1024
#define HEIGHT 768

static const char *file_name(void)
{
	return getenv("SCREEN");
}

int gui_screen_open(struct gui_screen *screen)
{
	uint32_t *pixels;

	if (!file_name()) {
		errno = ENODEV;
		return -1;
	}
	pixels = calloc((size_t)WIDTH * HEIGHT, sizeof(*pixels));
	if (!pixels)
		return -1;
	*screen = (struct gui_screen){ WIDTH, HEIGHT, WIDTH, pixels, NULL };
	gui_screen_show(screen, 0, 0, WIDTH, HEIGHT);
	return 0;
}

static void write_picture(const struct gui_screen *screen, FILE *file)
{
	fprintf(file, "P6 %d %d 255\n", screen->width, screen->height);
	for (int i = 0; i < WIDTH * HEIGHT; i++) {
		uint32_t pixel = screen->pixels[i];

		fputc((int)(pixel >> 16 & 0xff), file);
		fputc((int)(pixel >> 8 & 0xff), file);
		fputc((int)(pixel & 0xff), file);
	}
}

void gui_screen_show(struct gui_screen *screen, int x, int y, int width, int height)
{
	FILE *file;

	(void)x;
	(void)y;
	(void)width;
	(void)height;
	file = fopen(file_name(), "wb");
	if (!file) {
		perror(file_name());
		return;
	}
	write_picture(screen, file);
	if (fclose(file))
		perror(file_name());
}

void gui_screen_close(struct gui_screen *screen)
{
	free(screen->pixels);
	screen->pixels = NULL;
}
