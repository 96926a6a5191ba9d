/* SPDX-License-Identifier: MIT */
/* viewer.c - the program Image Viewer: a picture, and the others of its folder. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "desktop.h"
#include "folder.h"
#include "zoomview.h"

struct viewer {
	struct gui_widget *window, *view, *bar, *line, *status, *zoom;
	struct gui_widget *zooms[4], *steps[2]; /* buttons */
	struct gui_image *image;
	char path[PATH_MAX]; /* "": nothing is shown yet */
};

static void show_zoom(struct gui_widget *w, void *arg)
{
	struct viewer *v = arg;

	for (int i = 0; i < 4; i++)
		gui_disable(v->zooms[i], !v->image);
	for (int i = 0; i < 2; i++)
		gui_disable(v->steps[i], !v->path[0]);
	if (!v->image)
		gui_set_text(v->zoom, "");
	else
		gui_printf(v->zoom, "%d %%%s", zoomview_percent(w),
			   zoomview_fits(w) ? " (fits)" : "");
}

static void load(struct viewer *v, const char *path)
{
	const char *why = "";
	struct gui_image *image = gui_image_load(path, &why);
	char text[PATH_MAX + 128];

	if (!image) {
		snprintf(text, sizeof(text), "%s\n%s", path, why);
		gui_message(v->window, GUI_ERROR, "This picture cannot be shown", text, NULL, NULL,
			    NULL);
		gui_printf(v->status, "%s: %s", path_name(path), why);
	} else {
		gui_printf(v->status, "%d \xc3\x97 %d pixels", image->width, image->height);
	}
	snprintf(v->path, sizeof(v->path), "%s", path);
	struct gui_image *before = v->image;
	v->image = image;
	zoomview_set(v->view, image);
	gui_image_free(before);
	snprintf(text, sizeof(text), "%.280s", path_name(path));
	gui_window_title(v->window, text);
}

static bool is_picture(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && (strcasecmp(dot, ".png") == 0 || strcasecmp(dot, ".jpg") == 0 ||
		       strcasecmp(dot, ".jpeg") == 0);
}

/* The next picture of the folder, round the end. */
static void step(struct viewer *v, int by)
{
	char folder[PATH_MAX], path[PATH_MAX];
	struct folder f = { 0 };

	if (!v->path[0] || folder_read(&f, path_parent(v->path, folder)) < 0)
		return;
	size_t here = folder_find(&f, path_name(v->path)), at = here == SIZE_MAX ? 0 : here;
	for (size_t tried = 0; tried < f.count; tried++) {
		at = (at + f.count + (size_t)(long)by) % f.count;
		if (at != here && f.entries[at].is_file && is_picture(f.entries[at].name) &&
		    path_join(folder, f.entries[at].name, path)) {
			load(v, path);
			break;
		}
	}
	folder_free(&f);
}

static void previous(struct gui_widget *w, void *arg)
{
	(void)w;
	step(arg, -1);
}

static void next(struct gui_widget *w, void *arg)
{
	(void)w;
	step(arg, 1);
}

static void smaller(struct gui_widget *w, void *arg)
{
	(void)w;
	zoomview_step(((struct viewer *)arg)->view, -1);
}

static void larger(struct gui_widget *w, void *arg)
{
	(void)w;
	zoomview_step(((struct viewer *)arg)->view, 1);
}

static void fit(struct gui_widget *w, void *arg)
{
	(void)w;
	zoomview_zoom(((struct viewer *)arg)->view, 0);
}

static void whole(struct gui_widget *w, void *arg)
{
	(void)w;
	zoomview_zoom(((struct viewer *)arg)->view, 100);
}

static void chosen(const char *path, void *arg)
{
	if (path)
		load(arg, path);
}

static void ask(struct gui_widget *w, void *arg)
{
	struct viewer *v = arg;
	char folder[PATH_MAX];
	struct gui_file_options options = {
		.folder = v->path[0] ? path_parent(v->path, folder) : home_folder(),
		.filter = "*.png;*.jpg;*.jpeg",
	};

	(void)w;
	gui_open_dialog(v->window, &options, chosen, v);
}

static void toggle_full_screen(struct viewer *v)
{
	bool full = gui_window_state(v->window) == GUI_FULLSCREEN;

	gui_hide(v->bar, !full);
	gui_hide(v->line, !full);
	gui_window_set_state(v->window, full ? GUI_NORMAL : GUI_FULLSCREEN);
}

static bool key(struct viewer *v, const struct gui_event *e)
{
	bool full = gui_window_state(v->window) == GUI_FULLSCREEN;

	if (e->key == GUI_KEY_RIGHT || e->key == GUI_KEY_PAGE_DOWN || e->key == GUI_KEY_SPACE)
		step(v, 1);
	else if (e->key == GUI_KEY_LEFT || e->key == GUI_KEY_PAGE_UP)
		step(v, -1);
	else if (e->key == GUI_KEY_F(11) || (full && e->key == GUI_KEY_ESCAPE))
		toggle_full_screen(v);
	else if (e->modifiers == GUI_CTRL && e->character == 'o')
		ask(NULL, v);
	else
		return false;
	return true;
}

static bool event(struct gui_widget *window, const struct gui_event *e, void *arg)
{
	struct viewer *v = arg;

	(void)window;
	if (e->type == GUI_KEY_DOWN)
		return key(v, e);
	if (e->type == GUI_CLOSE) {
		zoomview_set(v->view, NULL);
		gui_image_free(v->image);
		free(v);
	}
	return false;
}

static void fill(struct viewer *v)
{
	struct gui_widget *column = gui_column(v->window), *bar = gui_row(column);

	v->bar = bar;
	gui_spacing(column, 0);
	gui_padding(bar, 8);
	gui_spacing(bar, 4);
	gui_icon_button(bar, GUI_ICON_OPEN, "Open (Ctrl+O)", ask, v);
	v->steps[0] = gui_icon_button(bar, GUI_ICON_ARROW_LEFT, "Previous (Left)", previous, v);
	v->steps[1] = gui_icon_button(bar, GUI_ICON_ARROW_RIGHT, "Next (Right)", next, v);
	gui_spacer(bar);
	v->zoom = gui_align(gui_label_dim(gui_label(bar, ""), true), GUI_ALIGN_CENTRE);
	v->zooms[0] = gui_icon_button(bar, GUI_ICON_MINUS, "Smaller (-)", smaller, v);
	v->zooms[1] = gui_icon_button(bar, GUI_ICON_PLUS, "Larger (+)", larger, v);
	v->zooms[2] = gui_button_kind(gui_button(bar, "Fit", fit, v), GUI_BUTTON_FLAT);
	v->zooms[3] = gui_button_kind(gui_button(bar, "100 %", whole, v), GUI_BUTTON_FLAT);
	v->view = gui_grow(zoomview(column, show_zoom, v), 1);
	struct gui_widget *line = v->line = gui_row(column);
	gui_padding_sides(line, 12, 4, 12, 6);
	v->status =
		gui_label_dim(gui_label_style(gui_label(line, "No picture"), GUI_TEXT_SMALL), true);
}

void viewer_open(const struct program *program, const char *path)
{
	struct viewer *v = calloc(1, sizeof(*v));
	struct gui_widget *window = v ? program_window(program, "Image Viewer", 640, 480) : NULL;

	if (!window) {
		free(v);
		return;
	}
	v->window = window;
	gui_window_on_event(window, event, v);
	fill(v);
	if (path)
		load(v, path);
	gui_focus(v->view);
}
