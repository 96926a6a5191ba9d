/* SPDX-License-Identifier: MIT */
/* chart_draw.c - drawing a chart: axis, labels, legend, and the values. */
#include <stdio.h>
#include <stdlib.h>

#include <gui/path.h>

#include "chart.h"

#define TICK_DISTANCE 32 /* design pixels, at least */
#define TICKS_MAX     8
#define MARK          8 /* of the legend */
#define BAR_MOST      48
#define LABEL         32 /* bytes */

static const struct gui_font *font(void)
{
	return gui_theme_font(GUI_TEXT_SMALL);
}

static bool is_number(double v)
{
	return v == v && v < 1e300 && v > -1e300;
}

static struct chart_scale scale_of(const struct chart *t, int height)
{
	double low = t->low, high = t->high;
	bool any = low != high;

	for (int s = 0; s < t->count; s++) {
		for (int i = 0; i < t->series[s].count; i++) {
			double v = t->series[s].values[i];

			if (!is_number(v))
				continue;
			low = any ? MIN(low, v) : v;
			high = any ? MAX(high, v) : v;
			any = true;
		}
	}
	if (t->kind != GUI_CHART_LINE) { /* what is filled begins at 0 */
		low = MIN(low, 0);
		high = MAX(high, 0);
	}
	return chart_scale(low, high, MAX(MIN(height / gui_dp(TICK_DISTANCE), TICKS_MAX), 2));
}

static void tick_label(const struct chart *t, const struct chart_scale *s, int i, char *out)
{
	char number[LABEL - sizeof(t->unit)];

	chart_label(s->low + i * s->step, s->step, number, sizeof(number));
	snprintf(out, LABEL, "%s%s", number, t->unit);
}

/* Lines across and their numbers. The plot begins right of the widest one. */
static void draw_axis(const struct chart *t, struct gui_canvas *c, const struct chart_scale *s,
		      struct rect *plot)
{
	const struct gui_theme *theme = gui_theme();
	int width = 0, line = gui_dp(1), high = font()->line_height;
	char label[LABEL];

	for (int i = 0; i < s->ticks; i++) {
		tick_label(t, s, i, label);
		width = MAX(width, gui_text_width(font(), label, strlen(label)));
	}
	width += gui_dp(theme->space);
	plot->x += width;
	plot->w -= width;
	for (int i = 0; i < s->ticks; i++) {
		int y = plot->y + plot->h - chart_place(s, s->low + i * s->step, plot->h);

		tick_label(t, s, i, label);
		kit_text(c, font(),
			 (struct rect){ plot->x - width, y - high / 2, width - gui_dp(theme->space),
					high },
			 label, strlen(label), GUI_ALIGN_END, theme->text_dim);
		gui_fill(c, (struct rect){ plot->x, y, plot->w, line }, theme->separator);
	}
}

/* The series' names, from the left; only when there are two or more. */
static void draw_legend(const struct chart *t, struct gui_canvas *c, struct rect *r)
{
	const struct gui_theme *theme = gui_theme();
	int x = r->x, high = font()->line_height, mark = gui_dp(MARK), gap = gui_dp(6);

	if (t->count < 2)
		return;
	for (int i = 0; i < t->count; i++) {
		const char *name = t->series[i].name;

		gui_circle(c, (struct rect){ x, r->y + (high - mark) / 2, mark, mark },
			   theme->chart[i]);
		x = gui_text_draw(c, font(), x + mark + gap, gui_text_centre(font(), r->y, high),
				  name, strlen(name), theme->text_dim) +
		    gui_dp(theme->space_l);
	}
	r->y += high + gui_dp(theme->space);
	r->h -= high + gui_dp(theme->space);
}

/* --- bars ----------------------------------------------------------------------------------- */

static int slots(const struct chart *t)
{
	int n = t->labels ? t->label_count : 1;

	for (int s = 0; s < t->count; s++)
		n = MAX(n, t->series[s].count);
	return n;
}

static void draw_bars(const struct chart *t, struct gui_canvas *c, const struct chart_scale *s,
		      struct rect plot)
{
	int n = slots(t), zero = chart_place(s, 0, plot.h), series = MAX(t->count, 1);

	for (int i = 0; i < n; i++) {
		int left = plot.x + plot.w * i / n, right = plot.x + plot.w * (i + 1) / n;
		int group = MIN((right - left) * 2 / 3, series * gui_dp(BAR_MOST));
		int width = MAX(group / series, 1), x = (left + right - width * series) / 2;

		for (int j = 0; j < t->count; j++, x += width) {
			double v = i < t->series[j].count ? t->series[j].values[i] : 0;
			int y = is_number(v) ? chart_place(s, v, plot.h) : zero;
			struct rect r = { x, plot.y + plot.h - MAX(y, zero), width, abs(y - zero) };
			struct rect before = gui_clip(c, r);
			int radius = MIN(gui_dp(3), width / 2);

			/* Round only at the end that is not on the axis. */
			r.h += radius;
			r.y -= y < zero ? radius : 0;
			gui_round_rect(c, r, radius, gui_theme()->chart[j]);
			c->clip = before;
		}
	}
}

/* --- lines ---------------------------------------------------------------------------------- */

static struct gui_point point(const struct chart *t, const struct chart_scale *s, struct rect plot,
			      int series, int i)
{
	int from_end = t->series[series].count - 1 - i, steps = MAX(t->points - 1, 1);
	int64_t x = (int64_t)(plot.w - 1) * GUI_ONE * (steps - from_end) / steps;
	int y = plot.h - chart_place(s, t->series[series].values[i], plot.h);

	return (struct gui_point){ (int)x + plot.x * GUI_ONE + GUI_ONE / 2,
				   (plot.y + y) * GUI_ONE + GUI_ONE / 2 };
}

/* The run of numbers from i on, as points; returns how many. */
static int run(const struct chart *t, const struct chart_scale *s, struct rect plot, int series,
	       int i, struct gui_point *points)
{
	int n = 0;

	while (i + n < t->series[series].count && is_number(t->series[series].values[i + n])) {
		points[n] = point(t, s, plot, series, i + n);
		n++;
	}
	return n;
}

static void draw_run(const struct chart *t, struct gui_canvas *c, const struct chart_scale *s,
		     struct rect plot, struct gui_point *points, int n, gui_colour colour)
{
	int bottom = (plot.y + plot.h - chart_place(s, 0, plot.h)) * GUI_ONE;

	if (n == 1) {
		int dot = gui_dp(4);

		gui_circle(c,
			   (struct rect){ points[0].x / GUI_ONE - dot / 2,
					  points[0].y / GUI_ONE - dot / 2, dot, dot },
			   colour);
		return;
	}
	if (t->kind == GUI_CHART_AREA) {
		points[n] = (struct gui_point){ points[n - 1].x, bottom };
		points[n + 1] = (struct gui_point){ points[0].x, bottom };
		gui_polygon(c, points, (unsigned)n + 2, gui_fade(colour, 48));
	}
	gui_polyline(c, points, (unsigned)n, gui_dp(2) * GUI_ONE, colour);
}

static void draw_lines(const struct chart *t, struct gui_canvas *c, const struct chart_scale *s,
		       struct rect plot)
{
	struct gui_point *points = malloc(((size_t)t->points + 2) * sizeof(*points));
	struct rect room = { plot.x, plot.y - gui_dp(2), plot.w, plot.h + gui_dp(4) };
	struct rect before = gui_clip(c, room);

	for (int j = 0; points && j < t->count; j++) {
		for (int i = 0; i < t->series[j].count;) {
			int n = run(t, s, plot, j, i, points);

			if (n)
				draw_run(t, c, s, plot, points, n, gui_theme()->chart[j]);
			i += MAX(n, 1);
		}
	}
	c->clip = before;
	free(points);
}

/* --- all ------------------------------------------------------------------------------------ */

static void draw_labels(const struct chart *t, struct gui_canvas *c, struct rect plot)
{
	int n = t->kind == GUI_CHART_BARS ? slots(t) : t->label_count;
	int y = plot.y + plot.h + gui_dp(4);

	for (int i = 0; i < t->label_count; i++) {
		int left = plot.x + plot.w * i / n, right = plot.x + plot.w * (i + 1) / n;

		kit_text(c, font(), (struct rect){ left, y, right - left, font()->line_height },
			 t->labels[i], strlen(t->labels[i]), GUI_ALIGN_CENTRE,
			 gui_theme()->text_dim);
	}
}

void chart_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct chart *t = (const struct chart *)w;
	struct rect plot = kit_area(w);
	int half = font()->line_height / 2;
	struct chart_scale s;

	draw_legend(t, c, &plot);
	plot.y += half;
	plot.h -= 2 * half + gui_dp(1);
	if (t->labels)
		plot.h -= font()->line_height;
	if (plot.h <= 0 || plot.w <= 0)
		return;
	s = scale_of(t, plot.h);
	draw_axis(t, c, &s, &plot);
	if (plot.w <= 0)
		return;
	if (t->kind == GUI_CHART_BARS)
		draw_bars(t, c, &s, plot);
	else
		draw_lines(t, c, &s, plot);
	if (t->labels)
		draw_labels(t, c, plot);
}
