/* SPDX-License-Identifier: MIT */
/* tile.c - cards with a label and what is under it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "look.h"
#include "pictures.h"
#include "poll.h"
#include "readings.h"
#include "tile.h"

#define NOTHING_YET "\xe2\x80\x93" /* an en dash */

gui_colour tile_colour(const struct tile *t, double value)
{
	if ((t->alarm_above.set && value > t->alarm_above.at) ||
	    (t->alarm_below.set && value < t->alarm_below.at))
		return look()->alarm;
	if ((t->warn_above.set && value > t->warn_above.at) ||
	    (t->warn_below.set && value < t->warn_below.at))
		return look()->warning;
	return look()->text;
}

void tile_format(const struct tile *t, const struct reading *r, char text[64])
{
	if (!r->is_number)
		snprintf(text, 64, "%s", r->text);
	else if (t->decimals >= 0)
		snprintf(text, 64, "%.*f", t->decimals, r->number);
	else
		snprintf(text, 64, "%.6g", r->number);
}

/* text in the middle of area, as large as it can be, with unit behind it in small letters. */
static void draw_large(struct gui_canvas *c, struct rect area, const char *text, const char *unit,
		       gui_colour colour)
{
	int size = area.h * 3 / 5 < look()->unit * 6 ? area.h * 3 / 5 : look()->unit * 6;
	int gap = unit ? look()->unit / 2 : 0;
	const struct gui_font *small = gui_font(GUI_SANS, size * 2 / 5);
	int unit_width = unit ? gui_text_width(small, unit, strlen(unit)) : 0;
	const struct gui_font *font =
		look_fit(GUI_SANS_BOLD, size, text, area.w - gap - unit_width);
	int y = gui_text_centre(font, area.y, area.h);
	int x = gui_text_draw(c, font, area.x, y, text, strlen(text), colour);

	if (unit)
		gui_text_draw(c, small, x + gap, y, unit, strlen(unit), look()->dim);
}

static void draw_clock(struct gui_canvas *c, const struct tile *t, const struct conf *conf,
		       struct rect area)
{
	char text[64];

	clock_text(t->zone ? t->zone : conf->zone, time(NULL), t->format ? t->format : "%H:%M",
		   text, sizeof(text));
	draw_large(c, area, text, NULL, look()->text);
}

static void draw_image(struct gui_canvas *c, const struct tile *t, struct rect area)
{
	const char *why;
	const struct gui_image *image = picture(t->image, area.w, area.h, FIT_WHOLE, &why);

	if (!image) {
		const struct gui_font *font = gui_font(GUI_SANS, look()->unit);

		look_text(c, font, area, why, 3, look()->dim);
		return;
	}
	gui_blend(c, area.x + (area.w - image->width) / 2, area.y + (area.h - image->height) / 2,
		  image, (struct rect){ 0, 0, image->width, image->height }, 255);
}

static void draw_text(struct gui_canvas *c, const struct tile *t, struct rect area)
{
	const struct gui_font *font = gui_font(GUI_SANS, look()->unit * 3 / 2);

	look_text(c, font, area, t->text, area.h / font->line_height, look()->text);
}

/* A line at the card's end, in small letters, that says what is wrong with what it shows. */
static void draw_note(struct gui_canvas *c, struct rect area, const struct source *s,
		      const struct conf *conf)
{
	const struct gui_font *font = gui_font(GUI_SANS, look()->unit);
	char text[64], when[48] = "";
	int y = area.y + area.h - font->descent;

	if (!s->failing && !s->kept)
		return;
	if (s->data)
		clock_text(conf->zone, s->when, "%d.%m. %H:%M", when, sizeof(when));
	snprintf(text, sizeof(text), s->data ? "as of %s" : "no answer yet%s", when);
	gui_text_draw_fit(c, font, area.x, y, area.w, text, strlen(text), look()->warning);
}

static void draw_reading(struct gui_canvas *c, const struct tile *t, const struct conf *conf,
			 struct rect area)
{
	struct source *s = poll_add(t->url, t->refresh);
	const char *wrong = "too many addresses";
	const struct reading *r = s && s->data ? readings_at(s, t->path, &wrong) : NULL;
	const struct gui_font *small = gui_font(GUI_SANS, look()->unit);
	char text[64];

	if (s)
		draw_note(c, area, s, conf);
	if (!r && (!s || s->data)) {
		look_text(c, small, area, wrong, 3, look()->warning);
		return;
	}
	if (s->failing || s->kept)
		area.h -= small->line_height;
	if (!r) {
		draw_large(c, area, NOTHING_YET, NULL, look()->dim);
	} else if (r->count) {
		tile_draw_chart(c, t, r, area);
	} else {
		tile_format(t, r, text);
		draw_large(c, area, text, t->unit,
			   r->is_number ? tile_colour(t, r->number) : look()->text);
	}
}

void tile_draw(struct gui_canvas *c, const struct tile *t, const struct conf *conf,
	       struct rect area)
{
	const struct look *l = look();
	const struct gui_font *font = gui_font(GUI_SANS, l->unit * 5 / 4);
	struct rect inside = rect_inset(area, l->unit * 5 / 4);

	gui_round_rect(c, area, l->unit * 3 / 4, l->card);
	gui_round_frame(c, area, l->unit * 3 / 4, l->unit > 24 ? 2 : 1, l->card_edge);
	if (t->label) {
		gui_text_draw_fit(c, font, inside.x, inside.y + font->ascent, inside.w, t->label,
				  strlen(t->label), l->dim);
		inside.y += font->line_height + l->unit / 2;
		inside.h -= font->line_height + l->unit / 2;
	}
	if (t->type == TILE_TEXT)
		draw_text(c, t, inside);
	else if (t->type == TILE_IMAGE)
		draw_image(c, t, inside);
	else if (t->type == TILE_CLOCK)
		draw_clock(c, t, conf, inside);
	else
		draw_reading(c, t, conf, inside);
}
