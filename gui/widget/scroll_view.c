/* SPDX-License-Identifier: MIT */
/*
 * scroll_view.c - a window on one child that is larger. The view's children are that one and,
 * always behind it in the list and so above it on the screen, the two bars.
 */
#include <gui/layout.h>

#include "kit.h"
#include "scroll_model.h"

#define STEP 20 /* design pixels */

struct scroll_view {
	struct gui_widget widget;
	struct gui_widget *down, *across; /* bars */
	struct scroll_model x, y;
	bool both;
};

static struct gui_widget *still_in(const struct scroll_view *v, struct gui_widget *bar)
{
	const struct gui_widget *c = v->widget.first;

	while (c && c != bar)
		c = c->next;
	return c ? bar : NULL;
}

/* What the program put into the view, brought before the bars; it may have freed these with all
 * that was in the view. */
static struct gui_widget *content(struct scroll_view *v)
{
	struct gui_widget *w = &v->widget, *child = w->first;

	v->down = still_in(v, v->down);
	v->across = still_in(v, v->across);
	while (child && (child == v->down || child == v->across))
		child = child->next;
	if (!child || !child->previous)
		return child;
	child->previous->next = child->next;
	*(child->next ? &child->next->previous : &w->last) = child->previous;
	child->previous = NULL;
	child->next = w->first;
	w->first->previous = child;
	w->first = child;
	return child;
}

static void place_child(struct scroll_view *v)
{
	struct gui_widget *child = content(v);

	if (child)
		gui_place(child,
			  (struct rect){ -v->x.position, -v->y.position, MAX(v->x.range, v->x.page),
					 MAX(v->y.range, v->y.page) });
	gui_scroll_bar_set(v->down, v->y.range, v->y.page, v->y.position, gui_dp(STEP));
	gui_scroll_bar_set(v->across, v->x.range, v->x.page, v->x.position, gui_dp(STEP));
	gui_redraw(&v->widget);
}

static void view_arrange(struct gui_widget *w)
{
	struct scroll_view *v = (struct scroll_view *)w;
	struct gui_widget *child = content(v);
	int width = w->area.w, height = w->area.h, bar = kit_bar_width();
	struct gui_size size = gui_measure(child, v->both ? GUI_UNBOUNDED : width);
	bool down = size.h > height, across = false;

	/* A bar takes room, which may make the other one needed. */
	if (v->both && size.w > width - (down ? bar : 0)) {
		across = true;
		down = size.h > height - bar;
	}
	if (down && !v->both)
		size = gui_measure(child, width - bar);
	width -= down ? bar : 0;
	height -= across ? bar : 0;
	scroll_resize(&v->x, v->both ? size.w : width, width);
	scroll_resize(&v->y, size.h, height);
	gui_place(v->down, (struct rect){ width, 0, w->area.w - width, height });
	gui_place(v->across, (struct rect){ 0, height, width, w->area.h - height });
	place_child(v);
}

static void view_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct scroll_view *v = (struct scroll_view *)w;
	int bar = kit_bar_width();
	struct gui_size size = gui_measure(content(v), wanted->w);

	*wanted = (struct gui_size){ size.w + bar, size.h };
}

static void bar_moved(struct gui_widget *bar, void *arg)
{
	struct scroll_view *v = arg;

	scroll_to(bar == v->down ? &v->y : &v->x, gui_scroll_bar_position(bar));
	place_child(v);
}

static bool move(struct scroll_view *v, int x, int y)
{
	bool moved = scroll_to(&v->x, x);

	moved |= scroll_to(&v->y, y);
	if (moved)
		place_child(v);
	return moved;
}

static bool view_key(struct scroll_view *v, const struct gui_event *e)
{
	int page = MAX(v->y.page - gui_dp(STEP), 1);

	if (e->modifiers & ~GUI_CTRL)
		return false;
	switch (e->key) {
	case GUI_KEY_PAGE_UP:
		return !e->modifiers && move(v, v->x.position, v->y.position - page);
	case GUI_KEY_PAGE_DOWN:
		return !e->modifiers && move(v, v->x.position, v->y.position + page);
	case GUI_KEY_UP_ARROW:
		return move(v, v->x.position, v->y.position - gui_dp(STEP));
	case GUI_KEY_DOWN_ARROW:
		return move(v, v->x.position, v->y.position + gui_dp(STEP));
	case GUI_KEY_HOME:
		return move(v, 0, 0);
	case GUI_KEY_END:
		return move(v, v->x.position, v->y.range);
	default:
		return false;
	}
}

static bool view_event(struct gui_widget *w, const struct gui_event *e)
{
	struct scroll_view *v = (struct scroll_view *)w;
	struct gui_widget *focus;

	switch (e->type) {
	case GUI_WHEEL:
		return move(v, v->x.position + e->wheel_x * 3 * gui_dp(STEP),
			    v->y.position + e->wheel * 3 * gui_dp(STEP));
	case GUI_KEY_DOWN:
		return view_key(v, e);
	case GUI_FOCUS_IN:
		focus = gui_focused();
		if (focus && focus != w)
			gui_scroll_to_show(focus, kit_area(focus));
		return false;
	default:
		return false;
	}
}

static const struct gui_widget_ops view_ops = {
	.name = "scroll view",
	.size = sizeof(struct scroll_view),
	.measure = view_measure,
	.arrange = view_arrange,
	.event = view_event,
};

struct gui_widget *gui_scroll_view(struct gui_widget *parent, bool both)
{
	struct scroll_view *v = (struct scroll_view *)gui_widget_new(parent, &view_ops);

	if (!v)
		return NULL;
	v->both = both;
	v->down = gui_scroll_bar(&v->widget, true, bar_moved, v);
	v->across = gui_scroll_bar(&v->widget, false, bar_moved, v);
	if (!v->down || !v->across) {
		gui_free(&v->widget);
		return NULL;
	}
	return gui_grow(&v->widget, 1);
}

static struct scroll_view *view_of(struct gui_widget *w)
{
	return w && w->ops == &view_ops ? (struct scroll_view *)w : NULL;
}

void gui_scroll_to_show(struct gui_widget *w, struct rect r)
{
	for (; w; w = w->parent) {
		struct scroll_view *v = view_of(w);

		if (v) {
			int x = v->x.position, y = v->y.position;

			scroll_show(&v->x, r.x + x, r.w);
			scroll_show(&v->y, r.y + y, r.h);
			r.x += x - v->x.position;
			r.y += y - v->y.position;
			place_child(v);
		}
		r.x += w->area.x;
		r.y += w->area.y;
	}
}

void gui_scroll_to_end(struct gui_widget *w)
{
	struct scroll_view *v = view_of(w);

	if (v)
		move(v, v->x.position, v->y.range);
}
