/* SPDX-License-Identifier: MIT */
/* content.c - the gallery's lists, tables and charts. */
#include <stdio.h>

#include "gallery.h"

struct planet {
	const char *name;
	int radius;  /* km */
	double year; /* of ours */
	int moons;
};

static struct planet planets[] = {
	{ "Mercury", 2440, 0.24, 0 },    { "Venus", 6052, 0.62, 0 },
	{ "Earth", 6371, 1.0, 1 },       { "Mars", 3390, 1.88, 2 },
	{ "Jupiter", 69911, 11.86, 95 }, { "Saturn", 58232, 29.45, 146 },
	{ "Uranus", 25362, 84.0, 28 },   { "Neptune", 24622, 164.8, 16 },
};

#define COUNT (sizeof(planets) / sizeof(planets[0]))

static size_t count(void *arg)
{
	(void)arg;
	return COUNT;
}

static void item(void *arg, size_t row, struct gui_item *out)
{
	(void)arg;
	out->text = planets[row].name;
	out->icon = GUI_ICON_CLOCK;
}

static const char *cell(void *arg, size_t row, int column, char *buf, size_t size)
{
	const struct planet *p = &planets[row];

	(void)arg;
	switch (column) {
	case 0:
		return p->name;
	case 1:
		snprintf(buf, size, "%d km", p->radius);
		return buf;
	case 2:
		snprintf(buf, size, "%.2f", p->year);
		return buf;
	default:
		snprintf(buf, size, "%d", p->moons);
		return buf;
	}
}

static double value(const struct planet *p, int column)
{
	return column == 1 ? p->radius : column == 2 || column == 0 ? p->year : p->moons;
}

/* By insertion: there are eight. Column 0 is in the order of the years, as people know it. */
static void sort(void *arg, int column, bool descending)
{
	(void)arg;
	for (size_t i = 1; i < COUNT; i++) {
		struct planet p = planets[i];
		size_t j = i;

		while (j > 0 &&
		       (value(&planets[j - 1], column) > value(&p, column)) != descending) {
			planets[j] = planets[j - 1];
			j--;
		}
		planets[j] = p;
	}
}

static const struct gui_list_model list_model = { count, item };
static const struct gui_table_model table_model = { count, cell, NULL, sort };
static const struct gui_table_column columns[] = {
	{ "Planet", 90, 1, false, true },
	{ "Radius", 90, 0, true, true },
	{ "Year", 70, 0, true, true },
	{ "Moons", 70, 0, true, true },
};

void page_content(struct gui_widget *page)
{
	static const double load[] = { 12, 30, 22, 45, 60, 38, 52, 70, 64, 80, 41, 35, 44, 51, 30 };
	static const double memory[] = {
		40, 41, 41, 43, 48, 48, 50, 51, 55, 54, 53, 53, 52, 52, 52
	};
	static const double in[] = { 30, 55, 20, 72, 44 }, out[] = { 20, 35, 60, 50, 14 };
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri" };
	struct gui_widget *row = gui_grow(gui_row(page), 1), *table, *chart;

	gui_spacing(row, 16);
	gui_rows_select(gui_list(row, &list_model, NULL), 2);
	table = gui_grow(gui_table(row, columns, 4, &table_model, NULL), 2);
	gui_rows_many(table, true);
	gui_table_sort(table, 2, false);
	row = gui_grow(gui_row(page), 1);
	gui_spacing(row, 16);
	chart = gui_chart(row, GUI_CHART_AREA, 15);
	gui_chart_range(chart, 0, 100);
	gui_chart_unit(chart, "%");
	gui_chart_values(chart, gui_chart_series(chart, "CPU"), load, 15);
	gui_chart_values(chart, gui_chart_series(chart, "Memory"), memory, 15);
	chart = gui_chart(row, GUI_CHART_BARS, 5);
	gui_chart_labels(chart, days, 5);
	gui_chart_values(chart, gui_chart_series(chart, "Received"), in, 5);
	gui_chart_values(chart, gui_chart_series(chart, "Sent"), out, 5);
}
