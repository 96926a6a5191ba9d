/* SPDX-License-Identifier: MIT */
/*
 * dock.c - the dock: a strip at the bottom of the screen with a tile for each program and,
 * behind a line, one for each window that is minimised.
 */
#include <string.h>

#include "dock.h"

#define MINIMISED_MAX 8

static struct {
	struct gui_widget *widget, *items[PROGRAM_COUNT];
	struct gui_widget *minimised[MINIMISED_MAX], *tiles[MINIMISED_MAX];
	unsigned count;
} dock;

static int width(void)
{
	int tile = gui_dp(DOCK_TILE + DOCK_GAP), n = PROGRAM_COUNT + (int)dock.count;

	return n * tile + 2 * gui_dp(DOCK_PAD) - gui_dp(DOCK_GAP) +
	       (dock.count ? 2 * gui_dp(DOCK_GAP) : 0);
}

static struct rect body(const struct gui_widget *w)
{
	return (struct rect){ (w->area.w - width()) / 2,
			      w->area.h - gui_dp(DOCK_BELOW) - gui_dp(DOCK_BODY), width(),
			      gui_dp(DOCK_BODY) };
}

static void dock_arrange(struct gui_widget *w)
{
	int tile = gui_dp(DOCK_TILE + DOCK_GAP), i = 0;
	int x = body(w).x + gui_dp(DOCK_PAD) - gui_dp(DOCK_GAP) / 2;

	for (struct gui_widget *item = w->first; item; item = item->next, i++) {
		if (i == PROGRAM_COUNT)
			x += 2 * gui_dp(DOCK_GAP);
		gui_place(item, (struct rect){ x, 0, tile, w->area.h });
		x += tile;
	}
}

static void dock_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct gui_theme *t = gui_theme();
	struct rect r = body(w);
	int radius = gui_dp(18), line = gui_dp(1);

	gui_shadow(c, rect_moved(r, 0, gui_dp(2)), radius, gui_dp(8), gui_fade(t->shadow, 130));
	gui_round_rect(c, r, radius, gui_fade(t->background, 216));
	gui_round_frame(c, r, radius, line, gui_fade(t->frame, 150));
	if (dock.count) {
		int x = r.x + gui_dp(DOCK_PAD) + PROGRAM_COUNT * gui_dp(DOCK_TILE + DOCK_GAP) +
			gui_dp(DOCK_GAP) / 2;

		gui_fill(c, (struct rect){ x, r.y + gui_dp(12), line, r.h - 2 * gui_dp(12) },
			 t->border);
	}
}

static const struct gui_widget_ops dock_ops = {
	.name = "dock",
	.size = sizeof(struct gui_widget),
	.arrange = dock_arrange,
	.draw = dock_draw,
};

/* --- windows that come and go ------------------------------------------------------------- */

static void mark_programs(void)
{
	unsigned windows[PROGRAM_COUNT] = { 0 };
	const struct program *active = program_of(gui_window_active());

	for (unsigned i = 0; i < gui_window_count(); i++) {
		const struct program *p = program_of(gui_window_at(i));

		if (p)
			windows[p - programs]++;
	}
	for (unsigned i = 0; i < PROGRAM_COUNT; i++)
		dock_item_mark(dock.items[i], windows[i], active == &programs[i]);
}

static unsigned find_minimised(struct gui_widget *found[MINIMISED_MAX])
{
	unsigned count = 0;

	for (unsigned i = 0; i < gui_window_count() && count < MINIMISED_MAX; i++) {
		struct gui_widget *w = gui_window_at(i);

		if (gui_window_state(w) == GUI_MINIMISED && program_of(w))
			found[count++] = w;
	}
	return count;
}

static void windows_changed(void *arg)
{
	struct gui_widget *now[MINIMISED_MAX];
	unsigned count = find_minimised(now);

	(void)arg;
	mark_programs();
	bar_windows_changed();
	if (count == dock.count && memcmp(now, dock.minimised, count * sizeof(*now)) == 0)
		return;
	for (unsigned i = 0; i < dock.count; i++)
		gui_free(dock.tiles[i]);
	for (unsigned i = 0; i < count; i++)
		dock.tiles[i] = dock_item(dock.widget, program_of(now[i]), now[i]);
	memcpy(dock.minimised, now, count * sizeof(*now));
	dock.count = count;
	gui_relayout(dock.widget);
}

static void show_tile(struct gui_widget *window, void *arg)
{
	(void)window;
	program_show(arg);
}

void dock_open(void)
{
	struct gui_widget *panel = gui_panel(GUI_BOTTOM, DOCK_STRIP);

	gui_window_plain(panel, true);
	dock.widget = gui_widget_new(panel, &dock_ops);
	for (unsigned i = 0; i < PROGRAM_COUNT; i++)
		dock.items[i] = dock_item(dock.widget, &programs[i], NULL);
	for (unsigned i = 0; i < PROGRAM_COUNT; i++)
		gui_shortcut(NULL, GUI_SUPER, '1' + i, show_tile, (void *)&programs[i]);
	gui_on_windows(windows_changed, NULL);
}
