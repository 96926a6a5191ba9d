/* SPDX-License-Identifier: MIT */
/*
 * settings.c - the program Settings: network (settings_net.c), display, and what this is. There
 * is one window of it. What is set counts until the machine ends; its configuration says how
 * it begins.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gui/text.h>

#include "settings.h"
#include "sysstat.h"

#define MODES_MAX 24

static struct {
	struct gui_widget *window, *tabs;
	struct gui_size modes[MODES_MAX];
	char mode_names[MODES_MAX][16];
	const char *mode_texts[MODES_MAX];
	unsigned modes_count;
} settings;

static const struct gui_theme *const themes[] = { &gui_theme_light, &gui_theme_dark,
						  &gui_theme_contrast };
static const char *const theme_names[] = { "Light", "Dark", "High contrast" };
static const int scales[] = { 100, 150, 200 };
static const char *const scale_names[] = { "100 %", "150 %", "200 %" };

/* --- display ------------------------------------------------------------------------------ */

static void theme_chosen(struct gui_widget *w, void *arg)
{
	(void)arg;
	gui_set_theme(themes[gui_choice_value(w)]);
}

/* Windows grow with what is in them, as far as there is room. */
static void scale_window(struct gui_widget *w, int from, int to)
{
	struct rect r = w->area, work = gui_work_area();
	int title = gui_dp(gui_theme()->title_height);

	if (gui_window_state(w) != GUI_NORMAL)
		return;
	r.w = r.w * to / from < work.w ? r.w * to / from : work.w;
	r.h = r.h * to / from < work.h - title ? r.h * to / from : work.h - title;
	r.x = r.x + r.w > work.x + work.w ? work.x + work.w - r.w : r.x;
	r.y = r.y + r.h > work.y + work.h ? work.y + work.h - r.h : r.y;
	r.y = r.y < work.y + title ? work.y + title : r.y;
	gui_window_move(w, r);
}

static void scale_chosen(struct gui_widget *w, void *arg)
{
	int before = gui_scale_percent();

	(void)arg;
	gui_set_scale(scales[gui_choice_value(w)]);
	for (unsigned i = 0; i < gui_window_count(); i++)
		scale_window(gui_window_at(i), before, gui_scale_percent());
}

static void show_mode(struct gui_widget *choice)
{
	struct gui_size now = gui_screen_size();

	for (unsigned i = 0; i < settings.modes_count; i++) {
		if (settings.modes[i].w == now.w && settings.modes[i].h == now.h)
			gui_choice_set(choice, (int)i);
	}
}

static void mode_chosen(struct gui_widget *w, void *arg)
{
	(void)arg;
	if (gui_set_screen_mode(settings.modes[gui_choice_value(w)]) == 0)
		return;
	gui_message(settings.window, GUI_ERROR, "The screen keeps its size", strerror(errno), NULL,
		    NULL, NULL);
	show_mode(w);
}

static struct gui_widget *setting(struct gui_widget *grid, const char *name)
{
	gui_label(grid, name);
	return grid;
}

static void add_modes(struct gui_widget *grid)
{
	struct gui_size now = gui_screen_size();

	setting(grid, "Size of the screen");
	settings.modes_count = gui_screen_modes(settings.modes, MODES_MAX);
	for (unsigned i = 0; i < settings.modes_count; i++) {
		snprintf(settings.mode_names[i], sizeof(settings.mode_names[i]), "%d \xc3\x97 %d",
			 settings.modes[i].w, settings.modes[i].h);
		settings.mode_texts[i] = settings.mode_names[i];
	}
	if (settings.modes_count)
		show_mode(gui_choice(grid, settings.mode_texts, (int)settings.modes_count,
				     mode_chosen, NULL));
	else
		gui_printf(gui_label(grid, ""), "%d \xc3\x97 %d, which is fixed", now.w, now.h);
}

static void fill_display(struct gui_widget *page)
{
	struct gui_widget *grid = gui_grid(page, 2), *choice;

	gui_spacing(grid, 16);
	choice = gui_choice(setting(grid, "Theme"), theme_names, 3, theme_chosen, NULL);
	for (int i = 0; i < 3; i++) {
		if (themes[i] == gui_theme())
			gui_choice_set(choice, i);
	}
	choice =
		gui_choice(setting(grid, "Size of everything"), scale_names, 3, scale_chosen, NULL);
	for (int i = 0; i < 3; i++) {
		if (scales[i] == gui_scale_percent())
			gui_choice_set(choice, i);
	}
	add_modes(grid);
	gui_spacer(page);
	gui_label_dim(gui_label_style(gui_label(page, "These hold until the machine restarts."),
				      GUI_TEXT_SMALL),
		      true);
}

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

void settings_open(const struct program *program, const char *path)
{
	if (!settings.window) {
		settings.window = program_window(program, "Settings", 520, 400);
		gui_window_on_event(settings.window, event, NULL);
		struct gui_widget *column = gui_column(settings.window);
		gui_padding(column, 8);
		settings.tabs = gui_grow(gui_tabs(column, NULL, NULL), 1);
		settings_net_fill(gui_tab(settings.tabs, "Network"));
		fill_display(gui_tab(settings.tabs, "Display"));
		fill_about(gui_tab(settings.tabs, "About"));
	}
	gui_window_activate(settings.window);
	if (path)
		show_page(path);
}
