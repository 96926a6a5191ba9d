/* SPDX-License-Identifier: MIT */
/* button.c - what is pressed: with text, an icon, or both. */
#include <stdlib.h>

#include "kit.h"

#define ICON     16 /* design pixels */
#define ICON_BIG 20 /* of one alone */
#define LEAST    72 /* width of one with text */

struct button {
	struct gui_widget widget;
	char *text;
	enum gui_button_kind kind;
	enum gui_icon icon;
	struct kit_action pressed;
};

static int gap(const struct button *b)
{
	return b->icon && *b->text ? gui_dp(gui_theme()->space) : 0;
}

static void button_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct button *b = (const struct button *)w;
	const struct gui_theme *theme = gui_theme();
	int text = gui_text_width(gui_theme_font(GUI_TEXT_BODY), b->text, strlen(b->text));

	wanted->h = gui_dp(theme->control);
	if (!*b->text) {
		wanted->w = wanted->h;
		return;
	}
	wanted->w = text + 2 * gui_dp(theme->space_l) + gap(b) + (b->icon ? gui_dp(ICON) : 0);
	if (b->kind != GUI_BUTTON_FLAT)
		wanted->w = MAX(wanted->w, gui_dp(LEAST));
}

static gui_colour by_state(enum kit_state state, gui_colour normal, gui_colour hover,
			   gui_colour pressed)
{
	return state == KIT_PRESSED ? pressed : state == KIT_HOVER ? hover : normal;
}

static gui_colour fill_of(const struct button *b, enum kit_state state)
{
	const struct gui_theme *theme = gui_theme();

	switch (b->kind) {
	case GUI_BUTTON_PRIMARY:
		return by_state(state, theme->accent, theme->accent_hover, theme->accent_pressed);
	case GUI_BUTTON_DANGER:
		return by_state(state, theme->danger, theme->danger_hover, theme->danger);
	case GUI_BUTTON_FLAT:
		return by_state(state, 0, theme->hover, theme->raised_pressed);
	default:
		return by_state(state, theme->raised, theme->raised_hover, theme->raised_pressed);
	}
}

static gui_colour ink_of(const struct button *b, enum kit_state state)
{
	const struct gui_theme *theme = gui_theme();

	if (state == KIT_DISABLED)
		return theme->text_disabled;
	if (b->kind == GUI_BUTTON_PRIMARY)
		return theme->on_accent;
	return b->kind == GUI_BUTTON_DANGER ? theme->on_danger : theme->text;
}

static void draw_content(const struct button *b, struct gui_canvas *c, struct rect r,
			 gui_colour ink)
{
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	size_t n = strlen(b->text);
	int icon = b->icon ? gui_dp(n ? ICON : ICON_BIG) : 0;
	int room = r.w - icon - gap(b) - (n ? 2 * gui_dp(gui_theme()->space) : 0);
	int width = MIN(gui_text_width(font, b->text, n), MAX(room, 0));
	struct rect inner = kit_centred(r, icon + gap(b) + width, r.h);

	if (b->icon)
		gui_draw_icon(c, (struct rect){ inner.x, r.y, icon, r.h }, b->icon, ink);
	inner.x += icon + gap(b);
	inner.w = width;
	kit_text(c, font, inner, b->text, n, GUI_ALIGN_START, ink);
}

static void button_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct button *b = (const struct button *)w;
	const struct gui_theme *theme = gui_theme();
	enum kit_state state = kit_state(w);
	struct rect r = kit_area(w);
	int radius = gui_dp(theme->radius);

	if (state == KIT_DISABLED) {
		if (b->kind != GUI_BUTTON_FLAT)
			gui_round_frame(c, r, radius, gui_dp(theme->border_width),
					theme->separator);
	} else {
		gui_round_rect(c, r, radius, fill_of(b, state));
		if (b->kind == GUI_BUTTON_NORMAL)
			gui_round_frame(c, r, radius, gui_dp(theme->border_width), theme->border);
	}
	draw_content(b, c, r, ink_of(b, state));
	if (gui_has_focus(w))
		kit_ring(c, r, radius);
}

static bool button_event(struct gui_widget *w, const struct gui_event *e)
{
	bool used;

	if (kit_press(w, e, &used))
		kit_act(w, ((struct button *)w)->pressed);
	return used;
}

static void button_destroy(struct gui_widget *w)
{
	free(((struct button *)w)->text);
}

static const char *button_text(const struct gui_widget *w)
{
	return ((const struct button *)w)->text;
}

static void button_set(struct gui_widget *w, const char *text)
{
	if (kit_set_text(&((struct button *)w)->text, text))
		gui_relayout(w);
}

static const struct gui_widget_ops button_ops = {
	.name = "button",
	.size = sizeof(struct button),
	.measure = button_measure,
	.draw = button_draw,
	.event = button_event,
	.destroy = button_destroy,
	.text = button_text,
	.set_text = button_set,
};

struct gui_widget *gui_button(struct gui_widget *parent, const char *text, gui_action pressed,
			      void *arg)
{
	struct button *b = (struct button *)gui_widget_new(parent, &button_ops);

	if (!b)
		return NULL;
	if (!kit_set_text(&b->text, text)) {
		gui_free(&b->widget);
		return NULL;
	}
	b->widget.focusable = true;
	b->pressed = (struct kit_action){ pressed, arg };
	return &b->widget;
}

struct gui_widget *gui_icon_button(struct gui_widget *parent, enum gui_icon icon, const char *tip,
				   gui_action pressed, void *arg)
{
	struct gui_widget *w = gui_button(parent, "", pressed, arg);

	gui_button_kind(w, GUI_BUTTON_FLAT);
	gui_button_icon(w, icon);
	gui_tooltip(w, tip);
	return w;
}

static struct button *button_of(struct gui_widget *w)
{
	return w && w->ops == &button_ops ? (struct button *)w : NULL;
}

struct gui_widget *gui_button_kind(struct gui_widget *w, enum gui_button_kind kind)
{
	struct button *b = button_of(w);

	if (b) {
		b->kind = kind;
		gui_relayout(w);
	}
	return w;
}

struct gui_widget *gui_button_icon(struct gui_widget *w, enum gui_icon icon)
{
	struct button *b = button_of(w);

	if (b) {
		b->icon = icon;
		gui_relayout(w);
	}
	return w;
}

void gui_press(struct gui_widget *w)
{
	struct button *b = button_of(w);

	if (b && gui_is_enabled(w))
		kit_act(w, b->pressed);
}
