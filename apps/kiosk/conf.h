/* SPDX-License-Identifier: MIT */
/*
 * conf.h - what a kiosk shows, as its owner writes it down (docs/KIOSK.md is the manual):
 *
 *	[kiosk]
 *	theme = dark
 *	[slide]
 *	headline = Good morning
 *	[tile]
 *	type = clock
 *
 * A tile belongs to the slide above it. All of the text is checked before anything of it is
 * shown: a wrong line is named, with what would be right.
 */
#ifndef KIOSK_CONF_H
#define KIOSK_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONF_FILE     "kiosk.conf"
#define SLIDES_MAX    64
#define TILES_MAX     12 /* of a slide: more cannot be read from where people stand */
#define CONF_TEXT_MAX (64 * 1024)

enum theme { THEME_LIGHT, THEME_DARK, THEME_CONTRAST };
enum transition { TRANSITION_NONE, TRANSITION_FADE, TRANSITION_SLIDE };
enum fit { FIT_FILL, FIT_WHOLE };
enum tile_type { TILE_TEXT, TILE_IMAGE, TILE_CLOCK, TILE_VALUE, TILE_CHART };
enum chart_style { CHART_LINE, CHART_BAR };

#define NO_COLOUR 0u /* colours are 0xffRRGGBB */

/* A limit that a value may pass; absent unless set. */
struct limit {
	bool set;
	double at;
};

struct tile {
	int line; /* where it begins */
	int type; /* enum tile_type */
	char *label, *text, *image;
	char *format, *zone; /* clock: strftime(3); POSIX's TZ */
	char *url, *path;    /* where the value comes from, and where it is in the JSON */
	char *unit;
	int decimals; /* -1: as the number comes */
	int style;    /* enum chart_style */
	int refresh;  /* seconds */
	struct limit warn_above, alarm_above, warn_below, alarm_below;
};

struct slide {
	int line;
	char *image, *headline, *text;
	int fit;     /* enum fit */
	int seconds; /* 0: as [kiosk] says */
	int columns; /* of tiles; 0: by their number */
	uint32_t background;
	struct tile tiles[TILES_MAX];
	unsigned tile_count;
};

struct conf {
	char *title;
	int theme, transition; /* enums */
	int transition_ms, seconds, dim_minutes;
	uint32_t accent;
	bool corner;
	char *zone; /* of clocks that do not say */
	struct slide *slides;
	unsigned slide_count;
	char error[320]; /* conf_parse() failed: "kiosk.conf:3: ..." */
};

/** Reads text of len bytes into *conf. False: conf->error says where, what and what to do, and
 *  nothing is kept. */
bool conf_parse(struct conf *conf, const char *text, size_t len);
void conf_free(struct conf *conf);

#endif
