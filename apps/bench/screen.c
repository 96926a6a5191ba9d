/* SPDX-License-Identifier: MIT */
/*
 * screen.c - frames of a program with windows, on a screen of 1024 x 768: what the toolkit takes
 * to draw them and the display's driver to show them.
 */
#include <gui/gui.h>

#include "measure.h"

#define FEW 5 /* samples: little varies */

static struct gui_widget *window, *area, *progress;

static size_t count(void *arg)
{
	(void)arg;
	return 200;
}

static void item(void *arg, size_t row, struct gui_item *out)
{
	(void)arg;
	out->text = row % 2 ? "Minutes of the meeting.txt" : "Pictures";
	out->detail = row % 2 ? "12 KB" : "";
	out->icon = row % 2 ? GUI_ICON_FILE_TEXT : GUI_ICON_FOLDER;
}

static const struct gui_list_model files = { count, item };

/* An editor over the whole screen, before it a list of files, before that a small window. */
static void open_windows(void)
{
	struct gui_widget *editor = gui_window("Editor", 900, 600);

	area = gui_text_area(editor, NULL, NULL);
	gui_text_area_numbers(area, true);
	for (int i = 0; i < 60; i++)
		gui_text_area_insert(area, "for (int i = 0; i < count; i++) sum += row[i];\n", 47);
	gui_list(gui_window("Files", 480, 360), &files, NULL);
	window = gui_window("Copying", 280, 120);
	struct gui_widget *column = gui_column(window);
	gui_padding(column, 16);
	gui_label(column, "Minutes of the meeting.txt");
	progress = gui_progress(column);
	gui_button(column, "Cancel", NULL, NULL);
}

static void begin(void)
{
	must(gui_open() == 0, "a screen");
	must(gui_screen_size().w == 1024 && gui_screen_size().h == 768, "1024 x 768 pixels");
	open_windows();
	must(progress != NULL, "memory for windows");
	while (gui_frames() < 3) {
		gui_redraw_all();
		gui_step(0);
	}
}

/* From here until the next frame is shown. */
static uint64_t until_shown(void)
{
	uint64_t before = gui_frames(), start;

	do {
		start = stamp();
		gui_step(0);
	} while (gui_frames() == before);
	return stamp() - start;
}

static uint64_t whole_screen(void)
{
	gui_redraw_all();
	return until_shown();
}

static uint64_t letter(void)
{
	gui_text_area_insert(area, "x", 1);
	return until_shown();
}

static uint64_t bar(void)
{
	static int done;

	gui_progress_set(progress, done += 10);
	return until_shown();
}

static uint64_t moved_window(void)
{
	struct rect r = window->area;

	r.x += 8;
	gui_window_move(window, r);
	return until_shown();
}

static const struct measurement list[] = {
	{ "frame: all of 1024x768", whole_screen, FEW },
	{ "frame: a letter typed", letter, FEW },
	{ "frame: a progress bar moved", bar, FEW },
	{ "frame: a window moved", moved_window, FEW },
};
const struct group screen_group = {
	.name = "screen",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.begin = begin,
	.end = gui_close,
};
