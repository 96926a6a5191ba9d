/* SPDX-License-Identifier: MIT */
/* corner.c - a dot, a few words, the time; at the lower right edge of the screen. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "corner.h"
#include "look.h"
#include "poll.h"

#define GREEN 0xff2fb46a

struct state {
	unsigned sources;
	bool failing, waiting; /* any of them */
	time_t since, newest;
};

static void look_at(const struct source *s, void *arg)
{
	struct state *state = arg;

	state->sources++;
	if (s->failing && (!state->failing || s->since < state->since))
		state->since = s->since;
	state->failing |= s->failing;
	state->waiting |= !s->data;
	if (s->data && s->when > state->newest)
		state->newest = s->when;
}

/* What is said of the sources; "" when there are none. */
static gui_colour status_text(const struct conf *conf, char text[64])
{
	struct state state = { 0 };
	char when[16];

	poll_each(look_at, &state);
	text[0] = '\0';
	if (state.failing) {
		clock_text(conf->zone, state.since, "%H:%M", when, sizeof(when));
		snprintf(text, 64, "Offline since %s", when);
		return look()->warning;
	}
	if (state.waiting) {
		snprintf(text, 64, "Connecting");
		return look()->dim;
	}
	if (state.sources) {
		clock_text(conf->zone, state.newest, "%H:%M", when, sizeof(when));
		snprintf(text, 64, "Updated %s", when);
	}
	return GREEN;
}

struct rect corner_area(struct rect screen)
{
	int unit = look()->unit, w = unit * 20, h = unit * 2;

	return (struct rect){ screen.x + screen.w - w - unit * 2,
			      screen.y + screen.h - h - unit / 2, w, h };
}

void corner_draw(struct gui_canvas *c, const struct conf *conf, struct rect screen)
{
	const struct gui_font *font = gui_font(GUI_SANS, look()->unit);
	struct rect area = corner_area(screen), dot;
	char status[64], now[16];
	gui_colour colour = status_text(conf, status);
	int y = gui_text_centre(font, area.y, area.h), unit = look()->unit;

	clock_text(conf->zone, time(NULL), "%H:%M", now, sizeof(now));
	int x = area.x + area.w - gui_text_width(font, now, strlen(now));
	gui_text_draw(c, font, x, y, now, strlen(now), look()->text);
	if (!status[0])
		return;
	x -= unit + gui_text_width(font, status, strlen(status));
	gui_text_draw(c, font, x, y, status, strlen(status),
		      colour == GREEN ? look()->dim : colour);
	dot = (struct rect){ x - unit, y - font->cap_height / 2 - unit / 4, unit / 2, unit / 2 };
	gui_circle(c, dot, colour);
}
