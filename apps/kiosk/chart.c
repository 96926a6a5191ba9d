/* SPDX-License-Identifier: MIT */
/* chart.c - a row of numbers as a picture: its newest value in words, its range at the side. */
#include <stdio.h>
#include <string.h>

#include <gui/path.h>

#include "json.h"
#include "look.h"
#include "tile.h"

struct range {
	double low, high;
};

/* Bars stand on zero; lines need not. */
static struct range range_of(const struct reading *r, bool with_zero)
{
	struct range range = { r->points[0], r->points[0] };

	for (size_t i = 1; i < r->count; i++) {
		range.low = r->points[i] < range.low ? r->points[i] : range.low;
		range.high = r->points[i] > range.high ? r->points[i] : range.high;
	}
	if (with_zero && range.low > 0)
		range.low = 0;
	if (with_zero && range.high < 0)
		range.high = 0;
	if (range.high == range.low)
		range.high = range.low + 1;
	return range;
}

/* In 1/256 pixel. */
static int y_of(struct rect area, struct range range, double value)
{
	/* Halves: the whole may be more than a double can be; of large numbers it may be none. */
	double span = range.high / 2 - range.low / 2;
	double part = span > 0 ? (value / 2 - range.low / 2) / span : 0.5;

	return (area.y + area.h) * GUI_ONE - (int)(part * area.h * GUI_ONE);
}

static void draw_line(struct gui_canvas *c, const struct reading *r, struct rect area,
		      struct range range)
{
	struct gui_path line = { 0 }, under = { 0 };
	int left = area.x * GUI_ONE, bottom = (area.y + area.h) * GUI_ONE, x = left;

	gui_path_move(&under, left, bottom);
	for (size_t i = 0; i < r->count; i++) {
		int y = y_of(area, range, r->points[i]);

		x = r->count > 1
			    ? left + (int)((long)area.w * GUI_ONE * (long)i / (long)(r->count - 1))
			    : left;
		gui_path_line(&under, x, y);
		if (i == 0)
			gui_path_move(&line, x, y);
		else
			gui_path_line(&line, x, y);
	}
	gui_path_line(&under, x, bottom);
	gui_path_fill(c, &under, gui_fade(look()->accent, 48));
	gui_path_stroke(c, &line, look()->unit * GUI_ONE / 6, look()->accent);
	gui_path_free(&line);
	gui_path_free(&under);
}

static void draw_bars(struct gui_canvas *c, const struct tile *t, const struct reading *r,
		      struct rect area, struct range range)
{
	int zero = y_of(area, range, 0) / GUI_ONE, count = (int)r->count;

	for (int i = 0; i < count; i++) {
		int left = area.x + area.w * i / count, right = area.x + area.w * (i + 1) / count;
		int gap = (right - left) / 4, y = y_of(area, range, r->points[i]) / GUI_ONE;
		struct rect bar = { left, y < zero ? y : zero, right - left - gap,
				    y < zero ? zero - y : y - zero };
		gui_colour colour = tile_colour(t, r->points[i]);

		gui_round_rect(c, bar, bar.w / 4, colour == look()->text ? look()->accent : colour);
	}
}

/* The range at the left, right-aligned; gives the width it took. */
static int draw_scale(struct gui_canvas *c, const struct tile *t, struct rect area,
		      struct range range)
{
	const struct gui_font *font = gui_font(GUI_SANS, look()->unit);
	char text[2][64];
	int width = 0;

	for (int i = 0; i < 2; i++) {
		const struct reading end = { .is_number = true,
					     .number = i ? range.low : range.high };
		int w;

		tile_format(t, &end, text[i]);
		w = gui_text_width(font, text[i], strlen(text[i]));
		width = w > width ? w : width;
	}
	for (int i = 0; i < 2; i++) {
		int w = gui_text_width(font, text[i], strlen(text[i]));
		int y = i ? area.y + area.h : area.y + font->cap_height;

		gui_text_draw(c, font, area.x + width - w, y, text[i], strlen(text[i]),
			      look()->dim);
	}
	return width + look()->unit / 2;
}

void tile_draw_chart(struct gui_canvas *c, const struct tile *t, const struct reading *r,
		     struct rect area)
{
	const struct gui_font *font = gui_font(GUI_SANS_BOLD, look()->unit * 2);
	const struct reading last = { .is_number = true, .number = r->points[r->count - 1] };
	struct range range = range_of(r, t->style == CHART_BAR);
	char text[64];
	int x;

	tile_format(t, &last, text);
	x = gui_text_draw(c, font, area.x, area.y + font->ascent, text, strlen(text),
			  tile_colour(t, last.number));
	if (t->unit)
		gui_text_draw(c, gui_font(GUI_SANS, look()->unit), x + look()->unit / 3,
			      area.y + font->ascent, t->unit, strlen(t->unit), look()->dim);
	area.y += font->line_height + look()->unit / 2;
	area.h -= font->line_height + look()->unit / 2;
	if (area.h < look()->unit * 2)
		return;
	int taken = draw_scale(c, t, area, range);
	area.x += taken;
	area.w -= taken;
	if (t->style == CHART_BAR)
		draw_bars(c, t, r, area, range);
	else
		draw_line(c, r, area, range);
}
