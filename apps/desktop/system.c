/* SPDX-License-Identifier: MIT */
/*
 * system.c - the program System Info: what the machine is, what it has, and what it did in the
 * last minute. It looks once a second while a window of it is open.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desktop.h"
#include "sysstat.h"

#define BEAT_MS 1000
#define POINTS  60
#define DISKS   4

#define CHART_HEIGHT 120 /* at least; in a smaller window the page scrolls */

struct system {
	struct gui_widget *window, *uptime, *memory, *memory_bar, *threads, *load, *traffic;
	struct gui_widget *processor, *network;
	struct gui_widget *disk_text[DISKS], *disk_bar[DISKS], *disk_name[DISKS], *no_disk;
	struct sysstat last;
	unsigned timer;
};

static int share(uint64_t part, uint64_t whole)
{
	return whole ? (int)(part * GUI_PROGRESS_MAX / whole) : 0;
}

static void show_disks(struct system *s)
{
	struct sysdisk disks[DISKS];
	size_t count = sysdisk_read(disks, DISKS);
	char used[32], size[32];

	for (size_t i = 0; i < DISKS; i++) {
		bool there = i < count;

		gui_hide(s->disk_name[i], !there);
		gui_hide(s->disk_bar[i], !there);
		gui_hide(s->disk_text[i], !there);
		if (!there)
			continue;
		uint64_t taken = disks[i].size - disks[i].free;
		gui_printf(s->disk_name[i], "%s  (%s)", disks[i].path, disks[i].type);
		gui_printf(s->disk_text[i], "%s of %s", bytes_text(taken, used),
			   bytes_text(disks[i].size, size));
		gui_progress_set(s->disk_bar[i], share(taken, disks[i].size));
	}
	gui_hide(s->no_disk, count > 0);
}

static void show_numbers(struct system *s, const struct sysstat *now)
{
	uint64_t used = (now->memory_kib - now->available_kib) * 1024;
	char text[32], total[32];

	gui_set_text(s->uptime, uptime_text(now->uptime, text));
	gui_printf(s->memory, "%s of %s", bytes_text(used, text),
		   bytes_text(now->memory_kib * 1024, total));
	gui_progress_set(s->memory_bar, share(used, now->memory_kib * 1024));
	if (now->threads)
		gui_printf(s->threads, "%u", now->threads);
}

static void show_rates(struct system *s, const struct sysstat *now)
{
	double time = now->uptime - s->last.uptime, load = sysstat_load(&s->last, now);
	char in[32], out[32];

	if (time <= 0)
		return;
	double received = (double)(now->received - s->last.received) / time;
	double sent = (double)(now->sent - s->last.sent) / time;
	gui_printf(s->load, "%.0f %%", load);
	gui_chart_push(s->processor, 0, load);
	gui_chart_push(s->network, 0, received / 1024);
	gui_chart_push(s->network, 1, sent / 1024);
	gui_printf(s->traffic, "%s/s in, %s/s out", bytes_text((uint64_t)received, in),
		   bytes_text((uint64_t)sent, out));
}

static bool beat(void *arg)
{
	struct system *s = arg;
	struct sysstat now;

	sysstat_read(&now);
	show_numbers(s, &now);
	if (s->last.uptime > 0)
		show_rates(s, &now);
	show_disks(s);
	s->last = now;
	return true;
}

/* --- the window --------------------------------------------------------------------------- */

/* A dim name and what it is. */
static struct gui_widget *fact(struct gui_widget *grid, const char *name, const char *text)
{
	gui_align(gui_label_dim(gui_label(grid, name), true), GUI_ALIGN_START);
	return gui_grow(gui_label(grid, text), 1);
}

static struct gui_widget *section(struct gui_widget *parent, const char *title,
				  struct gui_widget **value)
{
	struct gui_widget *column = gui_grow(gui_column(parent), 1);
	struct gui_widget *head = gui_row(column);

	gui_spacing(column, 6);
	gui_grow(gui_label_style(gui_label(head, title), GUI_TEXT_STRONG), 1);
	*value = gui_label_dim(gui_label_style(gui_label(head, ""), GUI_TEXT_SMALL), true);
	return column;
}

static void fill_head(struct system *s, struct gui_widget *column)
{
	struct sysstat now;

	sysstat_read(&now);
	struct gui_widget *grid = gui_grid(column, 4);
	gui_spacing(grid, 8);
	fact(grid, "Version", now.version[0] ? now.version : "unknown");
	s->uptime = fact(grid, "Running for", "");
	s->memory = fact(grid, "Memory in use", "");
	s->threads = fact(grid, "Threads", "\xe2\x80\x94");
	s->memory_bar = gui_progress(column);
}

static void fill_disks(struct system *s, struct gui_widget *column)
{
	gui_label_style(gui_label(column, "Filesystems"), GUI_TEXT_STRONG);
	s->no_disk =
		gui_label_dim(gui_label(column, "Nothing is mounted that tells its size."), true);
	struct gui_widget *grid = gui_grid(column, 3);
	gui_spacing(grid, 8);
	for (int i = 0; i < DISKS; i++) {
		s->disk_name[i] = gui_label(grid, "");
		s->disk_bar[i] = gui_grow(gui_progress(grid), 1);
		s->disk_text[i] =
			gui_label_dim(gui_label_align(gui_label(grid, ""), GUI_ALIGN_END), true);
	}
}

static void fill(struct system *s)
{
	struct gui_widget *column = gui_column(gui_scroll_view(s->window, false));

	gui_padding(column, 16);
	gui_spacing(column, 12);
	fill_head(s, column);
	struct gui_widget *charts = gui_grow(gui_row(column), 1);
	gui_spacing(charts, 16);
	struct gui_widget *left = section(charts, "Processor", &s->load);
	s->processor = gui_grow(gui_chart(left, GUI_CHART_AREA, POINTS), 1);
	gui_chart_series(s->processor, "");
	gui_min_size(s->processor, 0, CHART_HEIGHT);
	gui_chart_range(s->processor, 0, 100);
	gui_chart_unit(s->processor, "%");
	struct gui_widget *right = section(charts, "Network", &s->traffic);
	s->network = gui_grow(gui_chart(right, GUI_CHART_LINE, POINTS), 1);
	gui_chart_series(s->network, "Received");
	gui_chart_series(s->network, "Sent");
	gui_min_size(s->network, 0, CHART_HEIGHT);
	gui_chart_range(s->network, 0, 1);
	gui_chart_unit(s->network, " KB");
	gui_separator(column);
	fill_disks(s, column);
}

static bool event(struct gui_widget *window, const struct gui_event *e, void *arg)
{
	struct system *s = arg;

	(void)window;
	if (e->type == GUI_CLOSE) {
		gui_timer_stop(s->timer);
		free(s);
	}
	return false;
}

void system_open(const struct program *program, const char *path)
{
	struct system *s = calloc(1, sizeof(*s));
	struct gui_widget *window = s ? program_window(program, "System Info", 680, 480) : NULL;

	(void)path;
	if (!window) {
		free(s);
		return;
	}
	s->window = window;
	gui_window_on_event(window, event, s);
	fill(s);
	beat(s);
	s->timer = gui_timer(BEAT_MS, beat, s);
}
