/* SPDX-License-Identifier: MIT */
/* host_freed.c - windows and widgets that go while somebody else is still at work with them. */
#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"

static void open_screen(void)
{
	host_screen(800, 600);
	CHECK_EQ(gui_open(), 0);
}

static bool free_when_resized(struct gui_widget *w, const struct gui_event *e, void *arg)
{
	(void)arg;
	if (e->type == GUI_RESIZE)
		gui_free(w);
	return false;
}

/* Minimised, then on a screen of another size, it has another one when it comes back. */
static struct gui_widget *dies_when_restored(void)
{
	struct gui_widget *w = gui_window("dies", 200, 100);

	host_wait(20);
	gui_window_set_state(w, GUI_MAXIMISED);
	host_wait(20);
	gui_window_set_state(w, GUI_MINIMISED);
	gui_window_on_event(w, free_when_resized, NULL);
	gui_panel(GUI_TOP, 20);
	host_wait(20);
	return w;
}

TEST(gui_window_that_goes_when_it_is_restored_is_not_active)
{
	open_screen();
	struct gui_widget *other = gui_window("other", 200, 100);
	struct gui_widget *w = dies_when_restored();

	CHECK_EQ(gui_window_count(), 2);
	gui_window_activate(w);
	CHECK_EQ(gui_window_count(), 1);
	CHECK(gui_window_active() == other);
	host_wait(20);
	CHECK(screen_is_right());
	gui_close();
}
