/* SPDX-License-Identifier: MIT */
/* table.c - rows with columns, below a head that sorts them and sets their widths. */
#include <stdlib.h>

#include "rows.h"

#define ICON   18 /* design pixels */
#define ARROW  14
#define GRIP   5   /* how near to a column's edge it can be dragged */
#define LEAST  40  /* width of a column */
#define NARROW 120 /* to which one that grows shrinks by itself */
#define WIDTH  320
#define HEIGHT 200
#define CELL   256 /* bytes of a cell that the model may use */

struct table {
	struct rows rows;
	const struct gui_table_column *columns;
	int count;
	int *widths;  /* pixels, as they are */
	bool dragged; /* the user has set them */
	const struct gui_table_model *model;
	void *arg;
	int sorted; /* column; -1: none */
	bool descending;
	int grip, grip_x; /* the column whose right edge is dragged; -1: none */
	int hover;        /* the head of a column; -1: none */
};

static size_t table_count(const struct rows *r)
{
	const struct table *t = (const struct table *)r;

	return t->model ? t->model->count(t->arg) : 0;
}

static const char *table_name(void *rows, size_t row)
{
	static char buf[CELL];
	const struct table *t = rows;
	const char *name = t->model->cell(t->arg, row, 0, buf, sizeof(buf));

	return name ? name : "";
}

/* Where there is no room for all columns those that grow are made narrower. */
static void save_room(struct table *t, int missing)
{
	for (int i = 0; i < t->count && missing > 0; i++) {
		int cut = t->columns[i].grow ? t->widths[i] - gui_dp(NARROW) : 0;

		cut = MIN(MAX(cut, 0), missing);
		t->widths[i] -= cut;
		missing -= cut;
	}
}

/* Columns get their width, those that grow what is left by weight. */
static void share_out(struct table *t)
{
	int left = rows_body(&t->rows).w - 2 * gui_dp(gui_theme()->space_s), weights = 0;

	for (int i = 0; i < t->count; i++) {
		t->widths[i] = gui_dp(t->columns[i].width);
		left -= t->widths[i];
		weights += t->columns[i].grow;
	}
	for (int i = 0; i < t->count && left > 0 && weights > 0; i++) {
		int part = left * t->columns[i].grow / weights;

		t->widths[i] += part;
		left -= part;
		weights -= t->columns[i].grow;
	}
	save_room(t, -left);
}

static void table_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(HEIGHT) };
}

static void table_arrange(struct gui_widget *w)
{
	struct table *t = (struct table *)w;

	t->rows.row_height = gui_dp(gui_theme()->row);
	t->rows.head_height = gui_dp(gui_theme()->control);
	rows_arrange(w);
	if (!t->dragged)
		share_out(t);
}

/* --- drawing -------------------------------------------------------------------------------- */

static void draw_cell(const struct table *t, struct gui_canvas *c, struct rect r, size_t row,
		      int column, gui_colour ink, gui_colour dim)
{
	int pad = gui_dp(gui_theme()->space), icon = gui_dp(ICON);
	enum gui_icon sign = GUI_ICON_NONE;
	gui_colour colour = dim;
	char buf[CELL];
	const char *text = t->model->cell(t->arg, row, column, buf, sizeof(buf));
	bool right = t->columns[column].right;

	r.x += pad;
	r.w -= 2 * pad;
	if (column == 0 && t->model->icon)
		sign = t->model->icon(t->arg, row, &colour);
	if (sign) {
		gui_draw_icon(c, (struct rect){ r.x, r.y + (r.h - icon) / 2, icon, icon }, sign,
			      colour);
		r.x += icon + pad;
		r.w -= icon + pad;
	}
	if (text && r.w > 0)
		kit_text(c, gui_theme_font(GUI_TEXT_BODY), r, text, strlen(text),
			 right ? GUI_ALIGN_END : GUI_ALIGN_START, column ? dim : ink);
}

static void table_draw(const struct rows *r, struct gui_canvas *c, struct rect where, size_t row,
		       gui_colour ink, gui_colour dim)
{
	const struct table *t = (const struct table *)r;
	struct rect cell = where;

	for (int i = 0; i < t->count; i++) {
		cell.w = t->widths[i];
		struct rect before = gui_clip(c, rect_intersect(cell, where));

		draw_cell(t, c, cell, row, i, ink, dim);
		c->clip = before;
		cell.x += cell.w;
	}
}

static void draw_title(const struct table *t, struct gui_canvas *c, struct rect r, int column)
{
	const struct gui_theme *theme = gui_theme();
	const struct gui_table_column *col = &t->columns[column];
	int pad = gui_dp(theme->space), arrow = gui_dp(ARROW);

	if (t->hover == column && col->sortable && t->grip < 0)
		gui_round_rect(c, rect_inset(r, gui_dp(2)), gui_dp(theme->radius_s), theme->hover);
	r.x += pad;
	r.w -= 2 * pad;
	if (t->sorted == column) {
		int x = col->right ? r.x : r.x + r.w - arrow;

		gui_draw_icon(c, (struct rect){ x, r.y + (r.h - arrow) / 2, arrow, arrow },
			      t->descending ? GUI_ICON_DOWN : GUI_ICON_UP, theme->text_dim);
		r.x += col->right ? arrow : 0;
		r.w -= arrow;
	}
	kit_text(c, gui_theme_font(GUI_TEXT_SMALL), r, col->title, strlen(col->title),
		 col->right ? GUI_ALIGN_END : GUI_ALIGN_START, theme->text_dim);
}

static void table_draw_head(const struct rows *r, struct gui_canvas *c, struct rect where)
{
	const struct table *t = (const struct table *)r;
	const struct gui_theme *theme = gui_theme();
	struct rect cell = where, before = gui_clip(c, where);
	int line = gui_dp(1);

	cell.x += gui_dp(theme->space_s);
	for (int i = 0; i < t->count; i++) {
		cell.w = t->widths[i];
		draw_title(t, c, cell, i);
		cell.x += cell.w;
		if (i + 1 < t->count)
			gui_fill(c,
				 (struct rect){ cell.x, where.y + where.h / 4, line, where.h / 2 },
				 theme->separator);
	}
	gui_fill(c, (struct rect){ where.x, where.y + where.h - line, where.w, line },
		 theme->separator);
	c->clip = before;
}

/* --- the head's events ---------------------------------------------------------------------- */

/* The column at x, and whether its right edge is there: *grip is it then, else -1. */
static int column_at(const struct table *t, struct rect head, int x, int *grip)
{
	int edge = head.x + gui_dp(gui_theme()->space_s), found = -1;

	*grip = -1;
	for (int i = 0; i < t->count; i++) {
		if (x >= edge && x < edge + t->widths[i])
			found = i;
		edge += t->widths[i];
		if (abs(x - edge) <= gui_dp(GRIP))
			*grip = i;
	}
	return found;
}

static void drag(struct table *t, int x)
{
	int width = t->widths[t->grip] + x - t->grip_x;

	if (width < gui_dp(LEAST))
		return;
	t->widths[t->grip] = width;
	t->grip_x = x;
	t->dragged = true;
	gui_redraw(&t->rows.widget);
}

static bool table_head_event(struct rows *r, struct rect where, const struct gui_event *e)
{
	struct table *t = (struct table *)r;
	int grip, column = column_at(t, where, e->x, &grip);

	if (e->type == GUI_POINTER_DOWN) {
		t->grip = grip;
		t->grip_x = e->x;
		if (grip < 0 && column >= 0 && t->columns[column].sortable &&
		    e->button == GUI_BUTTON_LEFT)
			gui_table_sort(&r->widget, column,
				       t->sorted == column ? !t->descending : false);
	} else if (e->type == GUI_POINTER_UP) {
		t->grip = -1;
	} else if (t->grip >= 0) {
		drag(t, e->x);
	}
	r->widget.cursor = t->grip >= 0 || grip >= 0 ? GUI_CURSOR_RESIZE_H : GUI_CURSOR_INHERIT;
	if (t->hover != column) {
		t->hover = column;
		gui_redraw_area(&r->widget, where);
	}
	return true;
}

static bool table_event(struct gui_widget *w, const struct gui_event *e)
{
	struct table *t = (struct table *)w;
	bool in_head = e->type == GUI_POINTER_MOVE &&
		       rect_contains(rows_head(&t->rows), e->x, e->y);

	if ((e->type == GUI_POINTER_MOVE && !in_head) || e->type == GUI_POINTER_LEAVE) {
		if (t->hover >= 0)
			gui_redraw_area(w, rows_head(&t->rows));
		t->hover = -1;
		if (t->grip < 0)
			w->cursor = GUI_CURSOR_INHERIT;
	}
	return rows_event(w, e);
}

static void table_destroy(struct gui_widget *w)
{
	free(((struct table *)w)->widths);
	rows_destroy(w);
}

static const struct rows_ops table_rows = {
	.count = table_count,
	.name = table_name,
	.draw = table_draw,
	.draw_head = table_draw_head,
	.head_event = table_head_event,
};

const struct gui_widget_ops table_ops = {
	.name = "table",
	.size = sizeof(struct table),
	.measure = table_measure,
	.arrange = table_arrange,
	.draw = rows_draw,
	.event = table_event,
	.destroy = table_destroy,
};

struct gui_widget *gui_table(struct gui_widget *parent, const struct gui_table_column *columns,
			     int count, const struct gui_table_model *model, void *arg)
{
	struct table *t = (struct table *)gui_widget_new(parent, &table_ops);

	if (!t)
		return NULL;
	t->columns = columns;
	t->count = count;
	t->model = model;
	t->arg = arg;
	t->sorted = t->grip = t->hover = -1;
	t->widths = calloc((size_t)MAX(count, 1), sizeof(*t->widths));
	if (!t->widths) {
		gui_free(&t->rows.widget);
		return NULL;
	}
	return rows_init(&t->rows, &table_rows) ? &t->rows.widget : NULL;
}

void gui_table_sort(struct gui_widget *w, int column, bool descending)
{
	struct table *t = (struct table *)w;

	if (!w || w->ops != &table_ops || !t->model->sort || column < 0 || column >= t->count)
		return;
	t->sorted = column;
	t->descending = descending;
	t->model->sort(t->arg, column, descending);
	gui_rows_changed(w);
}
