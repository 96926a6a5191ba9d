/* SPDX-License-Identifier: MIT */
/* choice.c - buttons that open a menu below themselves: of things to do, or one of several texts.
 */
#include <stdlib.h>

#include "internal.h"
#include "kit.h"
#include "menu.h"

#define ARROW 16 /* design pixels */

struct choice {
	struct gui_widget widget;
	char *text;                        /* of a menu button */
	const struct gui_menu_item *items; /* of it */
	void *arg;
	const char *const *texts;  /* of a choice; NULL: it is a menu button */
	struct gui_menu_item *own; /* a choice's items, one per text, and what each gets */
	struct slot {
		struct choice *choice;
		int value;
	} * slots;
	int count, value;
	struct kit_action changed;
	struct gui_widget *popup;
	bool closed; /* this press closed the menu: it does not open it again */
};

static const char *shown(const struct choice *b)
{
	if (!b->texts)
		return b->text;
	return b->value >= 0 && b->value < b->count ? b->texts[b->value] : "";
}

static void choice_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct choice *b = (const struct choice *)w;
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	int text = gui_text_width(font, shown(b), strlen(shown(b)));

	for (int i = 0; b->texts && i < b->count; i++)
		text = MAX(text, gui_text_width(font, b->texts[i], strlen(b->texts[i])));
	wanted->w = text + 3 * gui_dp(gui_theme()->space_m) + gui_dp(ARROW);
	wanted->h = gui_dp(gui_theme()->control);
}

static void choice_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct choice *b = (const struct choice *)w;
	const struct gui_theme *theme = gui_theme();
	enum kit_state state = kit_state(w);
	struct rect r = kit_area(w);
	int radius = gui_dp(theme->radius), pad = gui_dp(theme->space_m), arrow = gui_dp(ARROW);
	gui_colour ink = state == KIT_DISABLED ? theme->text_disabled : theme->text;

	if (state != KIT_DISABLED)
		gui_round_rect(c, r, radius,
			       state == KIT_PRESSED || b->popup ? theme->raised_pressed
			       : state == KIT_HOVER             ? theme->raised_hover
								: theme->raised);
	gui_round_frame(c, r, radius, gui_dp(theme->border_width),
			state == KIT_DISABLED ? theme->separator : theme->border);
	gui_draw_icon(c, (struct rect){ r.w - pad / 2 - arrow, 0, arrow, r.h }, GUI_ICON_DOWN,
		      state == KIT_DISABLED ? ink : theme->text_dim);
	kit_text(c, gui_theme_font(GUI_TEXT_BODY),
		 (struct rect){ pad, 0, r.w - pad - pad - arrow, r.h }, shown(b), strlen(shown(b)),
		 GUI_ALIGN_START, ink);
	if (gui_has_focus(w))
		kit_ring(c, r, radius);
}

static bool menu_closed(struct gui_widget *popup, void *arg)
{
	struct choice *b = arg;

	if (b->popup == popup) {
		b->popup = NULL;
		b->closed = true;
		gui_redraw(&b->widget);
	}
	return true;
}

static void open_menu(struct choice *b, bool keys)
{
	const struct gui_menu_item *items = b->texts ? b->own : b->items;

	gui_popups_close(NULL);
	b->popup = menu_open(&b->widget, kit_area(&b->widget), GUI_BOTTOM, items, b->arg, keys,
			     NULL, NULL);
	gui_window_on_close(b->popup, menu_closed, b);
	if (b->texts && keys)
		menu_mark(b->popup, b->value);
	gui_redraw(&b->widget);
}

static void set(struct choice *b, int value)
{
	if (value < 0 || value >= b->count || value == b->value)
		return;
	b->value = value;
	gui_redraw(&b->widget);
	kit_act(&b->widget, b->changed);
}

static bool choice_event(struct gui_widget *w, const struct gui_event *e)
{
	struct choice *b = (struct choice *)w;
	bool used;

	if (e->type == GUI_POINTER_DOWN && e->button == GUI_BUTTON_LEFT) {
		if (!b->closed)
			open_menu(b, false);
		b->closed = false;
		return true;
	}
	b->closed = false;
	if (e->type == GUI_KEY_DOWN && b->texts && !e->modifiers &&
	    (e->key == GUI_KEY_UP_ARROW || e->key == GUI_KEY_DOWN_ARROW)) {
		set(b, b->value + (e->key == GUI_KEY_UP_ARROW ? -1 : 1));
		return true;
	}
	if (kit_press(w, e, &used) && e->type == GUI_KEY_DOWN)
		open_menu(b, true);
	return used;
}

static void choice_destroy(struct gui_widget *w)
{
	struct choice *b = (struct choice *)w;

	free(b->text);
	free(b->own);
	free(b->slots);
}

static const char *choice_text(const struct gui_widget *w)
{
	return shown((const struct choice *)w);
}

static const struct gui_widget_ops choice_ops = {
	.name = "choice",
	.size = sizeof(struct choice),
	.measure = choice_measure,
	.draw = choice_draw,
	.event = choice_event,
	.destroy = choice_destroy,
	.text = choice_text,
};

static struct choice *new_choice(struct gui_widget *parent)
{
	struct choice *b = (struct choice *)gui_widget_new(parent, &choice_ops);

	if (b)
		b->widget.focusable = true;
	return b;
}

struct gui_widget *gui_menu_button(struct gui_widget *parent, const char *text,
				   const struct gui_menu_item *items, void *arg)
{
	struct choice *b = new_choice(parent);

	if (!b)
		return NULL;
	b->items = items;
	b->arg = arg;
	if (!kit_set_text(&b->text, text)) {
		gui_free(&b->widget);
		return NULL;
	}
	return &b->widget;
}

static void item_chosen(void *slot)
{
	const struct slot *s = slot;

	set(s->choice, s->value);
}

static bool item_checked(void *slot)
{
	const struct slot *s = slot;

	return s->choice->value == s->value;
}

struct gui_widget *gui_choice(struct gui_widget *parent, const char *const *texts, int count,
			      gui_action changed, void *arg)
{
	struct choice *b = new_choice(parent);

	if (!b)
		return NULL;
	b->texts = texts;
	b->own = calloc((size_t)count + 1, sizeof(*b->own));
	b->slots = calloc((size_t)count + 1, sizeof(*b->slots));
	if (!b->own || !b->slots) {
		gui_free(&b->widget);
		return NULL;
	}
	b->count = count;
	b->changed = (struct kit_action){ changed, arg };
	for (int i = 0; i < count; i++) {
		b->slots[i] = (struct slot){ b, i };
		b->own[i] = (struct gui_menu_item){ .text = texts[i],
						    .chosen = item_chosen,
						    .checked = item_checked,
						    .arg = &b->slots[i] };
	}
	return &b->widget;
}

int gui_choice_value(const struct gui_widget *w)
{
	return w && w->ops == &choice_ops ? ((const struct choice *)w)->value : -1;
}

void gui_choice_set(struct gui_widget *w, int value)
{
	struct choice *b = (struct choice *)w;

	if (!w || w->ops != &choice_ops || value < 0 || value >= b->count)
		return;
	b->value = value;
	gui_redraw(w);
}
