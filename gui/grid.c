/* SPDX-License-Identifier: MIT */
/*
 * grid.c - cells in rows and columns, and the settings of boxes: gui/layout.h.
 *
 * A grid has as many lines as its children need, so what it computes about each line is
 * kept in memory of its own, which grows with them.
 */
#include <stdlib.h>

#include "box.h"
#include "internal.h"

struct line {
	int size, weight;
};

struct grid {
	struct gui_box box;
	int columns;
	struct line *lines; /* the columns, then the rows */
	int room;           /* of lines */
};

static int rows_of(const struct grid *g)
{
	int shown = 0;

	for (struct gui_widget *c = g->box.widget.first; c; c = c->next)
		shown += !c->hidden;
	return (shown + g->columns - 1) / g->columns;
}

static bool need_lines(struct grid *g, int count)
{
	if (count <= g->room)
		return true;
	struct line *lines = realloc(g->lines, (size_t)count * sizeof(*lines));
	if (!lines)
		return false;
	g->lines = lines;
	g->room = count;
	return true;
}

static void widen(struct line *line, int size, int weight)
{
	line->size = MAX(line->size, size);
	line->weight = MAX(line->weight, weight);
}

static long sum(const struct line *lines, int count, int spacing)
{
	long all = count > 0 ? (long)(count - 1) * spacing : 0;

	for (int i = 0; i < count; i++)
		all += lines[i].size;
	return all;
}

/* What is left goes to the lines that grow. */
static void stretch(struct line *lines, int count, long left)
{
	long weights = 0, seen = 0;

	for (int i = 0; i < count; i++)
		weights += lines[i].weight;
	if (!weights || left <= 0)
		return;
	for (int i = 0; i < count; i++) {
		long before = left * seen / weights;

		seen += lines[i].weight;
		lines[i].size += (int)(left * seen / weights - before);
	}
}

/* Computes the columns for that width, and from them the rows. False: no memory. */
static bool compute(struct grid *g, int width, int *rows)
{
	int n = 0, gap = gui_dp(g->box.spacing);

	*rows = rows_of(g);
	if (!need_lines(g, g->columns + *rows))
		return false;
	for (int i = 0; i < g->columns + *rows; i++)
		g->lines[i] = (struct line){ 0 };
	for (struct gui_widget *c = g->box.widget.first; c; c = c->next) {
		if (!c->hidden)
			widen(&g->lines[n++ % g->columns], gui_measure(c, GUI_UNBOUNDED).w,
			      c->grow);
	}
	if (width != GUI_UNBOUNDED)
		stretch(g->lines, g->columns, width - sum(g->lines, g->columns, gap));
	n = 0;
	for (struct gui_widget *c = g->box.widget.first; c; c = c->next) {
		if (c->hidden)
			continue;
		struct line *column = &g->lines[n % g->columns];
		struct line *row = &g->lines[g->columns + n / g->columns];

		widen(row, gui_measure(c, column->size).h, c->grow);
		n++;
	}
	return true;
}

static void grid_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct grid *g = (struct grid *)w;
	int rows, gap = gui_dp(g->box.spacing);

	if (!compute(g, GUI_UNBOUNDED, &rows)) {
		*wanted = (struct gui_size){ 0 };
		return;
	}
	struct gui_size inner = { (int)sum(g->lines, g->columns, gap),
				  (int)sum(g->lines + g->columns, rows, gap) };
	*wanted = gui_box_around(&g->box, inner);
}

static void grid_arrange(struct gui_widget *w)
{
	struct grid *g = (struct grid *)w;
	struct rect inner = gui_box_inner(&g->box);
	int rows, gap = gui_dp(g->box.spacing), n = 0;

	if (!compute(g, inner.w, &rows))
		return;
	struct line *down = g->lines + g->columns;
	stretch(down, rows, inner.h - sum(down, rows, gap));
	struct rect cell = { .x = inner.x, .y = inner.y };
	for (struct gui_widget *c = w->first; c; c = c->next) {
		if (c->hidden)
			continue;
		int column = n % g->columns, row = n / g->columns;

		if (column == 0) {
			cell.x = inner.x;
			cell.y += row ? down[row - 1].size + gap : 0;
		}
		cell.w = g->lines[column].size;
		cell.h = down[row].size;
		gui_put_in(c, cell, gui_measure(c, cell.w), true, true);
		cell.x += cell.w + gap;
		n++;
	}
}

static void grid_destroy(struct gui_widget *w)
{
	free(((struct grid *)w)->lines);
}

const struct gui_widget_ops gui_grid_ops = {
	.name = "grid",
	.size = sizeof(struct grid),
	.measure = grid_measure,
	.arrange = grid_arrange,
	.destroy = grid_destroy,
};

struct gui_widget *gui_grid(struct gui_widget *parent, int columns)
{
	struct gui_widget *w = gui_box_new(parent, &gui_grid_ops);

	if (w)
		((struct grid *)w)->columns = MAX(columns, 1);
	return w;
}

/* --- settings --------------------------------------------------------------------------- */

void gui_spacing(struct gui_widget *box, int dp)
{
	struct gui_box *b = gui_as_box(box);

	if (!b)
		return;
	b->spacing = dp;
	gui_relayout(box);
}

void gui_padding_sides(struct gui_widget *box, int left, int top, int right, int bottom)
{
	struct gui_box *b = gui_as_box(box);

	if (!b)
		return;
	b->left = left;
	b->top = top;
	b->right = right;
	b->bottom = bottom;
	gui_relayout(box);
}

void gui_padding(struct gui_widget *box, int dp)
{
	gui_padding_sides(box, dp, dp, dp, dp);
}

struct gui_widget *gui_grow(struct gui_widget *w, int weight)
{
	if (w) {
		w->grow = (uint8_t)MIN(MAX(weight, 0), UINT8_MAX);
		gui_relayout(w);
	}
	return w;
}

struct gui_widget *gui_align(struct gui_widget *w, enum gui_align align)
{
	if (w) {
		w->align = align;
		gui_relayout(w);
	}
	return w;
}

struct gui_widget *gui_min_size(struct gui_widget *w, int width, int height)
{
	if (w) {
		w->min = (struct gui_size){ gui_dp(width), gui_dp(height) };
		gui_relayout(w);
	}
	return w;
}
