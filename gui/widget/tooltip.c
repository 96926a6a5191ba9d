/* SPDX-License-Identifier: MIT */
/* tooltip.c - a few words beside a widget on which the pointer has rested. */
#include <stdlib.h>

#include <gui/gui.h>

#include "internal.h"
#include "kit.h"

#define WAIT_MS 600

static unsigned timer;
static struct gui_widget *resting; /* the widget under the pointer that has a tip */
static struct gui_widget *shown;   /* its tip's window */

struct tip {
	struct gui_widget widget;
	const char *text; /* of the owner, which the window goes with */
};

static const struct gui_font *font(void)
{
	return gui_theme_font(GUI_TEXT_SMALL);
}

static void tip_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const char *text = ((const struct tip *)w)->text;

	wanted->w = gui_text_width(font(), text, strlen(text)) + 2 * gui_dp(gui_theme()->space);
	wanted->h = font()->line_height + 2 * gui_dp(gui_theme()->space_s);
}

static void tip_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct gui_theme *theme = gui_theme();
	const char *text = ((const struct tip *)w)->text;

	gui_round_rect(c, kit_area(w), gui_dp(theme->radius_s), theme->tip);
	kit_text(c, font(), kit_area(w), text, strlen(text), GUI_ALIGN_CENTRE, theme->on_tip);
}

static void tip_destroy(struct gui_widget *w)
{
	if (shown && w->parent == shown)
		shown = NULL;
}

static const struct gui_widget_ops tip_ops = {
	.name = "tip",
	.size = sizeof(struct tip),
	.measure = tip_measure,
	.draw = tip_draw,
	.destroy = tip_destroy,
};

static void hide(void)
{
	gui_timer_stop(timer);
	timer = 0;
	gui_free(shown);
	shown = NULL;
}

static bool show(void *arg)
{
	struct gui_widget *w = resting;

	(void)arg;
	timer = 0;
	if (!w || w->dead || !w->tip)
		return false;
	shown = gui_tip(w, kit_area(w), GUI_BOTTOM);
	struct tip *t = (struct tip *)gui_widget_new(shown, &tip_ops);
	if (t)
		t->text = w->tip;
	return false;
}

static void hovered(struct gui_widget *w)
{
	while (w && !w->tip)
		w = w->parent;
	if (w == resting && w)
		return;
	hide();
	resting = w;
	if (w)
		timer = gui_timer(WAIT_MS, show, NULL);
}

void gui_tooltip(struct gui_widget *w, const char *text)
{
	if (!w)
		return;
	gui_on_hover = hovered;
	if (shown && resting == w)
		hide();
	kit_set_text(&w->tip, text);
	if (!*w->tip) {
		free(w->tip);
		w->tip = NULL;
	}
}
