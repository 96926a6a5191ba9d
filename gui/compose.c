/* SPDX-License-Identifier: MIT */
/*
 * compose.c - frames: what is damaged is drawn from the bottom up, and shown at once.
 *
 * No window has a picture of its own: for each damaged rectangle, every window that shows in
 * it is asked to draw itself there, straight into the picture that the display shows next. A
 * window that lies wholly under a solid one is not asked.
 *
 * Round corners: what lies behind them is kept while a window draws its square content, and
 * then mixed back by the part of each pixel that the corner leaves free.
 */
#include <string.h>

#include "internal.h"

#define CORNER_MAX 32 /* pixels */
#define SAMPLES    8  /* in each direction, of a pixel of a corner */
/* Hidden pixels that cost less to draw than what is around them costs in one part more. */
#define HIDDEN_LEAST 8192

static struct gui_damage damage;
static uint64_t pixels_composed;

static struct {
	int radius;
	uint8_t free[CORNER_MAX * CORNER_MAX]; /* 0..255: of the top left corner */
} corner;

static uint32_t behind[4][CORNER_MAX * CORNER_MAX];

void gui_damage(struct rect r)
{
	gui_damage_add(&damage, r, gui_core.screen);
}

void gui_damage_forget(void)
{
	damage.count = 0;
}

bool gui_damaged(void)
{
	return damage.count > 0;
}

uint64_t gui_pixels_composed(void)
{
	return pixels_composed;
}

/* How much of pixel x, y lies outside of the circle: 0..SAMPLES * SAMPLES. */
static int outside(int x, int y, int radius)
{
	long limit = (long)radius * SAMPLES * 2;
	int count = 0;

	for (int j = 0; j < SAMPLES; j++) {
		for (int i = 0; i < SAMPLES; i++) {
			long dx = limit - (2L * (x * SAMPLES + i) + 1);
			long dy = limit - (2L * (y * SAMPLES + j) + 1);

			count += dx * dx + dy * dy > limit * limit;
		}
	}
	return count;
}

static void make_corner(int radius)
{
	if (corner.radius == radius)
		return;
	corner.radius = radius;
	for (int y = 0; y < radius; y++) {
		for (int x = 0; x < radius; x++)
			corner.free[y * radius + x] =
				(uint8_t)(outside(x, y, radius) * 255 / (SAMPLES * SAMPLES));
	}
}

/* The i-th corner of a window: top left, top right, bottom left, bottom right. */
static struct rect corner_area(struct rect outer, int i, int radius)
{
	return (struct rect){ i & 1 ? outer.x + outer.w - radius : outer.x,
			      i & 2 ? outer.y + outer.h - radius : outer.y, radius, radius };
}

static void keep_corners(const struct gui_canvas *c, struct rect outer, int radius)
{
	for (int i = 0; i < 4; i++) {
		struct rect whole = corner_area(outer, i, radius);
		struct rect r = rect_intersect(whole, c->clip);

		for (int y = r.y; y < r.y + r.h; y++)
			memcpy(&behind[i][(y - whole.y) * radius + r.x - whole.x],
			       &c->pixels[(long)y * c->stride + r.x],
			       (size_t)r.w * sizeof(uint32_t));
	}
}

static uint32_t mixed(uint32_t front, uint32_t back, uint32_t part)
{
	uint32_t result = 0;

	for (int shift = 0; shift < 24; shift += 8) {
		uint32_t f = front >> shift & 0xff, b = back >> shift & 0xff;

		result |= (f * (255 - part) + b * part + 127) / 255 << shift;
	}
	return result;
}

static void round_corner(struct gui_canvas *c, struct rect outer, int i, int radius)
{
	struct rect whole = corner_area(outer, i, radius);
	struct rect r = rect_intersect(whole, c->clip);

	for (int y = r.y; y < r.y + r.h; y++) {
		for (int x = r.x; x < r.x + r.w; x++) {
			int dx = x - whole.x, dy = y - whole.y;
			int mx = i & 1 ? radius - 1 - dx : dx, my = i & 2 ? radius - 1 - dy : dy;
			uint32_t *pixel = &c->pixels[(long)y * c->stride + x];

			*pixel = mixed(*pixel, behind[i][dy * radius + dx],
				       corner.free[my * radius + mx]);
		}
	}
}

/* c is the parent's; the widget's own canvas begins at its corner. */
static struct gui_canvas canvas_of(const struct gui_canvas *c, const struct gui_widget *w)
{
	struct gui_canvas own = *c;

	own.pixels += (long)w->area.y * c->stride + w->area.x;
	own.clip = rect_moved(c->clip, -w->area.x, -w->area.y);
	return own;
}

static void draw_widget(struct gui_widget *w, const struct gui_canvas *parent)
{
	struct gui_canvas c = canvas_of(parent, w);
	struct rect around = c.clip,
		    own = rect_intersect(c.clip, (struct rect){ 0, 0, w->area.w, w->area.h });

	if (w->hidden || (rect_empty(own) && !w->no_clip))
		return;
	c.clip = own;
	if (w->ops->draw && !rect_empty(own))
		w->ops->draw(w, &c);
	c.clip = w->no_clip ? around : own;
	for (struct gui_widget *child = w->first; child; child = child->next)
		draw_widget(child, &c);
	c.clip = own;
	if (w->ops->draw_over && !rect_empty(own))
		w->ops->draw_over(w, &c);
}

/* clip, in w's coordinates, is covered by something in w that hides what is behind. */
static bool content_covers(const struct gui_widget *w, struct rect clip)
{
	for (const struct gui_widget *c = w->first; c; c = c->next) {
		if (c->hidden || !rect_covers(c->area, clip))
			continue;
		if (c->opaque || content_covers(c, rect_moved(clip, -c->area.x, -c->area.y)))
			return true;
	}
	return false;
}

static void draw_window(struct gui_window *win, struct gui_canvas *c)
{
	int radius = MIN(gui_corner(win), CORNER_MAX);
	struct rect outer = gui_outer(win), client = win->widget.area;

	if (!rect_covers(gui_solid(win), c->clip) || !rect_covers(client, c->clip) ||
	    !content_covers(&win->widget, rect_moved(c->clip, -client.x, -client.y))) {
		gui_frame_draw_shadow(win, c);
		if (radius) {
			make_corner(radius);
			keep_corners(c, outer, radius);
		}
		gui_frame_draw(win, c);
	} else {
		radius = 0;
	}
	draw_widget(&win->widget, c);
	for (int i = 0; radius && i < 4; i++)
		round_corner(c, outer, i, radius);
	gui_frame_draw_line(win, c);
}

/* The topmost window that hides all of r. */
static struct gui_window *first_to_draw(struct rect r)
{
	for (struct gui_window *win = gui_core.top; win; win = win->below) {
		if (gui_window_visible(win) && rect_covers(gui_solid(win), r))
			return win;
	}
	return gui_core.bottom;
}

/* Draws what shows of win in r, of which only above and the windows over that can hide anything.
 * Where one hides enough, what is left around it is drawn by itself, in up to four parts. This goes
 * as deep as there are windows, and there are few parts: each cut takes pixels away for good. */
static void draw_seen(struct gui_window *win, struct rect r, const struct gui_window *above)
{
	struct gui_canvas c = { gui_core.display->pixels, gui_core.display->stride, r };
	struct rect parts[4];

	for (; above; above = above->above) {
		struct rect hidden = rect_intersect(r, gui_solid(above));

		if (!gui_window_visible(above) || rect_empty(hidden) ||
		    ((long)hidden.w * hidden.h < HIDDEN_LEAST && !rect_covers(hidden, r)))
			continue;
		unsigned count = rect_subtract(r, hidden, parts);

		for (unsigned i = 0; i < count; i++)
			draw_seen(win, parts[i], above->above);
		return;
	}
	draw_window(win, &c);
}

static void draw_rect(struct rect r)
{
	struct display *d = gui_core.display;
	struct gui_canvas c = { d->pixels, d->stride, rect_intersect(r, gui_cursor_area()) };

	for (struct gui_window *win = first_to_draw(r); win; win = win->above) {
		struct rect reached = rect_intersect(r, gui_reach(win));

		if (gui_window_visible(win) && !rect_empty(reached))
			draw_seen(win, reached, win->above);
	}
	if (!rect_empty(c.clip))
		gui_cursor_draw(&c);
	pixels_composed += (uint64_t)r.w * (uint64_t)r.h;
}

void gui_compose(void)
{
	struct gui_damage now = damage;

	damage.count = 0;
	for (unsigned i = 0; i < now.count; i++)
		draw_rect(now.rects[i]);
	if (now.count)
		gui_core.display->flush(gui_core.display, now.rects, now.count);
}
