/* SPDX-License-Identifier: MIT */
/* slider.c - a number that is chosen by dragging a knob, or by keys. */
#include "kit.h"

#define KNOB   18 /* design pixels */
#define BAR    4
#define WIDTH  160
#define HEIGHT 28
#define PAGE   10 /* steps */

struct slider {
	struct gui_widget widget;
	int from, to, step, value;
	struct kit_action changed;
};

static void slider_measure(struct gui_widget *w, struct gui_size *wanted)
{
	(void)w;
	*wanted = (struct gui_size){ gui_dp(WIDTH), gui_dp(HEIGHT) };
}

static struct rect knob_place(const struct slider *s)
{
	int knob = gui_dp(KNOB), way = s->widget.area.w - knob;
	int64_t range = (int64_t)s->to - s->from;
	struct rect r = kit_centred(kit_area(&s->widget), knob, knob);

	r.x = range ? (int)(((int64_t)way * ((int64_t)s->value - s->from) + range / 2) / range) : 0;
	return r;
}

static void slider_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct slider *s = (const struct slider *)w;
	const struct gui_theme *theme = gui_theme();
	enum kit_state state = kit_state(w);
	int bar = gui_dp(BAR), edge = gui_dp(KNOB) / 2;
	struct rect knob = knob_place(s);
	struct rect track = kit_centred(kit_area(w), w->area.w - 2 * edge, bar), done = track;

	gui_round_rect(c, track, bar / 2, theme->track);
	done.w = knob.x + edge - track.x;
	gui_round_rect(c, done, bar / 2,
		       state == KIT_DISABLED ? theme->text_disabled : theme->accent);
	if (state == KIT_DISABLED) {
		gui_circle(c, knob, theme->text_disabled);
		return;
	}
	gui_circle(c, knob,
		   state == KIT_PRESSED ? theme->accent_pressed
		   : state == KIT_HOVER ? theme->accent_hover
					: theme->accent);
	gui_circle(c, rect_inset(knob, gui_dp(5)), theme->on_accent);
	if (gui_has_focus(w))
		kit_ring(c, knob, knob.h / 2);
}

static void user_set(struct slider *s, int64_t value)
{
	value = MAX(MIN(value, s->to), s->from);
	if (value == s->value)
		return;
	s->value = (int)value;
	gui_redraw(&s->widget);
	kit_act(&s->widget, s->changed);
}

/* The multiple of step that is nearest to a place; the last one may be a shorter step. */
static void drag_to(struct slider *s, int x)
{
	int knob = gui_dp(KNOB), way = MAX(s->widget.area.w - knob, 1);
	int64_t range = (int64_t)s->to - s->from;
	int64_t at = MAX(MIN(x - knob / 2, way), 0) * range / way;
	int64_t value = s->from + (at + s->step / 2) / s->step * s->step;

	user_set(s, at == range ? s->to : value);
}

static bool slider_key(struct slider *s, unsigned key)
{
	switch (key) {
	case GUI_KEY_LEFT:
	case GUI_KEY_DOWN_ARROW:
		user_set(s, (int64_t)s->value - s->step);
		return true;
	case GUI_KEY_RIGHT:
	case GUI_KEY_UP_ARROW:
		user_set(s, (int64_t)s->value + s->step);
		return true;
	case GUI_KEY_PAGE_DOWN:
		user_set(s, s->value - (int64_t)s->step * PAGE);
		return true;
	case GUI_KEY_PAGE_UP:
		user_set(s, s->value + (int64_t)s->step * PAGE);
		return true;
	case GUI_KEY_HOME:
		user_set(s, s->from);
		return true;
	case GUI_KEY_END:
		user_set(s, s->to);
		return true;
	default:
		return false;
	}
}

static bool slider_event(struct gui_widget *w, const struct gui_event *e)
{
	struct slider *s = (struct slider *)w;

	switch (e->type) {
	case GUI_POINTER_DOWN:
	case GUI_POINTER_MOVE:
		if (e->type == GUI_POINTER_MOVE ? !w->pressed : e->button != GUI_BUTTON_LEFT)
			return false;
		gui_redraw(w);
		drag_to(s, e->x);
		return true;
	case GUI_POINTER_UP:
	case GUI_POINTER_ENTER:
	case GUI_POINTER_LEAVE:
		gui_redraw(w);
		return true;
	case GUI_WHEEL:
		user_set(s, (int64_t)s->value - (int64_t)e->wheel * s->step);
		return true;
	case GUI_KEY_DOWN:
		return !e->modifiers && slider_key(s, e->key);
	default:
		return false;
	}
}

static const struct gui_widget_ops slider_ops = {
	.name = "slider",
	.size = sizeof(struct slider),
	.measure = slider_measure,
	.draw = slider_draw,
	.event = slider_event,
};

struct gui_widget *gui_slider(struct gui_widget *parent, int from, int to, int step,
			      gui_action changed, void *arg)
{
	struct slider *s = (struct slider *)gui_widget_new(parent, &slider_ops);

	if (!s)
		return NULL;
	s->from = s->value = MIN(from, to);
	s->to = MAX(from, to);
	s->step = MAX(step, 1);
	s->changed = (struct kit_action){ changed, arg };
	s->widget.focusable = true;
	return &s->widget;
}

int gui_slider_value(const struct gui_widget *w)
{
	return w && w->ops == &slider_ops ? ((const struct slider *)w)->value : 0;
}

void gui_slider_set(struct gui_widget *w, int value)
{
	struct slider *s = (struct slider *)w;

	if (!w || w->ops != &slider_ops)
		return;
	s->value = MAX(MIN(value, s->to), s->from);
	gui_redraw(w);
}
