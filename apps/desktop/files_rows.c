/* SPDX-License-Identifier: MIT */
/* files_rows.c - the rows of Files: the folder's as a table, and the places that there are. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "files.h"
#include "sysstat.h"

#define PLACES_MAX   12
#define PLACES_WIDTH 148

static struct place {
	char path[128];
	const char *name;
	enum gui_icon icon;
} places[PLACES_MAX];
static size_t place_count;

/* --- the table ---------------------------------------------------------------------------- */

static size_t row_count(void *arg)
{
	return ((struct files *)arg)->entries.count;
}

static const char *date_text(time_t when, char *buf, size_t size)
{
	struct tm tm;

	localtime_r(&when, &tm);
	strftime(buf, size, "%e %b %Y, %H:%M", &tm);
	return buf;
}

static const char *cell(void *arg, size_t row, int column, char *buf, size_t size)
{
	const struct folder_entry *e = &((struct files *)arg)->entries.entries[row];
	char text[32];

	if (column == FOLDER_NAME)
		return e->name;
	if (column == FOLDER_CHANGED)
		return e->changed ? date_text(e->changed, buf, size) : "";
	snprintf(buf, size, "%s", e->is_file ? bytes_text(e->size, text) : "\xe2\x80\x94");
	return buf;
}

static bool ends_with(const char *name, const char *const *endings)
{
	const char *dot = strrchr(name, '.');

	for (; dot && *endings; endings++) {
		if (strcasecmp(dot + 1, *endings) == 0)
			return true;
	}
	return false;
}

static enum gui_icon icon(void *arg, size_t row, gui_colour *colour)
{
	static const char *const pictures[] = { "png", "jpg", "jpeg", NULL };
	static const char *const texts[] = { "txt", "md",  "c",    "h",    "sh", "conf",
					     "ini", "log", "json", "html", NULL };
	const struct folder_entry *e = &((struct files *)arg)->entries.entries[row];

	*colour = e->is_folder ? gui_theme()->focus : gui_theme()->text_dim;
	if (e->is_folder)
		return GUI_ICON_FOLDER;
	if (ends_with(e->name, pictures)) {
		*colour = gui_theme()->success;
		return GUI_ICON_FILE_IMAGE;
	}
	return ends_with(e->name, texts) ? GUI_ICON_FILE_TEXT : GUI_ICON_FILE;
}

static void sort(void *arg, int column, bool descending)
{
	folder_sort(&((struct files *)arg)->entries, (enum folder_column)column, descending);
}

static const struct gui_table_model model = { row_count, cell, icon, sort };
static const struct gui_table_column columns[] = {
	{ .title = "Name", .width = 220, .grow = 1, .sortable = true },
	{ .title = "Size", .width = 96, .right = true, .sortable = true },
	{ .title = "Changed", .width = 156, .sortable = true },
};

struct gui_widget *files_table(struct files *f, struct gui_widget *row)
{
	return gui_table(row, columns, 3, &model, f);
}

/* --- places ------------------------------------------------------------------------------- */

static void find_places(void)
{
	struct sysdisk disks[PLACES_MAX - 2];
	size_t count = sysdisk_read(disks, PLACES_MAX - 2);

	places[0] = (struct place){ .name = "Home", .icon = GUI_ICON_HOME };
	snprintf(places[0].path, sizeof(places[0].path), "%s", home_folder());
	places[1] = (struct place){ .path = "/", .name = "Everything", .icon = GUI_ICON_CHIP };
	place_count = 2;
	for (size_t i = 0; i < count; i++) {
		struct place *p = &places[place_count];

		if (strncmp(disks[i].device, "/dev/", 5) != 0 || strcmp(disks[i].path, "/") == 0)
			continue;
		*p = (struct place){ .icon = GUI_ICON_DISK };
		memcpy(p->path, disks[i].path, sizeof(p->path));
		p->name = path_name(p->path);
		place_count++;
	}
}

static size_t places_count(void *arg)
{
	(void)arg;
	return place_count;
}

static void place_item(void *arg, size_t row, struct gui_item *item)
{
	(void)arg;
	item->text = places[row].name;
	item->icon = places[row].icon;
}

static const struct gui_list_model places_model = { places_count, place_item };

static void place_chosen(struct gui_widget *w, void *arg)
{
	size_t row = gui_rows_cursor(w);

	if (row < place_count)
		files_go(arg, places[row].path);
}

/* A column of its own width: a list would take more. */
static void side_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(PLACES_WIDTH), 0 };
}

static const struct gui_widget_ops side_ops = {
	.name = "places",
	.size = sizeof(struct gui_widget),
	.measure = side_measure,
};

void files_add_places(struct files *f, struct gui_widget *row)
{
	find_places();
	f->places = gui_list(gui_widget_new(row, &side_ops), &places_model, f);
	gui_rows_on_select(f->places, place_chosen, f);
}
