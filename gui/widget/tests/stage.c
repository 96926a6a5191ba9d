/* SPDX-License-Identifier: MIT */
/* stage.c - see stage.h. */
#include <stdio.h>
#include <stdlib.h>

#include <test/test.h>

#include "stage.h"

struct gui_widget *stage_open(int width, int height)
{
	host_screen(800, 600);
	CHECK_EQ(gui_open(), 0);
	struct gui_widget *window = gui_window("Stage", width, height);
	struct gui_widget *column = gui_column(window);

	gui_padding(column, 16);
	return column;
}

void stage_close(void)
{
	CHECK(stage_is_right());
	gui_close();
	gui_set_theme(&gui_theme_light);
	gui_set_scale(100);
}

int stage_x(const struct gui_widget *w, int x)
{
	return gui_to_screen(w, (struct rect){ x, 0, 1, 1 }).x;
}

int stage_y(const struct gui_widget *w, int y)
{
	return gui_to_screen(w, (struct rect){ 0, y, 1, 1 }).y;
}

void stage_click_at(const struct gui_widget *w, int x, int y)
{
	host_wait(20);
	host_click(stage_x(w, x), stage_y(w, y));
}

void stage_click(const struct gui_widget *w)
{
	host_wait(20);
	stage_click_at(w, w->area.w / 2, w->area.h / 2);
}

void stage_count(struct gui_widget *w, void *arg)
{
	(void)w;
	++*(int *)arg;
}

bool stage_is(const char *name, uint64_t golden)
{
	const char *folder = getenv("SCENES");
	uint64_t hash;
	char path[256];

	host_wait(20);
	hash = host_hash_area(gui_window_at(0)->area);
	if (folder) {
		snprintf(path, sizeof(path), "%s/%s.ppm", folder, name);
		if (host_dump(path) < 0)
			perror(path);
	}
	if (hash != golden)
		printf("# %s: the screen's hash is 0x%016llx\n", name, (unsigned long long)hash);
	return hash == golden;
}

bool stage_is_right(void)
{
	host_wait(20);
	uint64_t shown = host_hash();
	gui_redraw_all();
	host_wait(20);
	return shown == host_hash();
}
