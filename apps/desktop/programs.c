/* SPDX-License-Identifier: MIT */
/* programs.c - the table of programs, and which of them opens what. */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "desktop.h"

/* How small a window of a program can be made, design pixels: its controls still fit. */
#define LEAST_WIDTH  280
#define LEAST_HEIGHT 160

const struct program programs[PROGRAM_COUNT] = {
	{ "Files", GUI_ICON_FOLDER, 0xff58a6ff, 0xff2563d6, files_open },
	{ "Terminal", GUI_ICON_TERMINAL, 0xff4a5160, 0xff23272f, terminal_open },
	{ "Editor", GUI_ICON_EDITOR, 0xffffc24d, 0xffd97a12, editor_open },
	{ "Image Viewer", GUI_ICON_IMAGE, 0xff4fc98a, 0xff1f8f5a, viewer_open },
	{ "System Info", GUI_ICON_CHART, 0xffa98bf5, 0xff6b46c9, system_open },
	{ "Settings", GUI_ICON_GEAR, 0xff9aa3b2, 0xff5d6677, settings_open },
};

const struct program *const program_files = &programs[0], *const program_terminal = &programs[1],
			    *const program_editor = &programs[2],
			    *const program_viewer = &programs[3],
			    *const program_system = &programs[4],
			    *const program_settings = &programs[5];

struct gui_widget *program_window(const struct program *program, const char *title, int width,
				  int height)
{
	struct rect work = gui_work_area();
	int most_w = work.w * 100 / gui_scale_percent();
	int most_h = work.h * 100 / gui_scale_percent() - gui_theme()->title_height - 1;
	struct gui_widget *w = gui_window(title, width < most_w ? width : most_w,
					  height < most_h ? height : most_h);

	if (!w)
		return NULL;
	w->user = (void *)program;
	return gui_min_size(w, LEAST_WIDTH, LEAST_HEIGHT);
}

const struct program *program_of(const struct gui_widget *window)
{
	const struct program *p = window ? window->user : NULL;

	return p >= programs && p < programs + PROGRAM_COUNT ? p : NULL;
}

static bool is_picture(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot && (strcasecmp(dot, ".png") == 0 || strcasecmp(dot, ".jpg") == 0 ||
		       strcasecmp(dot, ".jpeg") == 0);
}

/* What is not there is the editor's to tell. */
void program_open(const char *path)
{
	struct stat st;
	const struct program *p = program_editor;

	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		p = program_files;
	else if (is_picture(path))
		p = program_viewer;
	p->open(p, path);
}

void program_show(const struct program *program)
{
	for (unsigned i = gui_window_count(); i-- > 0;) {
		if (program_of(gui_window_at(i)) == program) {
			gui_window_activate(gui_window_at(i));
			return;
		}
	}
	program->open(program, NULL);
}

const char *home_folder(void)
{
	struct stat st;

	return stat(CONFIG_DESKTOP_HOME, &st) == 0 && S_ISDIR(st.st_mode) ? CONFIG_DESKTOP_HOME
									  : "/";
}
