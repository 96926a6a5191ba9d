/* SPDX-License-Identifier: MIT */
/*
 * display.c - a screen in memory. For a test, host_screen() makes it, and time is the test's
 * own; for a program built with "make host" the environment does:
 *
 *	SCREEN=FILE       the picture is written there, as PPM (Netpbm, ppm(5)), when it has
 *	                  changed, at most five times a second, and at the end
 *	SCREEN_SIZE=WxH   its size, 1024x768 if it is not set
 *	SCREEN_INPUT=FILE what the user does (script.c)
 *
 * and without SCREEN there is no screen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend.h"
#include "host/host.h"
#include "host/machine.h"
#include "internal.h"

#define WIDTH      1024
#define HEIGHT     768
#define SIDE_MAX   8192
#define WRITE_NS   (200 * MSEC)
#define FNV_START  0xcbf29ce484222325ul
#define FNV_FACTOR 0x100000001b3ul

static const struct display_mode modes[] = { { 640, 480 }, { 800, 600 }, { 1024, 768 } };
static struct display display;
static uint32_t *shown; /* what flushes have made visible */
static bool taken, live;
static uint64_t test_time = NSEC, last_write;
static uint64_t flushed_pixels;
static unsigned flushes, modes_set;

/* --- time ------------------------------------------------------------------------------- */

uint64_t gui_backend_now(void)
{
	struct timespec now;

	if (!live)
		return test_time;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * NSEC + (uint64_t)now.tv_nsec;
}

void host_set_time(uint64_t now)
{
	test_time = now;
}

/* --- the picture ---------------------------------------------------------------------------- */

uint32_t host_pixel(int x, int y)
{
	return shown[(size_t)y * (size_t)display.width + (size_t)x] & 0xffffff;
}

uint64_t host_hash_area(struct rect r)
{
	uint64_t hash = FNV_START;

	r = rect_intersect(r, (struct rect){ 0, 0, display.width, display.height });
	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++)
			hash = (hash ^ host_pixel(x, y)) * FNV_FACTOR;
	}
	return hash;
}

uint64_t host_hash(void)
{
	return host_hash_area((struct rect){ 0, 0, display.width, display.height });
}

static int write_picture(FILE *file)
{
	fprintf(file, "P6 %d %d 255\n", display.width, display.height);
	for (int y = 0; y < display.height; y++) {
		for (int x = 0; x < display.width; x++) {
			uint32_t pixel = host_pixel(x, y);

			fputc((int)(pixel >> 16 & 0xff), file);
			fputc((int)(pixel >> 8 & 0xff), file);
			fputc((int)(pixel & 0xff), file);
		}
	}
	return ferror(file) ? -1 : 0;
}

int host_dump(const char *name)
{
	FILE *file = fopen(name, "wb");

	if (!file)
		return -1;
	int result = write_picture(file);
	return fclose(file) ? -1 : result;
}

static void write_screen(void)
{
	const char *name = getenv("SCREEN");

	last_write = gui_backend_now();
	if (name && host_dump(name) < 0)
		perror(name);
}

uint64_t host_flushed_pixels(void)
{
	return flushed_pixels;
}

unsigned host_flushes(void)
{
	return flushes;
}

static void flush(struct display *d, const struct rect *rects, unsigned n)
{
	struct rect screen = { 0, 0, d->width, d->height };

	flushes++;
	for (unsigned i = 0; i < n; i++) {
		struct rect r = rects[i];

		if (rect_empty(r) || !rect_covers(screen, r))
			abort(); /* the toolkit's promise to drivers */
		for (int y = r.y; y < r.y + r.h; y++)
			memcpy(&shown[(size_t)y * (size_t)d->width + (size_t)r.x],
			       &d->pixels[(size_t)y * (size_t)d->stride + (size_t)r.x],
			       (size_t)r.w * sizeof(*shown));
		flushed_pixels += (uint64_t)r.w * (uint64_t)r.h;
	}
	if (live && gui_backend_now() - last_write >= WRITE_NS)
		write_screen();
}

/* --- the machine ------------------------------------------------------------------------------ */

static void forget_screen(void)
{
	free(display.pixels);
	free(shown);
	shown = NULL;
	display = (struct display){
		.name = "host", .flush = flush, .modes = modes, .modes_count = ARRAY_SIZE(modes)
	};
}

/* Rows are longer than the screen is wide, as hardware likes to have it. */
static bool make_screen(int width, int height)
{
	forget_screen();
	if (width < 1 || width > SIDE_MAX || height < 1 || height > SIDE_MAX)
		return false;
	display.modes_set = ++modes_set;
	display.stride = width + 5;
	display.pixels = calloc((size_t)display.stride * (size_t)height, sizeof(uint32_t));
	shown = calloc((size_t)width * (size_t)height, sizeof(uint32_t));
	display.width = width;
	display.height = height;
	return display.pixels && shown;
}

void host_screen(int width, int height)
{
	live = false;
	flushed_pixels = flushes = 0;
	if (!make_screen(width, height))
		forget_screen();
}

void host_screen_mm(int width_mm)
{
	display.width_mm = width_mm;
}

void host_screen_asked(void)
{
	display.mode_asked = true;
}

void host_screen_resize(int width, int height)
{
	int mm = display.width_mm;
	bool asked = display.mode_asked;

	if (!make_screen(width, height))
		forget_screen();
	display.width_mm = mm;
	display.mode_asked = asked;
}

bool host_is_live(void)
{
	return live;
}

struct display *gui_backend_display(void)
{
	const char *size = getenv("SCREEN_SIZE");
	int width = WIDTH, height = HEIGHT;

	if (!display.width && getenv("SCREEN")) {
		live = true;
		if (size && sscanf(size, "%dx%d", &width, &height) != 2)
			fprintf(stderr, "SCREEN_SIZE=%s: not WIDTHxHEIGHT\n", size);
		if (!make_screen(width, height))
			forget_screen();
	}
	return display.width ? &display : NULL;
}

const char *gui_backend_advice(void)
{
	return "there is none: name the file that shows it, SCREEN=screen.ppm";
}

int gui_backend_take(struct display *d)
{
	if (taken)
		return -EBUSY;
	taken = true;
	memset(d->pixels, 0, (size_t)d->stride * (size_t)d->height * sizeof(uint32_t));
	return 0;
}

int gui_backend_set_mode(struct display *d, int width, int height)
{
	for (unsigned i = 0; i < d->modes_count; i++) {
		if (d->modes[i].width == width && d->modes[i].height == height) {
			host_screen_resize(width, height);
			return 0;
		}
	}
	return -EINVAL;
}

void gui_backend_release(struct display *d)
{
	(void)d;
	taken = false;
	if (live)
		write_screen();
	forget_screen();
}
