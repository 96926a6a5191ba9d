/* SPDX-License-Identifier: MIT */
/*
 * settings_display.c - the page of theme, scale, keyboard and the screen's size. All of it is
 * done at once and kept (choices.h); but a size that the monitor may not show goes back by itself
 * unless somebody says that it is seen.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gui/text.h>

#include "choices.h"
#include "settings.h"

#define MODES_MAX 24
#define SECONDS   15 /* for the answer whether a size is to stay */

static struct {
	struct gui_size modes[MODES_MAX];
	char mode_names[MODES_MAX][16];
	const char *mode_texts[MODES_MAX];
	unsigned modes_count;

	struct gui_widget *size, *asking, *question, *back; /* NULL: the page is not open */
	struct gui_size before;
	unsigned timer, left; /* timer 0: nothing is asked */
} page;

static const struct gui_theme *const themes[] = { &gui_theme_light, &gui_theme_dark,
						  &gui_theme_contrast };
static const char *const theme_names[] = { "Light", "Dark", "High contrast" };
static const int scales[] = { 100, 150, 200 };
static const char *const scale_names[] = { "100 %", "150 %", "200 %" };
static const char *const layouts[] = { "us", "de", "fr" };
static const char *const layout_names[] = { "English (US)", "German", "French" };

/* --- theme, scale, keyboard --------------------------------------------------------------- */

static void theme_chosen(struct gui_widget *w, void *arg)
{
	const struct gui_theme *t = themes[gui_choice_value(w)];

	(void)arg;
	gui_set_theme(t);
	snprintf(choices.theme, sizeof(choices.theme), "%s", t->name);
	choices_save();
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
	int before = gui_scale_percent(), now = scales[gui_choice_value(w)];

	(void)arg;
	gui_set_scale(now);
	for (unsigned i = 0; i < gui_window_count(); i++)
		scale_window(gui_window_at(i), before, now);
	snprintf(choices.scale, sizeof(choices.scale), "%d", now);
	choices_save();
}

static void layout_chosen(struct gui_widget *w, void *arg)
{
	const char *name = layouts[gui_choice_value(w)];

	(void)arg;
	gui_set_layout(name);
	snprintf(choices.keyboard, sizeof(choices.keyboard), "%s", name);
	choices_save();
}

/* --- the screen's size -------------------------------------------------------------------- */

static void show_mode(void)
{
	struct gui_size now = gui_screen_size();

	for (unsigned i = 0; page.size && i < page.modes_count; i++) {
		if (page.modes[i].w == now.w && page.modes[i].h == now.h)
			gui_choice_set(page.size, (int)i);
	}
}

static void end_question(void)
{
	gui_timer_stop(page.timer);
	page.timer = 0;
	if (page.asking) {
		gui_hide(page.asking, true);
		gui_focus(page.size);
	}
	show_mode();
}

static void go_back(void)
{
	gui_set_screen_mode(page.before);
	end_question();
}

static void show_seconds(void)
{
	gui_printf(page.question, "Keep this size? It goes back in %u s.", page.left);
}

static bool second_passed(void *arg)
{
	(void)arg;
	if (--page.left == 0)
		go_back();
	else
		show_seconds();
	return page.timer != 0;
}

static void keep_pressed(struct gui_widget *w, void *arg)
{
	struct gui_size now = gui_screen_size();

	(void)w;
	(void)arg;
	end_question();
	snprintf(choices.screen, sizeof(choices.screen), "%dx%d", now.w % 10000, now.h % 10000);
	choices_save();
}

static void back_pressed(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	go_back();
}

static void mode_chosen(struct gui_widget *w, void *arg)
{
	struct gui_size now = gui_screen_size(), mode = page.modes[gui_choice_value(w)];

	(void)arg;
	if (mode.w == now.w && mode.h == now.h)
		return;
	if (gui_set_screen_mode(mode) < 0) {
		gui_message(w, GUI_ERROR, "The screen keeps its size", strerror(errno), NULL, NULL,
			    NULL);
		show_mode();
		return;
	}
	for (unsigned i = 0; i < gui_window_count(); i++)
		scale_window(gui_window_at(i), 1, 1); /* into what room there is */
	if (!page.timer) {
		page.before = now;
		page.timer = gui_timer(1000, second_passed, NULL);
	}
	page.left = SECONDS;
	show_seconds();
	gui_hide(page.asking, false);
	gui_focus(page.back);
}

/* --- the page ----------------------------------------------------------------------------- */

static struct gui_widget *setting(struct gui_widget *grid, const char *name)
{
	gui_label(grid, name);
	return grid;
}

static void add_modes(struct gui_widget *grid)
{
	struct gui_size now = gui_screen_size();

	setting(grid, "Size of the screen");
	page.modes_count = gui_screen_modes(page.modes, MODES_MAX);
	for (unsigned i = 0; i < page.modes_count; i++) {
		snprintf(page.mode_names[i], sizeof(page.mode_names[i]), "%d \xc3\x97 %d",
			 page.modes[i].w, page.modes[i].h);
		page.mode_texts[i] = page.mode_names[i];
	}
	if (page.modes_count)
		page.size =
			gui_choice(grid, page.mode_texts, (int)page.modes_count, mode_chosen, NULL);
	else
		gui_printf(gui_label(grid, ""), "%d \xc3\x97 %d, which is fixed", now.w, now.h);
	show_mode();
}

static void add_question(struct gui_widget *column)
{
	page.asking = gui_row(column);
	page.question = gui_grow(gui_align(gui_label(page.asking, ""), GUI_ALIGN_CENTRE), 1);
	page.back = gui_button(page.asking, "Go Back", back_pressed, NULL);
	gui_button_kind(gui_button(page.asking, "Keep", keep_pressed, NULL), GUI_BUTTON_PRIMARY);
	gui_hide(page.asking, true);
}

void settings_display_fill(struct gui_widget *column)
{
	struct gui_widget *grid, *theme, *scale, *layout;

	add_question(column); /* at the top: the screen may have become small */
	grid = gui_grid(column, 2);
	gui_spacing(grid, 16);
	theme = gui_choice(setting(grid, "Theme"), theme_names, 3, theme_chosen, NULL);
	scale = gui_choice(setting(grid, "Size of everything"), scale_names, 3, scale_chosen, NULL);
	layout = gui_choice(setting(grid, "Keyboard"), layout_names, 3, layout_chosen, NULL);
	for (int i = 0; i < 3; i++) {
		if (themes[i] == gui_theme())
			gui_choice_set(theme, i);
		if (scales[i] == gui_scale_percent())
			gui_choice_set(scale, i);
		if (strcmp(layouts[i], gui_layout()) == 0)
			gui_choice_set(layout, i);
	}
	add_modes(grid);
	gui_spacer(column);
	struct gui_widget *note = gui_label(column, "");
	gui_printf(note, "What is set here is kept in %s%s" CHOICES_FILE ".", home_folder(),
		   strcmp(home_folder(), "/") == 0 ? "" : "/");
	gui_label_dim(gui_label_style(note, GUI_TEXT_SMALL), true);
	if (!gui_screen_mode_asked())
		return;
	note = gui_label(column, "At the start the screen has the size that video= asks for.");
	gui_label_dim(gui_label_style(note, GUI_TEXT_SMALL), true);
}

/* Nobody can say any more that the size is seen. */
void settings_display_closed(void)
{
	page.size = page.asking = NULL;
	if (page.timer)
		go_back();
}
