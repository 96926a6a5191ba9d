/* SPDX-License-Identifier: MIT */
/* chart_scale.h - the axis of a chart: round numbers around what is to be seen. */
#ifndef GUI_WIDGET_CHART_SCALE_H
#define GUI_WIDGET_CHART_SCALE_H

#include <stddef.h>

struct chart_scale {
	double low, high; /* multiples of step */
	double step;      /* 1, 2 or 5 times a power of ten */
	int ticks;        /* low, low + step, ... high: how many */
};

/** The smallest scale of at most `most` (>= 2) ticks that covers both values. What is not a
 *  number counts as 0, equal values get a range of 1. */
struct chart_scale chart_scale(double low, double high, int most);
/** A value as a short text: 1250 is "1250", with a step of 10000 "12k"; 0.25 is "0.25". */
void chart_label(double value, double step, char *out, size_t size);
/** Where a value is on a way of `length` pixels from low; cut to 0..length. */
int chart_place(const struct chart_scale *s, double value, int length);

#endif
