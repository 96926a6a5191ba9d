/* SPDX-License-Identifier: MIT */
/*
 * chart_scale.c - see chart_scale.h. Only the four operations are used, so that the picture
 * is the same on every machine.
 */
#include <stdbool.h>
#include <stdio.h>

#include <core/compiler.h>

#include "chart_scale.h"

#define LARGEST 1e15

static double sane(double v)
{
	if (v != v)
		return 0;
	return v > LARGEST ? LARGEST : v < -LARGEST ? -LARGEST : v;
}

static double round_down(double v)
{
	double whole = (double)(long long)v;

	return whole > v ? whole - 1 : whole;
}

static double round_up(double v)
{
	return -round_down(-v);
}

/* The least 1, 2 or 5 times a power of ten that is at least v > 0. */
static double nice(double v)
{
	double power = 1;

	while (power > v)
		power /= 10;
	while (power * 10 <= v)
		power *= 10;
	if (power >= v)
		return power;
	return power * 2 >= v ? power * 2 : power * 5 >= v ? power * 5 : power * 10;
}

struct chart_scale chart_scale(double low, double high, int most)
{
	struct chart_scale s;

	low = sane(low);
	high = sane(high);
	if (high < low) {
		double other = low;

		low = high;
		high = other;
	}
	if (high - low < 1e-9)
		high = low + 1;
	s.step = nice((high - low) / (MAX(most, 2) - 1));
	for (;;) {
		s.low = round_down(low / s.step) * s.step;
		s.high = round_up(high / s.step) * s.step;
		s.ticks = (int)((s.high - s.low) / s.step + 1.5);
		if (s.ticks <= MAX(most, 2))
			return s;
		if (most <= 2 && s.ticks == 3 && s.low < 0 && s.high > 0)
			return s; /* zero is always a tick, so two do not always do */
		s.step = nice(s.step * 1.5);
	}
}

void chart_label(double value, double step, char *out, size_t size)
{
	static const struct {
		double unit;
		const char *name;
	} units[] = { { 1e12, "T" }, { 1e9, "G" }, { 1e6, "M" }, { 1e3, "k" } };
	int digits = 0;
	const char *name = "";

	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		/* 1500 with a step of 100 stays 1500: cutting it would hide the step. */
		if (step >= units[i].unit ||
		    (step * 10 >= units[i].unit &&
		     (value >= units[i].unit * 10 || value <= -units[i].unit * 10))) {
			value /= units[i].unit;
			step /= units[i].unit;
			name = units[i].name;
			break;
		}
	}
	for (double s = step; s < 0.999 && digits < 6; s *= 10)
		digits++;
	if (value == 0)
		name = "";
	snprintf(out, size, "%.*f%s", value == 0 ? 0 : digits, value, name);
}

int chart_place(const struct chart_scale *s, double value, int length)
{
	double part = (sane(value) - s->low) / (s->high - s->low);

	return !(part > 0) ? 0 : part >= 1 ? length : (int)(part * length + 0.5);
}
