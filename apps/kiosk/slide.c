/* SPDX-License-Identifier: MIT */
/*
 * slide.c - how a slide is laid out:
 *
 *	picture, words		the picture fills the screen, the words stand at its foot
 *	words alone		in the middle, from the left
 *	tiles			under the words, in equal cells; a picture lies behind them
 */
#include <string.h>

#include "look.h"
#include "pictures.h"
#include "slide.h"
#include "tile.h"

#define SCRIM 0xc0000000u /* behind words on a picture */
#define WHITE 0xffffffffu

static void draw_ground(struct gui_canvas *c, const struct slide *s, struct rect area)
{
	const char *why;
	const struct gui_image *image =
		s->image ? picture(s->image, area.w, area.h, (enum fit)s->fit, &why) : NULL;
	bool hidden = image && image->opaque && image->width >= area.w && image->height >= area.h;

	if (!hidden && s->background != NO_COLOUR)
		gui_gradient(c, area, s->background, gui_mix(s->background, 0xff000000, 64));
	else if (!hidden)
		gui_gradient(c, area, look()->top, look()->bottom);
	if (image)
		gui_blend(c, area.x + (area.w - image->width) / 2,
			  area.y + (area.h - image->height) / 2, image,
			  (struct rect){ 0, 0, image->width, image->height }, 255);
	else if (s->image)
		look_text(c, gui_font(GUI_SANS, look()->unit), rect_inset(area, look()->unit * 3),
			  why, 2, look()->warning);
}

/* Headline and text from y on; gives the y below them. c NULL: only that. */
static int draw_words(struct gui_canvas *c, const char *headline, const char *text,
		      struct rect area, int lines, gui_colour strong, gui_colour weak)
{
	const struct gui_font *large = gui_font(GUI_SANS_BOLD, look()->unit * 4);
	const struct gui_font *small = gui_font(GUI_SANS, look()->unit * 2);
	int y = area.y;

	if (headline)
		y = look_text(c, large, area, headline, 3, strong);
	if (headline && text)
		y += look()->unit / 2;
	area.y = y;
	return text ? look_text(c, small, area, text, lines, weak) : y;
}

static void draw_words_on_picture(struct gui_canvas *c, const struct slide *s, struct rect area)
{
	struct rect inside = rect_inset(area, look()->unit * 3);
	int height = draw_words(NULL, s->headline, s->text, inside, 4, 0, 0) - inside.y;
	struct rect scrim = area;

	inside.y += inside.h - height;
	scrim.y = inside.y - look()->unit * 5;
	scrim.h = area.y + area.h - scrim.y;
	/* The gradient's upper end has no alpha; both are black. */
	for (int y = 0; y < scrim.h; y++)
		gui_fill(c, (struct rect){ scrim.x, scrim.y + y, scrim.w, 1 },
			 gui_fade(SCRIM, (uint8_t)(255 * y / scrim.h)));
	draw_words(c, s->headline, s->text, inside, 4, WHITE, 0xffe8ecf2);
}

static void draw_words_alone(struct gui_canvas *c, const char *headline, const char *text,
			     struct rect area)
{
	struct rect inside = rect_inset(area, look()->unit * 5);
	int height = draw_words(NULL, headline, text, inside, 8, 0, 0) - inside.y;

	if (height < inside.h)
		inside.y += (inside.h - height) / 2;
	gui_fill(c,
		 (struct rect){ inside.x - look()->unit * 2, inside.y, look()->unit / 3, height },
		 look()->accent);
	draw_words(c, headline, text, inside, 8, look()->text, look()->dim);
}

/* --- tiles ------------------------------------------------------------------------------- */

/* On a screen that stands upright, what would be columns are rows. */
static int columns_of(const struct slide *s, struct rect area)
{
	static const int by_count[TILES_MAX + 1] = { 1, 1, 2, 3, 2, 3, 3, 4, 4, 3, 4, 4, 4 };
	int columns = s->columns ? s->columns : by_count[s->tile_count];

	return area.h > area.w ? ((int)s->tile_count + columns - 1) / columns : columns;
}

static void draw_tiles(struct gui_canvas *c, const struct slide *s, const struct conf *conf,
		       struct rect area)
{
	int columns = columns_of(s, area), rows = ((int)s->tile_count + columns - 1) / columns;
	int gap = look()->unit;

	for (int i = 0; i < (int)s->tile_count; i++) {
		int column = i % columns, row = i / columns;
		int left = (area.w + gap) * column / columns;
		int right = (area.w + gap) * (column + 1) / columns - gap;
		int top = (area.h + gap) * row / rows,
		    bottom = (area.h + gap) * (row + 1) / rows - gap;
		struct rect cell = { area.x + left, area.y + top, right - left, bottom - top };

		if (!c->pixels || gui_visible(c, cell))
			tile_draw(c, &s->tiles[i], conf, cell);
	}
}

/* --- all of it --------------------------------------------------------------------------- */

void slide_draw(struct gui_canvas *c, const struct slide *s, const struct conf *conf,
		struct rect area)
{
	struct rect inside = rect_inset(area, look()->unit * 2);

	draw_ground(c, s, area);
	if (s->tile_count) {
		gui_colour strong = s->image || s->background != NO_COLOUR ? WHITE : look()->text;
		gui_colour weak = strong == look()->text ? look()->dim : 0xffe8ecf2;
		int y = draw_words(c, s->headline, s->text, inside, 2, strong, weak);

		if (y > inside.y)
			y += look()->unit;
		inside.h -= y - inside.y + (conf->corner ? look()->unit * 2 : 0);
		inside.y = y;
		draw_tiles(c, s, conf, inside);
	} else if (s->image && (s->headline || s->text)) {
		draw_words_on_picture(c, s, area);
	} else if (s->headline || s->text) {
		draw_words_alone(c, s->headline, s->text, area);
	}
}

void slide_draw_trouble(struct gui_canvas *c, const char *headline, const char *text,
			struct rect area)
{
	gui_gradient(c, area, look()->top, look()->bottom);
	draw_words_alone(c, headline, text, area);
}

bool slide_is_live(const struct slide *s)
{
	for (unsigned i = 0; i < s->tile_count; i++) {
		if (s->tiles[i].type == TILE_CLOCK)
			return true;
	}
	return false;
}
