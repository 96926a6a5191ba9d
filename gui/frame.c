/* SPDX-License-Identifier: MIT */
/*
 * frame.c - what is around a window: shadow, title bar, the three round controls, and which
 * part of all that a place belongs to.
 *
 *	  shadow
 *	    +--------------------------------+   outer: edges, by which it is resized, reach
 *	    | (x) (-) (+)     Title          |   EDGE design pixels outside of it
 *	    +--------------------------------+
 *	    | client area                    |
 *	    +--------------------------------+
 *
 * The signs in the controls are shown while the pointer is over one of them.
 */
#include <string.h>

#include <gui/path.h>
#include <gui/text.h>
#include "internal.h"

/* Design pixels. */
#define EDGE         5
#define CORNER       16 /* along an edge from a corner: resizes in both directions */
#define CONTROL      13 /* diameter */
#define CONTROL_GAP  8
#define CONTROL_LEFT 12
#define SHADOW       24
#define SHADOW_POPUP 14
#define SHADOW_DOWN  6
#define TITLE_GAP    12

#define SIGN 0x99000000u

static struct gui_window *hovered;
static struct gui_window *held;
static enum gui_part held_part, pointed;

bool gui_framed(const struct gui_window *win)
{
	return (win->kind == KIND_WINDOW || win->kind == KIND_MODAL) && !win->plain &&
	       win->state != GUI_FULLSCREEN;
}

static bool floating(const struct gui_window *win)
{
	return win->kind == KIND_POPUP || win->kind == KIND_TIP;
}

static int line_width(const struct gui_window *win)
{
	return gui_framed(win) || floating(win) ? MAX(gui_dp(gui_theme()->border_width), 1) : 0;
}

struct rect gui_outer_of(const struct gui_window *win, struct rect client)
{
	int line = line_width(win),
	    top = gui_framed(win) ? gui_dp(gui_theme()->title_height) : line;

	if (win->state == GUI_MAXIMISED)
		line = 0;
	return (struct rect){ client.x - line, client.y - top, client.w + 2 * line,
			      client.h + top + line };
}

struct rect gui_outer(const struct gui_window *win)
{
	return gui_outer_of(win, win->widget.area);
}

int gui_corner(const struct gui_window *win)
{
	if (win->kind == KIND_TIP)
		return gui_dp(gui_theme()->radius_s);
	if (win->kind == KIND_POPUP)
		return gui_dp(gui_theme()->radius);
	return gui_framed(win) && win->state != GUI_MAXIMISED ? gui_dp(gui_theme()->radius_l) : 0;
}

static bool is_active(const struct gui_window *win)
{
	return gui_core.active == win;
}

static int shadow_size(const struct gui_window *win)
{
	if (floating(win))
		return gui_dp(SHADOW_POPUP);
	return gui_framed(win) && win->state != GUI_MAXIMISED ? gui_dp(SHADOW) : 0;
}

struct rect gui_reach(const struct gui_window *win)
{
	struct rect r = rect_inset(gui_outer(win), -shadow_size(win));

	if (shadow_size(win))
		r.h += gui_dp(SHADOW_DOWN);
	return r;
}

struct rect gui_solid(const struct gui_window *win)
{
	struct rect r = gui_outer(win);
	int radius = gui_corner(win);

	if (win->kind == KIND_PANEL && win->plain)
		return (struct rect){ 0 };
	return (struct rect){ r.x, r.y + radius, r.w, r.h - 2 * radius };
}

void gui_frame_redraw(const struct gui_window *win)
{
	if (gui_window_visible(win))
		gui_damage(gui_reach(win));
}

/* --- drawing ---------------------------------------------------------------------------- */

static struct rect control_area(const struct gui_window *win, int i)
{
	struct rect outer = gui_outer(win);
	int size = gui_dp(CONTROL), bar = gui_dp(gui_theme()->title_height);

	return (struct rect){ outer.x + gui_dp(CONTROL_LEFT) + i * (size + gui_dp(CONTROL_GAP)),
			      outer.y + (bar - size) / 2, size, size };
}

static bool has_control(const struct gui_window *win, int i)
{
	return i == 0 || (win->kind == KIND_WINDOW && (i == 1 || !win->fixed));
}

void gui_frame_draw_shadow(const struct gui_window *win, struct gui_canvas *c)
{
	struct rect r = gui_outer(win), before = c->clip, parts[4];
	int size = shadow_size(win);
	unsigned count = size ? rect_subtract(before, gui_solid(win), parts) : 0;
	gui_colour colour = gui_theme()->shadow;

	if (!is_active(win) && !floating(win))
		colour = gui_fade(colour, 150);
	r.y += gui_dp(SHADOW_DOWN);
	for (unsigned i = 0; i < count; i++) {
		gui_clip(c, parts[i]);
		gui_shadow(c, r, gui_corner(win), size, colour);
		c->clip = before;
	}
}

/* A cross, a line, or two triangles that point apart, as the control does. */
static void draw_sign(struct gui_canvas *c, struct rect r, int i)
{
	int x = r.x * GUI_ONE + r.w * GUI_ONE / 2, y = r.y * GUI_ONE + r.h * GUI_ONE / 2;
	int arm = r.w * GUI_ONE * 22 / 100, width = r.w * GUI_ONE * 12 / 100;
	struct gui_point line[] = { { x - arm, i ? y : y - arm }, { x + arm, i ? y : y + arm } };
	struct gui_point cross[] = { { x - arm, y + arm }, { x + arm, y - arm } };
	struct gui_point upper[] = { { x - arm / 2, y - arm },
				     { x + arm, y - arm },
				     { x + arm, y + arm / 2 } };
	struct gui_point lower[] = { { x + arm / 2, y + arm },
				     { x - arm, y + arm },
				     { x - arm, y - arm / 2 } };

	if (i < 2)
		gui_polyline(c, line, 2, width, SIGN);
	if (i == 0)
		gui_polyline(c, cross, 2, width, SIGN);
	if (i == 2) {
		gui_polygon(c, upper, 3, SIGN);
		gui_polygon(c, lower, 3, SIGN);
	}
}

static void draw_controls(const struct gui_window *win, struct gui_canvas *c)
{
	const struct gui_theme *t = gui_theme();
	gui_colour colours[] = { t->close, t->minimise, t->maximise };
	bool over = hovered == win && pointed >= PART_CLOSE;

	for (int i = 0; i < 3; i++) {
		struct rect r = control_area(win, i);
		bool down = over && held == win && (int)held_part == PART_CLOSE + i &&
			    pointed == held_part;
		gui_colour colour = is_active(win) || over ? colours[i] : t->control_idle;

		if (!has_control(win, i))
			continue;
		if (down)
			colour = gui_mix(colour, 0xff000000, 60);
		gui_circle(c, r, colour);
		gui_ring(c, r, MAX(gui_dp(1), 1), 0x18000000);
		if (over)
			draw_sign(c, r, i);
	}
}

static void draw_title(const struct gui_window *win, struct gui_canvas *c)
{
	const struct gui_theme *t = gui_theme();
	const struct gui_font *font = gui_theme_font(GUI_TEXT_STRONG);
	struct rect outer = gui_outer(win);
	struct rect bar = { outer.x, outer.y, outer.w, gui_dp(t->title_height) };
	struct rect last = control_area(win, 2);
	int left = last.x + last.w + gui_dp(TITLE_GAP);
	int right = outer.x + outer.w - gui_dp(TITLE_GAP);
	size_t len = strlen(win->title);
	int width = gui_text_width(font, win->title, len);
	int x = outer.x + (outer.w - width) / 2;
	struct rect around = gui_clip(c, bar); /* it may be too narrow for its controls */

	gui_fill(c, bar, is_active(win) ? t->title_bar : t->title_bar_idle);
	gui_fill(c, (struct rect){ bar.x, bar.y + bar.h - 1, bar.w, 1 }, t->separator);
	draw_controls(win, c);
	x = MIN(x, right - width);
	x = MAX(x, left);
	gui_text_draw_fit(c, font, x, gui_text_centre(font, bar.y, bar.h), right - x, win->title,
			  len, is_active(win) ? t->title : t->title_dim);
	c->clip = around;
}

static gui_colour ground(const struct gui_window *win)
{
	const struct gui_theme *t = gui_theme();

	switch (win->kind) {
	case KIND_DESKTOP:
		return t->desktop;
	case KIND_PANEL:
	case KIND_POPUP:
		return t->raised;
	case KIND_TIP:
		return t->tip;
	default:
		return t->background;
	}
}

void gui_frame_draw(const struct gui_window *win, struct gui_canvas *c)
{
	struct rect client = win->widget.area;
	int line = line_width(win);

	if (win->kind != KIND_PANEL || !win->plain)
		gui_fill(c, rect_inset(client, -line), ground(win));
	if (gui_framed(win))
		draw_title(win, c);
}

void gui_frame_draw_line(const struct gui_window *win, struct gui_canvas *c)
{
	int line = line_width(win);
	/* At the corners it runs through the client area. */
	bool inside = rect_covers(win->widget.area, c->clip) &&
		      rect_covers(gui_solid(win), c->clip);

	if (line && win->state != GUI_MAXIMISED && !inside)
		gui_round_frame(c, gui_outer(win), gui_corner(win), line,
				win->kind == KIND_TIP ? gui_theme()->tip : gui_theme()->frame);
}

/* --- parts ------------------------------------------------------------------------------ */

static unsigned edges_at(const struct gui_window *win, int x, int y)
{
	struct rect r = gui_outer(win);
	int corner = gui_dp(CORNER);
	unsigned edges = PART_NONE;

	if (rect_contains(rect_inset(r, line_width(win)), x, y))
		return edges;
	edges |= x < r.x + corner ? PART_LEFT : x >= r.x + r.w - corner ? PART_RIGHT : 0;
	edges |= y < r.y + corner ? PART_TOP : y >= r.y + r.h - corner ? PART_BOTTOM : 0;
	/* Not near a corner: only the edge that it is beside. */
	if (x >= r.x && x < r.x + r.w && y >= r.y + corner && y < r.y + r.h - corner)
		edges &= PART_TOP | PART_BOTTOM;
	return edges;
}

static bool resizable(const struct gui_window *win)
{
	return gui_framed(win) && !win->fixed && win->state == GUI_NORMAL;
}

enum gui_part gui_frame_part(const struct gui_window *win, int x, int y)
{
	struct rect reach = rect_inset(gui_outer(win), resizable(win) ? -gui_dp(EDGE) : 0);

	if (win->kind == KIND_TIP || !rect_contains(reach, x, y))
		return PART_NONE;
	if (rect_contains(win->widget.area, x, y))
		return PART_CLIENT;
	if (!gui_framed(win))
		return PART_CLIENT;
	for (int i = 0; i < 3; i++) {
		struct rect r = rect_inset(control_area(win, i), -gui_dp(CONTROL_GAP) / 2);

		if (has_control(win, i) && rect_contains(r, x, y))
			return PART_CLOSE + i;
	}
	unsigned edges = resizable(win) ? edges_at(win, x, y) : 0;
	return edges ? edges : PART_TITLE;
}

static void redraw_bar(const struct gui_window *win)
{
	struct rect r = gui_outer(win);

	r.h = gui_dp(gui_theme()->title_height);
	if (gui_window_visible(win))
		gui_damage(r);
}

void gui_frame_hover(struct gui_window *win, enum gui_part part)
{
	bool over = part >= PART_CLOSE, was = hovered && pointed >= PART_CLOSE;

	if (win == hovered && part == pointed)
		return;
	if (was)
		redraw_bar(hovered);
	hovered = win;
	pointed = part;
	if (over)
		redraw_bar(win);
}

void gui_frame_forget(const struct gui_window *win)
{
	if (hovered == win)
		hovered = NULL;
	if (held == win)
		held = NULL;
}

enum gui_cursor gui_part_cursor(enum gui_part part)
{
	switch ((unsigned)part) {
	case PART_LEFT:
	case PART_RIGHT:
		return GUI_CURSOR_RESIZE_H;
	case PART_TOP:
	case PART_BOTTOM:
		return GUI_CURSOR_RESIZE_V;
	case PART_LEFT | PART_TOP:
	case PART_RIGHT | PART_BOTTOM:
		return GUI_CURSOR_RESIZE_NW;
	case PART_RIGHT | PART_TOP:
	case PART_LEFT | PART_BOTTOM:
		return GUI_CURSOR_RESIZE_NE;
	default:
		return GUI_CURSOR_ARROW;
	}
}

/* --- presses ---------------------------------------------------------------------------- */

void gui_frame_press(struct gui_window *win, enum gui_part part, int clicks)
{
	if (part >= PART_CLOSE) {
		held = win;
		held_part = part;
		redraw_bar(win);
	} else if (part == PART_TITLE && clicks == 2) {
		if (win->kind == KIND_WINDOW && !win->fixed)
			gui_window_set_state(&win->widget, win->state == GUI_MAXIMISED
								   ? GUI_NORMAL
								   : GUI_MAXIMISED);
	} else {
		struct rect at = gui_pointer_place();

		gui_move_begin(win, part, at.x, at.y);
	}
}

void gui_frame_cancel(void)
{
	if (held)
		redraw_bar(held);
	held = NULL;
	gui_move_end(true);
}

void gui_frame_release(void)
{
	struct gui_window *win = held;
	bool on_it = win && hovered == win && pointed == held_part;

	held = NULL;
	if (!win)
		return;
	redraw_bar(win);
	if (!on_it)
		return;
	if (held_part == PART_CLOSE)
		gui_window_close(&win->widget);
	else if (held_part == PART_MINIMISE)
		gui_window_set_state(&win->widget, GUI_MINIMISED);
	else
		gui_window_set_state(&win->widget,
				     win->state == GUI_MAXIMISED ? GUI_NORMAL : GUI_MAXIMISED);
}
