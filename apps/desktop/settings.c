/* SPDX-License-Identifier: MIT */
/*
 * settings.c - the program Settings: network (settings_net.c), display and keyboard
 * (settings_display.c), and what this is. There is one window of it.
 */
#include <stdio.h>
#include <string.h>

#include <gui/text.h>

#include "settings.h"
#include "sysstat.h"

static struct {
	struct gui_widget *window, *tabs;
} settings;

/* --- about -------------------------------------------------------------------------------- */

static void sign_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(72), gui_dp(72) };
}

static void sign_draw(struct gui_widget *w, struct gui_canvas *c)
{
	draw_logo(c, (struct rect){ 0, 0, w->area.w, w->area.h }, gui_theme()->text,
		  gui_theme()->focus);
}

static const struct gui_widget_ops sign_ops = {
	.name = "logo",
	.size = sizeof(struct gui_widget),
	.measure = sign_measure,
	.draw = sign_draw,
};

static void fill_about(struct gui_widget *page)
{
	struct sysstat s;
	char memory[32];

	sysstat_read(&s);
	gui_spacer(page);
	gui_align(gui_widget_new(page, &sign_ops), GUI_ALIGN_CENTRE);
	gui_align(gui_label_style(gui_label(page, "Bobbin"), GUI_TEXT_DISPLAY), GUI_ALIGN_CENTRE);
	gui_align(gui_label_dim(gui_label(page, s.version), true), GUI_ALIGN_CENTRE);
	struct gui_widget *size = gui_label_dim(gui_label(page, ""), true);
	gui_printf(size, "%s of memory, %d \xc3\x97 %d pixels",
		   bytes_text(s.memory_kib * 1024, memory), gui_screen_size().w,
		   gui_screen_size().h);
	gui_align(size, GUI_ALIGN_CENTRE);
	gui_align(gui_label_dim(gui_label(page, "The kernel and this desktop are one program."),
				true),
		  GUI_ALIGN_CENTRE);
	gui_spacer(page);
}

/* --- the window --------------------------------------------------------------------------- */

static bool event(struct gui_widget *window, const struct gui_event *e, void *arg)
{
	(void)window;
	(void)arg;
	if (e->type == GUI_CLOSE) {
		settings_net_closed();
		settings_display_closed();
		settings.window = NULL;
	}
	return false;
}

static void show_page(const char *page)
{
	static const char *const pages[] = { "network", "display", "about" };

	for (int i = 0; i < 3; i++) {
		if (strcmp(page, pages[i]) == 0)
			gui_tabs_show(settings.tabs, i);
	}
}

/* A page scrolls when the window is too small for it. */
static struct gui_widget *add_page(const char *name)
{
	struct gui_widget *tab = gui_tab(settings.tabs, name);

	return gui_column(gui_grow(gui_scroll_view(tab, false), 1));
}

void settings_open(const struct program *program, const char *path)
{
	if (!settings.window) {
		settings.window = program_window(program, "Settings", 520, 400);
		gui_window_on_event(settings.window, event, NULL);
		struct gui_widget *column = gui_column(settings.window);
		gui_padding(column, 8);
		settings.tabs = gui_grow(gui_tabs(column, NULL, NULL), 1);
		settings_net_fill(add_page("Network"));
		settings_display_fill(add_page("Display"));
		fill_about(add_page("About"));
	}
	gui_window_activate(settings.window);
	if (path)
		show_page(path);
}
