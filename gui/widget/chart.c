/* SPDX-License-Identifier: MIT */
/* chart.c - lines, areas and bars over an axis: the values, and the program's calls. */
#include <stdio.h>
#include <errno.h>
#include <stdlib.h>

#include "chart.h"

#define WIDTH  240 /* design pixels */
#define HEIGHT 140

static void chart_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(HEIGHT) };
}

static void chart_destroy(struct gui_widget *w)
{
	struct chart *t = (struct chart *)w;

	for (int i = 0; i < t->count; i++) {
		free(t->series[i].name);
		free(t->series[i].values);
	}
}

static const struct gui_widget_ops chart_ops = {
	.name = "chart",
	.size = sizeof(struct chart),
	.measure = chart_measure,
	.draw = chart_draw,
	.destroy = chart_destroy,
};

static struct chart *chart_of(struct gui_widget *w)
{
	return w && w->ops == &chart_ops ? (struct chart *)w : NULL;
}

struct gui_widget *gui_chart(struct gui_widget *parent, enum gui_chart_kind kind, int points)
{
	struct chart *t = (struct chart *)gui_widget_new(parent, &chart_ops);

	if (!t)
		return NULL;
	t->kind = kind;
	t->points = MAX(MIN(points, GUI_CHART_POINTS_MAX), 1);
	return gui_grow(&t->widget, 1);
}

int gui_chart_series(struct gui_widget *w, const char *name)
{
	struct chart *t = chart_of(w);
	struct chart_series s = { 0 };

	if (!t || t->count == GUI_CHART_SERIES_MAX) {
		errno = EINVAL;
		return -1;
	}
	s.values = malloc((size_t)t->points * sizeof(*s.values));
	if (!s.values || !kit_set_text(&s.name, name)) {
		free(s.values);
		return -1;
	}
	t->series[t->count] = s;
	gui_redraw(w);
	return t->count++;
}

void gui_chart_push(struct gui_widget *w, int series, double value)
{
	struct chart *t = chart_of(w);
	struct chart_series *s;

	if (!t || series < 0 || series >= t->count)
		return;
	s = &t->series[series];
	if (s->count == t->points) {
		memmove(s->values, s->values + 1, (size_t)--s->count * sizeof(*s->values));
	}
	s->values[s->count++] = value;
	gui_redraw(w);
}

void gui_chart_values(struct gui_widget *w, int series, const double *values, int count)
{
	struct chart *t = chart_of(w);

	if (!t || series < 0 || series >= t->count || count < 0)
		return;
	t->series[series].count = MIN(count, t->points);
	values += count - t->series[series].count;
	for (int i = 0; i < t->series[series].count; i++)
		t->series[series].values[i] = values[i];
	gui_redraw(w);
}

void gui_chart_range(struct gui_widget *w, double low, double high)
{
	struct chart *t = chart_of(w);

	if (!t)
		return;
	t->low = low;
	t->high = high;
	gui_redraw(w);
}

void gui_chart_labels(struct gui_widget *w, const char *const *labels, int count)
{
	struct chart *t = chart_of(w);

	if (!t)
		return;
	t->labels = labels;
	t->label_count = count;
	gui_redraw(w);
}

void gui_chart_unit(struct gui_widget *w, const char *unit)
{
	struct chart *t = chart_of(w);

	if (!t)
		return;
	snprintf(t->unit, sizeof(t->unit), "%s", unit);
	gui_redraw(w);
}
