/* SPDX-License-Identifier: MIT */
/* toggle.c - what is on or off: check boxes, radio buttons, switches. */
#include <stdlib.h>

#include "kit.h"

#define MARK         18 /* design pixels: a box, a circle */
#define SWITCH_WIDTH 36
#define SWITCH       20
#define KNOB_EDGE    3 /* around the knob of a switch */

enum toggle_kind { CHECKBOX, RADIO, SWITCH_TOGGLE };

struct toggle {
	struct gui_widget widget;
	char *text;
	enum toggle_kind kind;
	bool on;
	struct kit_action changed;
};

static struct gui_size mark_size(const struct toggle *t)
{
	if (t->kind == SWITCH_TOGGLE)
		return (struct gui_size){ gui_dp(SWITCH_WIDTH), gui_dp(SWITCH) };
	return (struct gui_size){ gui_dp(MARK), gui_dp(MARK) };
}

static void toggle_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct toggle *t = (const struct toggle *)w;
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	size_t n = strlen(t->text);

	wanted->w = mark_size(t).w + (n ? gui_dp(gui_theme()->space) : 0);
	wanted->w += gui_text_width(font, t->text, n);
	wanted->h = gui_dp(gui_theme()->row);
}

/* The edge of a mark that is off, and the fill of one that is on. */
static void mark_colours(enum kit_state state, bool on, gui_colour *fill, gui_colour *edge,
			 gui_colour *sign)
{
	const struct gui_theme *theme = gui_theme();

	*sign = state == KIT_DISABLED ? theme->background : theme->on_accent;
	*edge = state == KIT_DISABLED ? theme->separator : theme->border;
	if (state == KIT_DISABLED)
		*fill = on ? theme->text_disabled : theme->background;
	else if (on)
		*fill = state == KIT_PRESSED ? theme->accent_pressed
			: state == KIT_HOVER ? theme->accent_hover
					     : theme->accent;
	else
		*fill = state == KIT_PRESSED ? theme->raised_pressed
			: state == KIT_HOVER ? theme->raised_hover
					     : theme->surface;
}

static void draw_switch(struct gui_canvas *c, struct rect r, bool on, enum kit_state state)
{
	const struct gui_theme *theme = gui_theme();
	gui_colour fill, edge, sign;
	int edge_width = gui_dp(KNOB_EDGE);
	struct rect knob = { r.x, r.y, r.h, r.h };

	mark_colours(state, on, &fill, &edge, &sign);
	gui_round_rect(c, r, r.h / 2, on ? fill : theme->track);
	if (!on) {
		gui_round_frame(c, r, r.h / 2, gui_dp(theme->border_width), edge);
		sign = state == KIT_DISABLED ? theme->text_disabled : theme->text_dim;
	} else {
		knob.x += r.w - r.h;
	}
	gui_circle(c, rect_inset(knob, edge_width), sign);
}

static void draw_mark(const struct toggle *t, struct gui_canvas *c, struct rect r,
		      enum kit_state state)
{
	const struct gui_theme *theme = gui_theme();
	int radius = t->kind == CHECKBOX ? gui_dp(theme->radius_s) : r.h / 2;
	gui_colour fill, edge, sign;

	if (t->kind == SWITCH_TOGGLE) {
		draw_switch(c, r, t->on, state);
		return;
	}
	mark_colours(state, t->on, &fill, &edge, &sign);
	gui_round_rect(c, r, radius, fill);
	if (!t->on)
		gui_round_frame(c, r, radius, gui_dp(theme->border_width), edge);
	else if (t->kind == CHECKBOX)
		gui_draw_icon(c, rect_inset(r, gui_dp(2)), GUI_ICON_CHECK, sign);
	else
		gui_circle(c, rect_inset(r, gui_dp(5)), sign);
}

static void toggle_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct toggle *t = (const struct toggle *)w;
	const struct gui_theme *theme = gui_theme();
	enum kit_state state = kit_state(w);
	struct gui_size size = mark_size(t);
	struct rect mark = { 0, (w->area.h - size.h) / 2, size.w, size.h };
	int x = size.w + gui_dp(theme->space);

	draw_mark(t, c, mark, state);
	if (gui_has_focus(w))
		kit_ring(c, mark, t->kind == CHECKBOX ? gui_dp(theme->radius_s) : size.h / 2);
	kit_text(c, gui_theme_font(GUI_TEXT_BODY), (struct rect){ x, 0, w->area.w - x, w->area.h },
		 t->text, strlen(t->text), GUI_ALIGN_START,
		 state == KIT_DISABLED ? theme->text_disabled : theme->text);
}

static const struct gui_widget_ops toggle_ops;

static struct toggle *toggle_of(const struct gui_widget *w)
{
	return w && w->ops == &toggle_ops ? (struct toggle *)w : NULL;
}

static void set_on(struct toggle *t, bool on)
{
	if (on && t->kind == RADIO) {
		for (struct gui_widget *s = t->widget.parent->first; s; s = s->next) {
			struct toggle *other = toggle_of(s);

			if (other && other != t && other->kind == RADIO && other->on) {
				other->on = false;
				gui_redraw(s);
			}
		}
	}
	t->on = on;
	gui_redraw(&t->widget);
}

/* The next radio button of the group, round; arrows go there and choose it. */
static struct gui_widget *neighbour(struct gui_widget *w, bool forward)
{
	struct gui_widget *s = w;

	do {
		s = forward ? s->next : s->previous;
		if (!s)
			s = forward ? w->parent->first : w->parent->last;
	} while (s != w && !(toggle_of(s) && toggle_of(s)->kind == RADIO && gui_is_enabled(s) &&
			     gui_is_shown(s)));
	return s;
}

static void user_set(struct toggle *t, bool on)
{
	if (t->on == on)
		return;
	set_on(t, on);
	kit_act(&t->widget, t->changed);
}

static bool radio_key(struct toggle *t, const struct gui_event *e)
{
	bool forward = e->key == GUI_KEY_DOWN_ARROW || e->key == GUI_KEY_RIGHT;
	struct gui_widget *next;

	if (!forward && e->key != GUI_KEY_UP_ARROW && e->key != GUI_KEY_LEFT)
		return false;
	next = neighbour(&t->widget, forward);
	gui_focus(next);
	user_set(toggle_of(next), true);
	return true;
}

static bool toggle_event(struct gui_widget *w, const struct gui_event *e)
{
	struct toggle *t = (struct toggle *)w;
	bool used;

	if (e->type == GUI_KEY_DOWN && t->kind == RADIO && !e->modifiers && radio_key(t, e))
		return true;
	if (kit_press(w, e, &used))
		user_set(t, t->kind == RADIO ? true : !t->on);
	return used;
}

static void toggle_destroy(struct gui_widget *w)
{
	free(((struct toggle *)w)->text);
}

static const char *toggle_text(const struct gui_widget *w)
{
	return ((const struct toggle *)w)->text;
}

static void toggle_set(struct gui_widget *w, const char *text)
{
	if (kit_set_text(&((struct toggle *)w)->text, text))
		gui_relayout(w);
}

static const struct gui_widget_ops toggle_ops = {
	.name = "toggle",
	.size = sizeof(struct toggle),
	.measure = toggle_measure,
	.draw = toggle_draw,
	.event = toggle_event,
	.destroy = toggle_destroy,
	.text = toggle_text,
	.set_text = toggle_set,
};

static struct gui_widget *new_toggle(struct gui_widget *parent, enum toggle_kind kind,
				     const char *text, gui_action changed, void *arg)
{
	struct toggle *t = (struct toggle *)gui_widget_new(parent, &toggle_ops);

	if (!t)
		return NULL;
	if (!kit_set_text(&t->text, text)) {
		gui_free(&t->widget);
		return NULL;
	}
	t->kind = kind;
	t->changed = (struct kit_action){ changed, arg };
	t->widget.focusable = true;
	return &t->widget;
}

struct gui_widget *gui_checkbox(struct gui_widget *parent, const char *text, gui_action changed,
				void *arg)
{
	return new_toggle(parent, CHECKBOX, text, changed, arg);
}

struct gui_widget *gui_radio(struct gui_widget *parent, const char *text, gui_action changed,
			     void *arg)
{
	return new_toggle(parent, RADIO, text, changed, arg);
}

struct gui_widget *gui_switch(struct gui_widget *parent, const char *text, gui_action changed,
			      void *arg)
{
	return new_toggle(parent, SWITCH_TOGGLE, text, changed, arg);
}

bool gui_is_on(const struct gui_widget *w)
{
	const struct toggle *t = toggle_of(w);

	return t && t->on;
}

void gui_set_on(struct gui_widget *w, bool on)
{
	struct toggle *t = toggle_of(w);

	if (t && t->on != on)
		set_on(t, on);
}
