/* SPDX-License-Identifier: MIT */
/*
 * widget.c - the tree of widgets: who is in whom, who is shown, and how they go.
 *
 * A freed widget leaves its tree at once and everybody who knew it (focus, pointer, the
 * pop-ups that it owns) forgets it. Its memory is kept in a list while an event is being
 * handled, because a caller up the stack may still hold it; dead tells them.
 */
#include <stdlib.h>

#include "internal.h"

static struct gui_widget *graveyard; /* roots, by next */
static unsigned depth;               /* events in progress */

static void append(struct gui_widget *parent, struct gui_widget *w)
{
	w->parent = parent;
	w->previous = parent->last;
	if (parent->last)
		parent->last->next = w;
	else
		parent->first = w;
	parent->last = w;
}

static void unlink_widget(struct gui_widget *w)
{
	struct gui_widget *parent = w->parent;

	if (!parent)
		return;
	if (w->previous)
		w->previous->next = w->next;
	else
		parent->first = w->next;
	if (w->next)
		w->next->previous = w->previous;
	else
		parent->last = w->previous;
	w->parent = w->next = w->previous = NULL;
}

struct gui_widget *gui_widget_new(struct gui_widget *parent, const struct gui_widget_ops *ops)
{
	if (!parent)
		return NULL;
	struct gui_widget *w = calloc(1, ops->size);
	if (!w)
		return NULL;
	w->ops = ops;
	append(parent, w);
	gui_relayout(w);
	return w;
}

/* Bounded by the depth of the tree, which the program's code made. */
static void bury(struct gui_widget *w)
{
	for (struct gui_widget *c = w->first, *next; c; c = next) {
		next = c->next;
		bury(c);
	}
	if (w->ops->destroy)
		w->ops->destroy(w);
	free(w->tip);
	free(w);
}

static void mark_dead(struct gui_widget *w)
{
	w->dead = true;
	for (struct gui_widget *c = w->first; c; c = c->next)
		mark_dead(c);
}

void gui_enter(void)
{
	depth++;
}

void gui_leave(void)
{
	if (--depth)
		return;
	while (graveyard) {
		struct gui_widget *w = graveyard;

		graveyard = w->next;
		bury(w);
	}
}

/* What is shown beside w, or asks about it, goes with it. */
static void free_owned(struct gui_widget *w)
{
	bool again = true;

	while (again) {
		again = false;
		for (struct gui_window *win = gui_core.oldest; win && !again; win = win->created) {
			if (win->owner && gui_is_in(win->owner, w)) {
				again = true;
				gui_free(&win->widget);
			}
		}
	}
}

/* Nobody knows it any more: out of its tree. */
static void part_with(struct gui_widget *w)
{
	struct gui_window *win = gui_as_window(w);

	if (w->parent)
		gui_relayout(w->parent);
	mark_dead(w);
	if (win)
		gui_window_unlink(win);
	unlink_widget(w);
	w->next = graveyard;
	graveyard = w;
}

void gui_free(struct gui_widget *w)
{
	if (!w || w->dead)
		return;
	struct gui_window *win = gui_as_window(w);
	if (win && win->kind == KIND_DESKTOP && gui_core.open) {
		gui_free_children(w);
		return;
	}
	gui_enter();
	if (win && !win->told) {
		win->told = true; /* who hears of it may free it: it goes then */
		gui_send(w, &(struct gui_event){ .type = GUI_CLOSE });
	}
	gui_redraw(w);
	free_owned(w);
	gui_pointer_forget(w);
	gui_focus_forget(w);
	/* Who heard of all this may have freed it. */
	if (!w->dead)
		part_with(w);
	gui_leave();
}

void gui_free_children(struct gui_widget *w)
{
	gui_enter();
	while (w && w->first)
		gui_free(w->first);
	gui_leave();
}

bool gui_is_in(const struct gui_widget *w, const struct gui_widget *ancestor)
{
	while (w && w != ancestor)
		w = w->parent;
	return w != NULL;
}

struct gui_widget *gui_window_of(struct gui_widget *w)
{
	while (w && w->parent)
		w = w->parent;
	return w;
}

bool gui_is_shown(const struct gui_widget *w)
{
	const struct gui_window *win = gui_window_holding(w);

	for (; w; w = w->parent) {
		if (w->hidden || w->dead)
			return false;
	}
	return win && gui_window_visible(win);
}

bool gui_is_enabled(const struct gui_widget *w)
{
	for (const struct gui_widget *a = w; a; a = a->parent) {
		if (a->hidden || a->disabled || a->dead)
			return false;
	}
	return w != NULL;
}

struct rect gui_to_screen(const struct gui_widget *w, struct rect r)
{
	for (; w; w = w->parent)
		r = rect_moved(r, w->area.x, w->area.y);
	return r;
}

struct gui_widget *gui_widget_at(struct gui_widget *w, int x, int y)
{
	if (!w || w->hidden)
		return NULL;
	bool inside = x >= 0 && y >= 0 && x < w->area.w && y < w->area.h;
	if (!inside && !w->no_clip)
		return NULL;
	for (struct gui_widget *c = w->last; c; c = c->previous) {
		struct gui_widget *at = gui_widget_at(c, x - c->area.x, y - c->area.y);

		if (at)
			return at;
	}
	return inside ? w : NULL;
}

void gui_redraw_area(struct gui_widget *w, struct rect r)
{
	if (!w)
		return;
	for (const struct gui_widget *a = w; a; a = a->parent) {
		struct rect whole = { 0, 0, a->area.w, a->area.h };

		if (a->hidden || a->dead)
			return;
		if (!a->no_clip)
			r = rect_intersect(r, whole);
		if (rect_empty(r))
			return;
		r = rect_moved(r, a->area.x, a->area.y);
	}
	const struct gui_window *win = gui_window_holding(w);
	if (win && gui_window_visible(win))
		gui_damage(r);
}

/* What w can draw on, in its own coordinates. */
static struct rect extent(const struct gui_widget *w)
{
	struct rect r = { 0, 0, w->area.w, w->area.h };

	for (const struct gui_widget *c = w->no_clip ? w->first : NULL; c; c = c->next) {
		if (!c->hidden)
			r = rect_union(r, rect_moved(extent(c), c->area.x, c->area.y));
	}
	return r;
}

void gui_redraw(struct gui_widget *w)
{
	if (!w)
		return;
	struct gui_window *win = gui_as_window(w);
	if (win)
		gui_frame_redraw(win);
	else
		gui_redraw_area(w, extent(w));
}

void gui_hide(struct gui_widget *w, bool hidden)
{
	if (!w || w->hidden == hidden)
		return;
	if (hidden)
		gui_redraw(w);
	w->hidden = hidden;
	if (hidden) {
		gui_pointer_forget(w);
		gui_focus_forget(w);
	}
	gui_relayout(w);
	gui_redraw(w);
}

void gui_disable(struct gui_widget *w, bool disabled)
{
	if (!w || w->disabled == disabled)
		return;
	w->disabled = disabled;
	if (disabled) {
		gui_pointer_forget(w);
		gui_focus_forget(w);
	}
	gui_redraw(w);
}

bool gui_send(struct gui_widget *w, struct gui_event *e)
{
	bool used = false;

	gui_enter();
	if (w && !w->dead && w->ops->event)
		used = w->ops->event(w, e);
	gui_leave();
	return used;
}

struct gui_widget *gui_bubble(struct gui_widget *w, struct gui_event *e)
{
	struct gui_widget *user = NULL;

	gui_enter();
	while (w && !user) {
		int x = w->area.x, y = w->area.y;
		struct gui_widget *parent = w->parent;

		if (gui_is_enabled(w) && gui_send(w, e))
			user = w;
		e->x += x;
		e->y += y;
		w = w->dead ? NULL : parent;
	}
	gui_leave();
	return user;
}
