/* SPDX-License-Identifier: MIT */
/* host_layout.c - boxes: who gets how much room, and where. */
#include <core/compiler.h>
#include <test/test.h>
#include "probe.h"

static struct gui_widget *open_window(int w, int h)
{
	host_screen(800, 600);
	CHECK_EQ(gui_open(), 0);
	return gui_window("layout", w, h);
}

static bool is_at(const struct probe *p, int x, int y, int w, int h)
{
	struct rect r = p->widget.area;

	return CHECK_EQ(r.x, x) & CHECK_EQ(r.y, y) & CHECK_EQ(r.w, w) & CHECK_EQ(r.h, h);
}

TEST(gui_row_shares_what_is_left_by_weight)
{
	struct gui_widget *row = gui_row(open_window(300, 100));
	struct probe *a = probe_new(row, 40, 20), *b = probe_new(row, 20, 10);
	struct probe *c = probe_new(row, 30, 30);

	gui_grow(&b->widget, 1);
	gui_grow(&c->widget, 2);
	host_wait(20);
	/* 300 - 90 - 2 * 8 = 194: 64 and 130. */
	is_at(a, 0, 0, 40, 100);
	is_at(b, 48, 0, 84, 100);
	is_at(c, 140, 0, 160, 100);
	gui_close();
}

TEST(gui_column_shrinks_those_that_grow_first)
{
	struct gui_widget *column = gui_column(open_window(200, 100));
	struct probe *a = probe_new(column, 40, 50), *b = probe_new(column, 40, 80);
	struct probe *c = probe_new(column, 40, 60);

	gui_spacing(column, 0);
	gui_grow(&b->widget, 1);
	gui_grow(&c->widget, 1);
	b->widget.min.h = 70;
	host_wait(20);
	/* 90 too much; b can do without 10, c without 60: both go to their least. */
	is_at(a, 0, 0, 200, 50);
	is_at(b, 0, 50, 200, 70);
	is_at(c, 0, 120, 200, 0);
	gui_close();
}

TEST(gui_boxes_align_across_and_leave_hidden_ones_out)
{
	struct gui_widget *column = gui_column(open_window(200, 200));
	struct probe *a = probe_new(column, 40, 20), *b = probe_new(column, 40, 20);
	struct probe *c = probe_new(column, 40, 20), *d = probe_new(column, 41, 20);

	gui_padding_sides(column, 1, 2, 3, 4);
	gui_align(&a->widget, GUI_ALIGN_START);
	gui_hide(&b->widget, true);
	gui_align(&c->widget, GUI_ALIGN_END);
	gui_align(&d->widget, GUI_ALIGN_CENTRE);
	host_wait(20);
	is_at(a, 1, 2, 40, 20);
	is_at(c, 157, 30, 40, 20);
	is_at(d, 78, 58, 41, 20);
	gui_hide(&b->widget, false);
	host_wait(20);
	is_at(c, 157, 58, 40, 20);
	CHECK(screen_is_right());
	gui_close();
}

TEST(gui_grid_has_columns_as_wide_as_their_widest)
{
	struct gui_widget *grid = gui_grid(open_window(300, 200), 2);
	struct probe *a = probe_new(grid, 40, 20), *b = probe_new(grid, 60, 30);
	struct probe *c = probe_new(grid, 50, 25);

	gui_grow(&b->widget, 1);
	host_wait(20);
	is_at(a, 0, 0, 50, 167);
	is_at(b, 58, 0, 242, 167);
	is_at(c, 0, 175, 50, 25);
	gui_close();
}

TEST(gui_stack_puts_all_into_one_place)
{
	struct gui_widget *stack = gui_stack(open_window(300, 200));
	struct probe *a = probe_new(stack, 40, 20), *b = probe_new(stack, 60, 30);

	gui_align(&b->widget, GUI_ALIGN_CENTRE);
	host_wait(20);
	is_at(a, 0, 0, 300, 200);
	is_at(b, 120, 85, 60, 30);
	gui_close();
}

TEST(gui_text_that_wraps_is_measured_for_the_width_it_gets)
{
	struct gui_widget *column = gui_column(open_window(100, 200)), *row = gui_row(column);
	struct probe *a = probe_new(row, 20, 20), *b = probe_new(row, 144, 10);
	struct probe *c = probe_new(column, 10, 10);

	b->wraps = true;
	gui_grow(&b->widget, 1);
	host_wait(20);
	/* 100 - 20 - 8 = 72 of the 144: two lines. */
	is_at(a, 0, 0, 20, 20);
	is_at(b, 28, 0, 72, 20);
	is_at(c, 0, 28, 100, 10);
	gui_close();
}

TEST(gui_windows_are_as_large_as_what_is_in_them_wants)
{
	struct gui_widget *window = open_window(0, 0), *column = gui_column(window);

	gui_padding(column, 10);
	probe_new(column, 300, 80);
	probe_new(column, 200, 40);
	host_wait(20);
	CHECK_EQ(window->area.w, 320);
	CHECK_EQ(window->area.h, 148);
	probe_new(column, 5000, 5000);
	struct gui_widget *large = gui_window("large", 0, 0);
	probe_new(large, 5000, 5000);
	host_wait(20);
	struct rect work = gui_work_area();
	CHECK(large->area.w <= work.w && large->area.h < work.h);
	gui_close();
}

/* Deep trees are measured a few times per widget, not 2^depth times. */
TEST(gui_layout_costs_grow_with_the_number_of_widgets)
{
	struct gui_widget *w = open_window(300, 300);

	for (int depth = 0; depth < 40; depth++)
		w = depth % 2 ? gui_row(w) : gui_column(w);
	struct probe *p = probe_new(w, 10, 10);
	host_wait(20);
	CHECK(p->measured >= 1 && p->measured <= 4);
	unsigned before = p->measured, drawn = p->drawn;
	host_wait(1000);
	CHECK_EQ(p->measured, before);
	CHECK_EQ(p->drawn, drawn);
	gui_close();
}

TEST(gui_scale_makes_all_of_the_design_larger)
{
	struct gui_widget *window = open_window(300, 100), *row = gui_row(window);

	gui_padding(row, 8);
	struct probe *p = probe_new(row, 10, 10);
	gui_min_size(&p->widget, 20, 20);
	host_wait(20);
	is_at(p, 8, 8, 20, 84);
	gui_set_scale(150);
	CHECK_EQ(gui_dp(10), 15);
	CHECK_EQ(gui_dp(-3), -5);
	host_wait(20);
	CHECK_EQ(p->widget.area.x, 12);
	CHECK(screen_is_right());
	gui_set_scale(200);
	CHECK_EQ(gui_dp(10), 20);
	gui_set_scale(100);
	gui_close();
}
