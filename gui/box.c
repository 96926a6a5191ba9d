/* SPDX-License-Identifier: MIT */
/*
 * box.c - rows, columns, stacks and spacers: gui/layout.h.
 *
 * What is left along a box is given to its children one after the other: each gets its part
 * of the sum so far, less what those before it got, so that no pixel is lost to rounding.
 */
#include "box.h"
#include "internal.h"

/* How much more, or less, than they want the children of a box get along it. */
struct share {
	long left;           /* pixels; negative: too little */
	long weights, seen;  /* of those that grow; of these, how many have been asked */
	long room, given_up; /* what those that grow can do without; what they did */
};

struct gui_widget *gui_box_new(struct gui_widget *parent, const struct gui_widget_ops *ops)
{
	struct gui_widget *w = gui_widget_new(parent, ops);

	if (w)
		((struct gui_box *)w)->spacing = gui_theme()->space;
	return w;
}

struct gui_box *gui_as_box(struct gui_widget *w)
{
	bool box = w && (w->ops == &gui_row_ops || w->ops == &gui_column_ops ||
			 w->ops == &gui_stack_ops || w->ops == &gui_grid_ops);

	return box ? (struct gui_box *)w : NULL;
}

struct rect gui_box_inner(const struct gui_box *b)
{
	int left = gui_dp(b->left), top = gui_dp(b->top);

	return (struct rect){ left, top, MAX(b->widget.area.w - left - gui_dp(b->right), 0),
			      MAX(b->widget.area.h - top - gui_dp(b->bottom), 0) };
}

int gui_box_limit(const struct gui_box *b, int width)
{
	return width == GUI_UNBOUNDED ? width : MAX(width - gui_dp(b->left) - gui_dp(b->right), 1);
}

struct gui_size gui_box_around(const struct gui_box *b, struct gui_size inner)
{
	return (struct gui_size){ inner.w + gui_dp(b->left) + gui_dp(b->right),
				  inner.h + gui_dp(b->top) + gui_dp(b->bottom) };
}

void gui_put_in(struct gui_widget *c, struct rect cell, struct gui_size wanted, bool across,
		bool down)
{
	struct rect r = cell;

	if (across && c->align != GUI_ALIGN_FILL) {
		r.w = MIN(wanted.w, cell.w);
		r.x += c->align == GUI_ALIGN_END      ? cell.w - r.w
		       : c->align == GUI_ALIGN_CENTRE ? (cell.w - r.w) / 2
						      : 0;
	}
	if (down && c->align != GUI_ALIGN_FILL) {
		r.h = MIN(wanted.h, cell.h);
		r.y += c->align == GUI_ALIGN_END      ? cell.h - r.h
		       : c->align == GUI_ALIGN_CENTRE ? (cell.h - r.h) / 2
						      : 0;
	}
	gui_place(c, r);
}

/* What child c, which wants that much, gets. min: what it needs. */
static int take_share(struct share *s, const struct gui_widget *c, int wanted, int min)
{
	if (!c->grow)
		return wanted;
	if (s->left >= 0) {
		long before = s->left * s->seen / s->weights;

		s->seen += c->grow;
		return wanted + (int)(s->left * s->seen / s->weights - before);
	}
	if (s->room == 0)
		return wanted;
	long lack = MIN(-s->left, s->room);
	long before = lack * s->given_up / s->room;
	s->given_up += wanted - min;
	return wanted - (int)(lack * s->given_up / s->room - before);
}

static int along(struct gui_size size, bool row)
{
	return row ? size.w : size.h;
}

static int least(const struct gui_widget *c, struct gui_size size, bool row)
{
	return MIN(row ? c->min.w : c->min.h, along(size, row));
}

static struct gui_size wanted_of(struct gui_widget *c, bool row, int width)
{
	return gui_measure(c, row ? GUI_UNBOUNDED : width);
}

/* room: pixels along the box; width: of what is in a column. */
static struct share shares(struct gui_box *b, bool row, int room, int width)
{
	struct share s = { .left = room };
	bool first = true;

	for (struct gui_widget *c = b->widget.first; c; c = c->next) {
		if (c->hidden)
			continue;
		struct gui_size size = wanted_of(c, row, width);
		s.left -= along(size, row) + (first ? 0 : gui_dp(b->spacing));
		s.weights += c->grow;
		if (c->grow)
			s.room += along(size, row) - least(c, size, row);
		first = false;
	}
	return s;
}

static void arrange_line(struct gui_widget *w, bool row)
{
	struct gui_box *b = (struct gui_box *)w;
	struct rect inner = gui_box_inner(b);
	struct share s = shares(b, row, row ? inner.w : inner.h, inner.w);
	int at = row ? inner.x : inner.y;

	for (struct gui_widget *c = w->first; c; c = c->next) {
		if (c->hidden)
			continue;
		struct gui_size size = wanted_of(c, row, inner.w);
		int length = take_share(&s, c, along(size, row), least(c, size, row));
		struct rect cell = row ? (struct rect){ at, inner.y, length, inner.h }
				       : (struct rect){ inner.x, at, inner.w, length };

		if (row)
			size = gui_measure(c, length);
		gui_put_in(c, cell, size, !row, row);
		at += length + gui_dp(b->spacing);
	}
}

static void row_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct gui_box *b = (struct gui_box *)w;
	struct gui_size sum = { 0 };
	int limit = gui_box_limit(b, wanted->w);
	struct share s = shares(b, true, limit == GUI_UNBOUNDED ? 0 : limit, limit);
	bool first = true;

	if (limit == GUI_UNBOUNDED || s.left > 0)
		s.left = 0;
	for (struct gui_widget *c = w->first; c; c = c->next) {
		if (c->hidden)
			continue;
		struct gui_size size = gui_measure(c, GUI_UNBOUNDED);
		int width = take_share(&s, c, size.w, least(c, size, true));

		sum.w += width + (first ? 0 : gui_dp(b->spacing));
		sum.h = MAX(sum.h, gui_measure(c, width).h);
		first = false;
	}
	*wanted = gui_box_around(b, sum);
}

static void column_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct gui_box *b = (struct gui_box *)w;
	struct gui_size sum = { 0 };
	int limit = gui_box_limit(b, wanted->w);
	bool first = true;

	for (struct gui_widget *c = w->first; c; c = c->next) {
		if (c->hidden)
			continue;
		struct gui_size size = gui_measure(c, limit);

		sum.w = MAX(sum.w, size.w);
		sum.h += size.h + (first ? 0 : gui_dp(b->spacing));
		first = false;
	}
	*wanted = gui_box_around(b, sum);
}

static void row_arrange(struct gui_widget *w)
{
	arrange_line(w, true);
}

static void column_arrange(struct gui_widget *w)
{
	arrange_line(w, false);
}

static void stack_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct gui_box *b = (struct gui_box *)w;
	struct gui_size most = { 0 };
	int limit = gui_box_limit(b, wanted->w);

	for (struct gui_widget *c = w->first; c; c = c->next) {
		struct gui_size size = gui_measure(c, limit);

		most = (struct gui_size){ MAX(most.w, size.w), MAX(most.h, size.h) };
	}
	*wanted = gui_box_around(b, most);
}

static void stack_arrange(struct gui_widget *w)
{
	struct rect inner = gui_box_inner((struct gui_box *)w);

	for (struct gui_widget *c = w->first; c; c = c->next)
		gui_put_in(c, inner, gui_measure(c, inner.w), true, true);
}

const struct gui_widget_ops gui_row_ops = {
	.name = "row",
	.size = sizeof(struct gui_box),
	.measure = row_measure,
	.arrange = row_arrange,
};
const struct gui_widget_ops gui_column_ops = {
	.name = "column",
	.size = sizeof(struct gui_box),
	.measure = column_measure,
	.arrange = column_arrange,
};
const struct gui_widget_ops gui_stack_ops = {
	.name = "stack",
	.size = sizeof(struct gui_box),
	.measure = stack_measure,
	.arrange = stack_arrange,
};
static const struct gui_widget_ops spacer_ops = {
	.name = "spacer",
	.size = sizeof(struct gui_widget),
};

struct gui_widget *gui_row(struct gui_widget *parent)
{
	return gui_box_new(parent, &gui_row_ops);
}

struct gui_widget *gui_column(struct gui_widget *parent)
{
	return gui_box_new(parent, &gui_column_ops);
}

struct gui_widget *gui_stack(struct gui_widget *parent)
{
	return gui_box_new(parent, &gui_stack_ops);
}

struct gui_widget *gui_spacer(struct gui_widget *parent)
{
	return gui_grow(gui_widget_new(parent, &spacer_ops), 1);
}
