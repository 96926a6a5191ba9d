/* SPDX-License-Identifier: MIT */
/*
 * view.c - which slide is shown, and how one becomes the next.
 *
 * While one slide gives way to another, the one that goes is a picture of itself, and the one
 * that comes is drawn as ever. A second's beat draws what changes by itself: the corner, and
 * slides with clocks; its frame also is the kiosk's sign of life (watch.h).
 */
#include <stdio.h>
#include <string.h>

#include "corner.h"
#include "look.h"
#include "pictures.h"
#include "slide.h"
#include "view.h"

#define FRAME_MS 16
#define BEAT_MS  1000
#define DIM      0xb8000000u
#define WAKE_NS  500000000u /* a touch that wakes the screen is a move and a press */

static struct {
	struct gui_widget *widget;
	const struct conf *conf; /* NULL: there is trouble */
	char headline[80], trouble[400];
	unsigned slide; /* of conf */
	int beats;      /* since it came */
	bool prepared;  /* the next one is */
	bool dim;
	uint64_t woken; /* ns, when it last was dim; 0: never */

	struct gui_image *before; /* what goes, while another comes */
	bool backward;
	uint64_t began; /* ns */
} view;

static struct rect screen(void)
{
	return (struct rect){ 0, 0, view.widget->area.w, view.widget->area.h };
}

static void draw_slide(struct gui_canvas *c, struct rect area)
{
	if (!view.conf)
		slide_draw_trouble(c, view.headline, view.trouble, area);
	else
		slide_draw(c, &view.conf->slides[view.slide], view.conf, area);
}

/* How far the change is, of 256: slow at both ends. */
static int progress(void)
{
	uint64_t ms = (gui_time() - view.began) / 1000000;
	int total = view.conf ? view.conf->transition_ms : 0;

	if (ms >= (uint64_t)total)
		return 256;
	int t = (int)(ms * 256 / (uint64_t)total);
	return t * t * (768 - 2 * t) / 65536;
}

static void draw_change(struct gui_canvas *c, int done)
{
	struct rect area = screen(), whole = { 0, 0, view.before->width, view.before->height };
	int moved = area.w * done / 256, side = view.backward ? -1 : 1;

	if (view.conf->transition == TRANSITION_SLIDE) {
		struct gui_canvas shifted = *c;
		int x = side * (area.w - moved);

		shifted.clip = rect_intersect(c->clip, rect_moved(area, x, 0));
		draw_slide(&shifted, rect_moved(area, x, 0));
		if (view.before)
			gui_blit(c, -side * moved, 0, view.before, whole);
	} else {
		draw_slide(c, area);
		if (view.before) /* or it has had to go */
			gui_blend(c, 0, 0, view.before, whole, (uint8_t)(255 - done * 255 / 256));
	}
}

static void view_draw(struct gui_widget *w, struct gui_canvas *c)
{
	int done = view.before ? progress() : 256;

	(void)w;
	if (done < 256)
		draw_change(c, done);
	else
		draw_slide(c, screen());
	if (view.conf && view.conf->corner)
		corner_draw(c, view.conf, screen());
	if (view.dim)
		gui_fill(c, screen(), DIM);
}

/* --- from slide to slide ----------------------------------------------------------------- */

bool view_end_change(void)
{
	bool changing = view.before != NULL;

	gui_image_free(view.before);
	view.before = NULL;
	return changing;
}

static bool step_change(void *arg)
{
	(void)arg;
	gui_redraw(view.widget);
	if (view.before && progress() < 256)
		return true;
	view_end_change();
	return false;
}

/* The picture of what is shown, for it to go; without memory it just goes. */
static void begin_change(bool backward)
{
	struct rect area = screen();

	if (view.before || view.conf->transition == TRANSITION_NONE || rect_empty(area))
		return;
	struct gui_image *image = gui_image_new(area.w, area.h);
	if (!image)
		return;
	struct gui_canvas c = { image->pixels, area.w, area };
	draw_slide(&c, area);
	for (long i = 0; i < (long)area.w * area.h; i++)
		image->pixels[i] |= 0xff000000u;
	image->opaque = true;
	view.before = image;
	view.backward = backward;
	view.began = gui_time();
	gui_timer(FRAME_MS, step_change, NULL);
}

static unsigned neighbour(int step)
{
	unsigned count = view.conf->slide_count;

	return (view.slide + count + (unsigned)step) % count;
}

/* Its pictures are read while nothing moves. */
static void look_ahead(void)
{
	struct gui_canvas nothing = { 0 };

	pictures_ahead(true);
	slide_draw(&nothing, &view.conf->slides[neighbour(1)], view.conf, screen());
	pictures_ahead(false);
	view.prepared = true;
}

static void go(int step)
{
	if (!view.conf || view.conf->slide_count < 2)
		return;
	begin_change(step < 0);
	pictures_turn();
	view.slide = neighbour(step);
	view.beats = 0;
	view.prepared = false;
	gui_redraw(view.widget);
}

static int seconds(void)
{
	const struct slide *s = &view.conf->slides[view.slide];

	return s->seconds ? s->seconds : view.conf->seconds;
}

static bool beat(void *arg)
{
	bool dim = view.conf && view.conf->dim_minutes &&
		   gui_idle_time() >= (uint64_t)view.conf->dim_minutes * 60000000000u;

	(void)arg;
	if (dim != view.dim) {
		view.dim = dim;
		gui_redraw(view.widget);
	}
	if (view.conf && ++view.beats >= seconds())
		go(1);
	else if (view.conf && !view.before && !view.prepared)
		look_ahead();
	if (view.conf && slide_is_live(&view.conf->slides[view.slide]))
		gui_redraw(view.widget);
	gui_redraw_area(view.widget, corner_area(screen()));
	return true;
}

/* What wakes a darkened screen does nothing else: nobody turns a slide that he cannot see. */
static bool waking(void)
{
	if (view.dim) {
		view.dim = false;
		view.woken = gui_time();
		gui_redraw(view.widget);
	}
	return view.woken && gui_time() - view.woken < WAKE_NS;
}

static bool view_event(struct gui_widget *w, const struct gui_event *e)
{
	if (waking())
		return true;
	if (e->type == GUI_KEY_DOWN && (e->key == GUI_KEY_RIGHT || e->key == GUI_KEY_SPACE))
		go(1);
	else if (e->type == GUI_KEY_DOWN && e->key == GUI_KEY_LEFT)
		go(-1);
	else if (e->type == GUI_POINTER_DOWN)
		go(e->x < w->area.w / 3 ? -1 : 1);
	else
		return false;
	return true;
}

/* --- for main.c -------------------------------------------------------------------------- */

static void view_arrange(struct gui_widget *w)
{
	static const struct conf plain = { .theme = THEME_DARK };

	look_set(view.conf ? view.conf : &plain, w->area.w, w->area.h);
}

struct gui_widget *view_open(void)
{
	static const struct gui_widget_ops ops = {
		.name = "kiosk",
		.size = sizeof(struct gui_widget),
		.arrange = view_arrange,
		.draw = view_draw,
		.event = view_event,
	};
	struct gui_widget *window = gui_window("Kiosk", 0, 0);

	gui_fullscreen(window);
	view.widget = gui_widget_new(window, &ops);
	if (view.widget) {
		view.widget->focusable = true;
		view.widget->opaque = true;
		view.widget->cursor = GUI_CURSOR_NONE;
		gui_focus(view.widget);
		gui_timer(BEAT_MS, beat, NULL);
	}
	return view.widget;
}

static void start_over(const struct conf *conf)
{
	view_end_change();
	view.conf = conf;
	view.slide = 0;
	view.beats = 0;
	view.prepared = false;
	gui_relayout(view.widget);
	gui_redraw(view.widget);
}

void view_show(const struct conf *conf)
{
	start_over(conf);
	gui_window_title(gui_window_of(view.widget), conf->title ? conf->title : "Kiosk");
}

void view_trouble(const char *headline, const char *text)
{
	snprintf(view.headline, sizeof(view.headline), "%s", headline);
	snprintf(view.trouble, sizeof(view.trouble), "%s", text);
	start_over(NULL);
}

void view_changed(void)
{
	gui_redraw(view.widget);
}
