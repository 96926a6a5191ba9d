/* SPDX-License-Identifier: MIT */
/* scroll_bar.c - what part of something long is seen, and moving it. */
#include <limits.h>

#include "kit.h"
#include "scroll_model.h"

#define THICK 12 /* design pixels */
#define THUMB 6
#define LEAST 24 /* length of the thumb */

struct scroll_bar {
	struct gui_widget widget;
	struct scroll_model scroll;
	bool vertical;
	int step;
	int grip; /* where on the thumb it is held; -1: it is not */
	struct kit_action moved;
};

int kit_bar_width(void)
{
	return gui_dp(THICK);
}

static void bar_measure(struct gui_widget *w, struct gui_size *wanted)
{
	bool vertical = ((const struct scroll_bar *)w)->vertical;

	wanted->w = vertical ? kit_bar_width() : gui_dp(2 * LEAST);
	wanted->h = vertical ? gui_dp(2 * LEAST) : kit_bar_width();
}

/* The length of the track, within its ends; where e is along it. */
static int track(const struct scroll_bar *b)
{
	return (b->vertical ? b->widget.area.h : b->widget.area.w) - 2 * gui_dp(2);
}

static int along(const struct scroll_bar *b, const struct gui_event *e)
{
	return (b->vertical ? e->y : e->x) - gui_dp(2);
}

static void bar_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct scroll_bar *b = (const struct scroll_bar *)w;
	const struct gui_theme *theme = gui_theme();
	bool active = w->hovered || b->grip >= 0;
	int length, thick = gui_dp(active ? THUMB + 2 : THUMB);
	int at = scroll_thumb(&b->scroll, track(b), gui_dp(LEAST), &length) + gui_dp(2);
	struct rect r = { at, (w->area.h - thick) / 2, length, thick };

	if (scroll_last(&b->scroll) == 0 || !gui_is_enabled(w))
		return;
	if (b->vertical)
		r = (struct rect){ (w->area.w - thick) / 2, at, thick, length };
	gui_round_rect(c, r, thick / 2, active ? theme->thumb_hover : theme->thumb);
}

static void user_move(struct scroll_bar *b, int64_t position)
{
	position = MAX(MIN(position, INT_MAX), 0);
	if (!scroll_to(&b->scroll, (int)position))
		return;
	gui_redraw(&b->widget);
	kit_act(&b->widget, b->moved);
}

static void press(struct scroll_bar *b, int at)
{
	int length, thumb = scroll_thumb(&b->scroll, track(b), gui_dp(LEAST), &length);

	if (at >= thumb && at < thumb + length)
		b->grip = at - thumb;
	else
		user_move(b, (int64_t)b->scroll.position +
				     (at < thumb ? -b->scroll.page : b->scroll.page));
	gui_redraw(&b->widget);
}

static bool bar_event(struct gui_widget *w, const struct gui_event *e)
{
	struct scroll_bar *b = (struct scroll_bar *)w;

	switch (e->type) {
	case GUI_POINTER_DOWN:
		if (e->button == GUI_BUTTON_LEFT)
			press(b, along(b, e));
		return true;
	case GUI_POINTER_MOVE:
		if (b->grip >= 0)
			user_move(b, scroll_at_thumb(&b->scroll, track(b), gui_dp(LEAST),
						     along(b, e) - b->grip));
		return true;
	case GUI_POINTER_UP:
		b->grip = -1;
		gui_redraw(w);
		return true;
	case GUI_POINTER_ENTER:
	case GUI_POINTER_LEAVE:
		gui_redraw(w);
		return true;
	case GUI_WHEEL: {
		int notches = b->vertical ? e->wheel : e->wheel + e->wheel_x;

		user_move(b, (int64_t)b->scroll.position + (int64_t)notches * 3 * b->step);
		return scroll_last(&b->scroll) > 0;
	}
	default:
		return false;
	}
}

static const struct gui_widget_ops bar_ops = {
	.name = "scroll bar",
	.size = sizeof(struct scroll_bar),
	.measure = bar_measure,
	.draw = bar_draw,
	.event = bar_event,
};

struct gui_widget *gui_scroll_bar(struct gui_widget *parent, bool vertical, gui_action moved,
				  void *arg)
{
	struct scroll_bar *b = (struct scroll_bar *)gui_widget_new(parent, &bar_ops);

	if (!b)
		return NULL;
	b->vertical = vertical;
	b->grip = -1;
	b->step = 1;
	b->moved = (struct kit_action){ moved, arg };
	b->widget.cursor = GUI_CURSOR_ARROW;
	return &b->widget;
}

void gui_scroll_bar_set(struct gui_widget *w, int range, int page, int position, int step)
{
	struct scroll_bar *b = (struct scroll_bar *)w;
	struct scroll_model before;

	if (!w || w->ops != &bar_ops)
		return;
	before = b->scroll;
	b->step = step;
	scroll_resize(&b->scroll, range, page);
	scroll_to(&b->scroll, position);
	if (memcmp(&before, &b->scroll, sizeof(before)) != 0)
		gui_redraw(w);
}

int gui_scroll_bar_position(const struct gui_widget *w)
{
	return w && w->ops == &bar_ops ? ((const struct scroll_bar *)w)->scroll.position : 0;
}
