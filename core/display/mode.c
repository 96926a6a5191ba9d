/* SPDX-License-Identifier: MIT */
/*
 * mode.c - which modes a display has, and with which one it begins: the boot option video=.
 *
 * Locking: the probing thread.
 */
#define LOG_TAG "screen"
#include <core/cmdline.h>
#include <core/display.h>
#include <core/log.h>

OPTION(video_option, "video", "WIDTHxHEIGHT of the screen in pixels, such as 1280x800");

/* Widths are multiples of 8, as VBE wants them. */
static const struct display_mode usual[] = {
	{ 640, 480 },   { 800, 600 },   { 1024, 768 },  { 1280, 720 },  { 1280, 800 },
	{ 1280, 1024 }, { 1440, 900 },  { 1600, 900 },  { 1600, 1200 }, { 1680, 1050 },
	{ 1920, 1080 }, { 1920, 1200 }, { 2560, 1440 }, { 2560, 1600 }, { 3840, 2160 },
};

static bool same(struct display_mode a, struct display_mode b)
{
	return a.width == b.width && a.height == b.height;
}

static bool listed(const struct display *d, struct display_mode mode)
{
	for (unsigned i = 0; i < d->modes_count; i++) {
		if (same(d->modes[i], mode))
			return true;
	}
	return false;
}

static void add_mode(struct display *d, struct display_mode *list, struct display_mode mode,
		     bool (*fits)(const struct display *d, struct display_mode mode))
{
	if (mode.width < DISPLAY_SIDE_MIN || mode.height < DISPLAY_SIDE_MIN || listed(d, mode) ||
	    !fits(d, mode))
		return;
	list[d->modes_count++] = mode;
}

void display_list_modes(struct display *d, struct display_mode *list,
			bool (*fits)(const struct display *d, struct display_mode mode))
{
	d->modes = list;
	d->modes_count = 0;
	for (unsigned i = 0; i < ARRAY_SIZE(usual); i++)
		add_mode(d, list, usual[i], fits);
	add_mode(d, list, d->preferred, fits);
}

/* A number of at most five digits at *s; 0: there is none that a mode can have. */
static uint16_t number(const char **s)
{
	unsigned value = 0;

	for (unsigned digits = 0; **s >= '0' && **s <= '9'; ++*s) {
		if (++digits > 5)
			return 0;
		value = value * 10 + (unsigned)(**s - '0');
	}
	return value > UINT16_MAX ? 0 : (uint16_t)value;
}

/* {0, 0}: not a mode. */
static struct display_mode parse(const char *s)
{
	struct display_mode mode = { .width = number(&s) };

	if (*s++ != 'x')
		return (struct display_mode){ 0, 0 };
	mode.height = number(&s);
	return *s || !mode.width ? (struct display_mode){ 0, 0 } : mode;
}

static struct display_mode largest_within(const struct display *d, unsigned width, unsigned height)
{
	struct display_mode best = { 0, 0 };

	for (unsigned i = 0; i < d->modes_count; i++) {
		struct display_mode m = d->modes[i];

		if (m.width <= width && m.height <= height &&
		    (unsigned)m.width * m.height > (unsigned)best.width * best.height)
			best = m;
	}
	return best.width ? best : d->modes[0];
}

struct display_mode display_first_mode(struct display *d)
{
	struct display_mode mode = d->preferred;
	const char *option = cmdline_option("video");

	if (d->modes_count == 0)
		return (struct display_mode){ 0, 0 };
	if (!listed(d, mode))
		mode = largest_within(d, CONFIG_FB_WIDTH, CONFIG_FB_HEIGHT);
	d->mode_asked = option && listed(d, parse(option));
	if (d->mode_asked)
		return parse(option);
	if (!option)
		return mode;
	log_err("video=%s: %s has no such mode, it shows %ux%u", option, d->name, mode.width,
		mode.height);
	return mode;
}
