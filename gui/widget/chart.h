/* SPDX-License-Identifier: MIT */
/* chart.h - what a chart is made of, for chart.c and chart_draw.c. */
#ifndef GUI_WIDGET_CHART_H
#define GUI_WIDGET_CHART_H

#include <gui/layout.h>

#include "chart_scale.h"
#include "kit.h"

struct chart_series {
	char *name;
	double *values; /* oldest first; room for the chart's points */
	int count;
};

struct chart {
	struct gui_widget widget;
	enum gui_chart_kind kind;
	int points, count; /* most values of a series; series */
	struct chart_series series[GUI_CHART_SERIES_MAX];
	double low, high; /* what the axis covers at least; equal: not set */
	const char *const *labels;
	int label_count;
	char unit[8];
};

void chart_draw(struct gui_widget *w, struct gui_canvas *c);

#endif
