/* SPDX-License-Identifier: MIT */
/* rows_calls.c - what programs ask of lists and tables alike: gui/lists.h. */
#include "rows.h"

static void reset(struct rows *r)
{
	/* Without memory the rows stay those that they were. */
	pick_reset(&r->pick, r->ops->count(r), r->many);
	if (!r->many && r->pick.cursor == PICK_NONE)
		pick_only(&r->pick, PICK_NONE);
	r->hover = PICK_NONE;
	rows_refit(r);
}

void gui_rows_changed(struct gui_widget *w)
{
	if (rows_of(w))
		reset(rows_of(w));
}

void gui_rows_redraw(struct gui_widget *w)
{
	if (rows_of(w))
		gui_redraw(w);
}

void gui_rows_many(struct gui_widget *w, bool many)
{
	struct rows *r = rows_of(w);

	if (r && pick_reset(&r->pick, r->ops->count(r), many) == 0)
		r->many = many;
}

size_t gui_rows_cursor(const struct gui_widget *w)
{
	return rows_of(w) ? rows_of(w)->pick.cursor : GUI_NO_ROW;
}

bool gui_rows_selected(const struct gui_widget *w, size_t row)
{
	return rows_of(w) && pick_has(&rows_of(w)->pick, row);
}

size_t gui_rows_selected_count(const struct gui_widget *w)
{
	return rows_of(w) ? pick_selected_count(&rows_of(w)->pick) : 0;
}

void gui_rows_select(struct gui_widget *w, size_t row)
{
	struct rows *r = rows_of(w);

	if (!r)
		return;
	pick_only(&r->pick, row);
	if (r->pick.cursor != PICK_NONE)
		rows_show(r, row);
	gui_redraw(w);
}

void gui_rows_on_select(struct gui_widget *w, gui_action selected, void *arg)
{
	if (rows_of(w))
		rows_of(w)->select = (struct kit_action){ selected, arg };
}

void gui_rows_on_activate(struct gui_widget *w, gui_action activated, void *arg)
{
	if (rows_of(w))
		rows_of(w)->activate = (struct kit_action){ activated, arg };
}

void gui_rows_on_menu(struct gui_widget *w, gui_action menu, void *arg)
{
	if (rows_of(w))
		rows_of(w)->menu = (struct kit_action){ menu, arg };
}

void gui_rows_menu_place(const struct gui_widget *w, int *x, int *y)
{
	*x = rows_of(w) ? rows_of(w)->menu_x : 0;
	*y = rows_of(w) ? rows_of(w)->menu_y : 0;
}

void gui_rows_empty_text(struct gui_widget *w, const char *text)
{
	if (rows_of(w) && kit_set_text(&rows_of(w)->empty, text))
		gui_redraw(w);
}
