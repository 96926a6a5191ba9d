/* SPDX-License-Identifier: MIT */
/*
 * layout.c - who is asked what it wants, and who is arranged.
 *
 * gui_relayout() forgets what is known from the widget up to its window. What is still
 * known holds: a widget is measured again only for another width, and arranged again only
 * in another size or when something in it changed. Two widths are remembered, since boxes
 * ask first without a limit and then with one; without that, a tree of n levels would be
 * measured 2^n times.
 */
#include "internal.h"

static struct gui_size largest_child(struct gui_widget *w, int width)
{
	struct gui_size most = { 0 };

	for (struct gui_widget *c = w->first; c; c = c->next) {
		struct gui_size size = gui_measure(c, width);

		most = (struct gui_size){ MAX(most.w, size.w), MAX(most.h, size.h) };
	}
	return most;
}

struct gui_size gui_measure(struct gui_widget *w, int width)
{
	if (!w || w->hidden)
		return (struct gui_size){ 0 };
	width = MAX(MIN(width, GUI_UNBOUNDED), 1);
	unsigned slot = width == GUI_UNBOUNDED ? 0 : 1;
	if (w->measured[slot].width == width)
		return w->measured[slot].size;
	struct gui_size wanted = { width, 0 };
	if (w->ops->measure)
		w->ops->measure(w, &wanted);
	else
		wanted = largest_child(w, width);
	wanted.w = MIN(MAX(wanted.w, w->min.w), GUI_UNBOUNDED);
	wanted.h = MIN(MAX(wanted.h, w->min.h), GUI_UNBOUNDED);
	w->measured[slot].width = width;
	w->measured[slot].size = wanted;
	return wanted;
}

void gui_relayout(struct gui_widget *w)
{
	gui_redraw(w);
	for (; w; w = w->parent) {
		w->arranged = false;
		w->measured[0].width = w->measured[1].width = 0;
	}
}

static void arrange(struct gui_widget *w)
{
	w->arranged = true;
	if (w->ops->arrange) {
		w->ops->arrange(w);
		return;
	}
	for (struct gui_widget *c = w->first; c; c = c->next)
		gui_place(c, (struct rect){ 0, 0, w->area.w, w->area.h });
}

void gui_place(struct gui_widget *w, struct rect area)
{
	if (!w)
		return;
	struct rect old = w->area;

	area.w = MAX(area.w, 0);
	area.h = MAX(area.h, 0);
	bool moved = old.x != area.x || old.y != area.y;
	bool resized = old.w != area.w || old.h != area.h;
	if (moved || resized)
		gui_redraw(w);
	w->area = area;
	if (moved || resized)
		gui_redraw(w);
	if (resized || !w->arranged)
		arrange(w);
}
