/* SPDX-License-Identifier: MIT */
/* zoomview.c - see zoomview.h. */
#include <stdlib.h>
#include <string.h>

#include <gui/icon.h>
#include <gui/text.h>

#include "zoomview.h"

#define SMALLEST 5
#define LARGEST  800
#define SIGN     56 /* design pixels */

static const int steps[] = { 5,  7,   10,  15,  20,  25,  33,  50,  67,
			     75, 100, 125, 150, 200, 300, 400, 600, 800 };

struct zoomview {
	struct gui_widget widget;
	const struct gui_image *image;
	struct gui_image *scaled; /* as it is shown, when that is smaller; NULL: not made */
	int percent;              /* 0: as it fits */
	int x, y;                 /* the image's point in the middle of the widget, pixels */
	bool dragging;
	int from_x, from_y; /* the pointer, while it drags */
	gui_action changed;
	void *arg;
};

static int fitting(const struct zoomview *v)
{
	long w = (long)v->widget.area.w * 100 / v->image->width;
	long h = (long)v->widget.area.h * 100 / v->image->height;
	long percent = w < h ? w : h;

	return percent > 100 ? 100 : percent < 1 ? 1 : (int)percent;
}

int zoomview_percent(const struct gui_widget *view)
{
	const struct zoomview *v = (const struct zoomview *)view;

	if (!v || !v->image)
		return 100;
	return v->percent ? v->percent : fitting(v);
}

bool zoomview_fits(const struct gui_widget *view)
{
	return view && ((const struct zoomview *)view)->percent == 0;
}

/* Between what may be in the middle: an image that is smaller than the widget stays there. */
static int held(int at, int image, int widget, int percent)
{
	int half = (int)((long)widget * 50 / percent);

	if (2 * half >= image)
		return image / 2;
	return at < half ? half : at > image - half ? image - half : at;
}

static void hold(struct zoomview *v)
{
	int percent = zoomview_percent(&v->widget);

	if (!v->image)
		return;
	v->x = held(v->x, v->image->width, v->widget.area.w, percent);
	v->y = held(v->y, v->image->height, v->widget.area.h, percent);
	gui_redraw(&v->widget);
}

static struct rect place(const struct zoomview *v)
{
	int percent = zoomview_percent(&v->widget);
	int w = (int)((long)v->image->width * percent / 100);
	int h = (int)((long)v->image->height * percent / 100);

	w = w > 0 ? w : 1;
	h = h > 0 ? h : 1;
	return (struct rect){ v->widget.area.w / 2 - (int)((long)v->x * percent / 100),
			      v->widget.area.h / 2 - (int)((long)v->y * percent / 100), w, h };
}

static void forget(struct zoomview *v)
{
	gui_image_free(v->scaled);
	v->scaled = NULL;
}

static void say_changed(struct zoomview *v)
{
	if (v->changed)
		v->changed(&v->widget, v->arg);
}

static void zoom_arrange(struct gui_widget *w)
{
	forget((struct zoomview *)w);
	hold((struct zoomview *)w);
	say_changed((struct zoomview *)w);
}

/* A sign in the middle, and below it what to do. */
static void draw_nothing(struct gui_canvas *c, struct rect all)
{
	static const char text[] = "Open a picture with Ctrl+O";
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	struct rect sign = { 0, 0, gui_dp(SIGN), gui_dp(SIGN) };
	int width = gui_text_width(font, text, strlen(text));

	sign.x = (all.w - sign.w) / 2;
	sign.y = all.h / 2 - sign.h;
	gui_draw_icon(c, sign, GUI_ICON_IMAGE, gui_theme()->text_dim);
	gui_text_draw(c, font, (all.w - width) / 2, all.h / 2 + gui_dp(28), text, strlen(text),
		      gui_theme()->text_dim);
}

static void zoom_draw(struct gui_widget *w, struct gui_canvas *c)
{
	struct zoomview *v = (struct zoomview *)w;
	struct rect all = { 0, 0, w->area.w, w->area.h };

	gui_fill(c, all, gui_theme() == &gui_theme_light ? 0xffe6e8ec : 0xff101216);
	if (!v->image) {
		draw_nothing(c, all);
		return;
	}
	struct rect r = place(v);
	if (r.w < v->image->width && !v->scaled)
		v->scaled = gui_image_scaled(v->image, r.w, r.h);
	if (v->scaled)
		gui_blend(c, r.x, r.y, v->scaled, (struct rect){ 0, 0, r.w, r.h }, 255);
	else if (r.w == v->image->width)
		gui_blend(c, r.x, r.y, v->image, (struct rect){ 0, 0, r.w, r.h }, 255);
	else
		gui_scale(c, r, v->image);
	if (gui_has_focus(w))
		gui_draw_focus(c, all, 0);
}

void zoomview_zoom(struct gui_widget *view, int percent)
{
	struct zoomview *v = (struct zoomview *)view;

	if (!v)
		return;
	if (percent)
		percent = percent < SMALLEST ? SMALLEST : percent > LARGEST ? LARGEST : percent;
	v->percent = percent;
	forget(v);
	hold(v);
	say_changed(v);
}

void zoomview_step(struct gui_widget *view, int step)
{
	const int count = (int)(sizeof(steps) / sizeof(steps[0]));
	int now = zoomview_percent(view), i = 0;

	while (i < count && steps[i] < now)
		i++;
	if (step < 0)
		i--;
	else if (i < count && steps[i] == now)
		i++;
	if (i >= 0 && i < count)
		zoomview_zoom(view, steps[i]);
}

void zoomview_set(struct gui_widget *view, const struct gui_image *image)
{
	struct zoomview *v = (struct zoomview *)view;

	if (!v)
		return;
	v->image = image;
	v->x = image ? image->width / 2 : 0;
	v->y = image ? image->height / 2 : 0;
	zoomview_zoom(view, 0);
}

/* --- events ------------------------------------------------------------------------------- */

static void move_by(struct zoomview *v, int dx, int dy)
{
	int percent = zoomview_percent(&v->widget);

	v->x += (int)((long)dx * 100 / percent);
	v->y += (int)((long)dy * 100 / percent);
	hold(v);
}

static bool zoom_key(struct zoomview *v, const struct gui_event *e)
{
	switch (e->character) {
	case '+':
	case '=':
		zoomview_step(&v->widget, 1);
		return true;
	case '-':
		zoomview_step(&v->widget, -1);
		return true;
	case '0':
		zoomview_zoom(&v->widget, 0);
		return true;
	case '1':
		zoomview_zoom(&v->widget, 100);
		return true;
	default:
		return false;
	}
}

static bool zoom_event(struct gui_widget *w, const struct gui_event *e)
{
	struct zoomview *v = (struct zoomview *)w;

	if (!v->image)
		return false;
	if (e->type == GUI_POINTER_DOWN && e->clicks == 2) {
		zoomview_zoom(w, v->percent == 100 ? 0 : 100);
	} else if (e->type == GUI_POINTER_DOWN && e->button == GUI_BUTTON_LEFT) {
		v->dragging = true;
	} else if (e->type == GUI_POINTER_MOVE && v->dragging) {
		move_by(v, v->from_x - e->x, v->from_y - e->y);
	} else if (e->type == GUI_POINTER_UP) {
		v->dragging = false;
	} else if (e->type == GUI_WHEEL) {
		zoomview_step(w, e->wheel < 0 ? 1 : -1);
	} else {
		return e->type == GUI_KEY_DOWN && !e->modifiers && zoom_key(v, e);
	}
	v->from_x = e->x;
	v->from_y = e->y;
	return true;
}

static void zoom_destroy(struct gui_widget *w)
{
	forget((struct zoomview *)w);
}

static const struct gui_widget_ops zoom_ops = {
	.name = "zoom view",
	.size = sizeof(struct zoomview),
	.arrange = zoom_arrange,
	.draw = zoom_draw,
	.event = zoom_event,
	.destroy = zoom_destroy,
};

struct gui_widget *zoomview(struct gui_widget *parent, gui_action changed, void *arg)
{
	struct zoomview *v = (struct zoomview *)gui_widget_new(parent, &zoom_ops);

	if (!v)
		return NULL;
	v->changed = changed;
	v->arg = arg;
	v->widget.focusable = true;
	v->widget.opaque = true;
	return &v->widget;
}
