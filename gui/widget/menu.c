/* SPDX-License-Identifier: MIT */
/*
 * menu.c - an open menu: a pop-up with one widget, which draws all items. A menu that an item
 * opens is a pop-up that belongs to this one, and the toolkit closes them together.
 */
#include <stdlib.h>
#include <strings.h>

#include "internal.h"
#include "kit.h"
#include "menu.h"

#define PAD   4 /* around all items, design pixels */
#define LINE  9 /* height of a separator */
#define ICON  16
#define LEAST 140 /* width */

struct menu {
	struct gui_widget widget;
	const struct gui_menu_item *items;
	int count;
	void *arg;
	int mark;                 /* the item that is pointed at; -1: none */
	int child;                /* the item whose menu is open; -1: none */
	struct gui_widget *popup; /* that menu */
	bool signs;               /* items have icons or marks: room is left for them */
	void (*step)(struct gui_widget *bar, int by);
	struct gui_widget *bar;
};

static void *arg_of(const struct menu *m, const struct gui_menu_item *item)
{
	return item->arg ? item->arg : m->arg;
}

static bool usable(const struct menu *m, int i)
{
	const struct gui_menu_item *item = &m->items[i];

	return item->kind == GUI_MENU_ITEM && (!item->enabled || item->enabled(arg_of(m, item)));
}

static int height(const struct menu *m, int i)
{
	return m->items[i].kind == GUI_MENU_LINE ? gui_dp(LINE) : gui_dp(gui_theme()->row);
}

static struct rect place(const struct menu *m, int i)
{
	struct rect r = { gui_dp(PAD), gui_dp(PAD), m->widget.area.w - 2 * gui_dp(PAD), 0 };

	for (int j = 0; j < i; j++)
		r.y += height(m, j);
	r.h = height(m, i);
	return r;
}

static int item_at(const struct menu *m, int x, int y)
{
	for (int i = 0; i < m->count; i++) {
		if (rect_contains(place(m, i), x, y))
			return i;
	}
	return -1;
}

static int text_width(const char *text)
{
	return text ? gui_text_width(gui_theme_font(GUI_TEXT_BODY), text, strlen(text)) : 0;
}

/* Room at the left for icons, and its gap. */
static int sign_width(const struct menu *m)
{
	return m->signs ? gui_dp(ICON) + gui_dp(gui_theme()->space) : 0;
}

static void menu_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct menu *m = (const struct menu *)w;
	int pad = gui_dp(gui_theme()->space), text = 0, keys = 0;

	wanted->h = 2 * gui_dp(PAD);
	for (int i = 0; i < m->count; i++) {
		int arrow = m->items[i].items ? gui_dp(ICON) : 0;

		text = MAX(text, text_width(m->items[i].text));
		keys = MAX(keys, MAX(text_width(m->items[i].keys), arrow));
		wanted->h += height(m, i);
	}
	wanted->w = 2 * gui_dp(PAD) + 2 * pad + sign_width(m) + text + (keys ? 3 * pad + keys : 0);
	wanted->w = MAX(wanted->w, gui_dp(LEAST));
}

static void draw_item(const struct menu *m, struct gui_canvas *c, int i)
{
	const struct gui_theme *theme = gui_theme();
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	const struct gui_menu_item *item = &m->items[i];
	struct rect r = place(m, i);
	int pad = gui_dp(theme->space), icon = gui_dp(ICON);
	bool on = usable(m, i), marked = on && (i == m->mark || i == m->child);
	gui_colour ink = marked ? theme->on_accent : on ? theme->text : theme->text_disabled;
	gui_colour dim = marked ? theme->on_accent : on ? theme->text_dim : theme->text_disabled;
	enum gui_icon sign = item->checked && item->checked(arg_of(m, item)) ? GUI_ICON_CHECK
									     : item->icon;

	if (marked)
		gui_round_rect(c, r, gui_dp(theme->radius_s), theme->accent);
	r.x += pad;
	r.w -= 2 * pad;
	if (sign)
		gui_draw_icon(c, (struct rect){ r.x, r.y + (r.h - icon) / 2, icon, icon }, sign,
			      dim);
	if (item->items)
		gui_draw_icon(c,
			      (struct rect){ r.x + r.w - icon + pad / 2, r.y + (r.h - icon) / 2,
					     icon, icon },
			      GUI_ICON_RIGHT, dim);
	else if (item->keys)
		kit_text(c, font, r, item->keys, strlen(item->keys), GUI_ALIGN_END, dim);
	r.x += sign_width(m);
	r.w -= sign_width(m);
	kit_text(c, font, r, item->text, strlen(item->text), GUI_ALIGN_START, ink);
}

static void menu_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct menu *m = (const struct menu *)w;
	int line = gui_dp(1);

	for (int i = 0; i < m->count; i++) {
		struct rect r = place(m, i);

		if (m->items[i].kind == GUI_MENU_ITEM)
			draw_item(m, c, i);
		else
			gui_fill(c, (struct rect){ 0, r.y + (r.h - line) / 2, w->area.w, line },
				 gui_theme()->separator);
	}
}

/* --- choosing ------------------------------------------------------------------------------- */

static bool child_closed(struct gui_widget *popup, void *arg)
{
	struct menu *m = arg;

	if (m->popup == popup) {
		m->popup = NULL;
		m->child = -1;
		gui_redraw(&m->widget);
	}
	return true;
}

static void close_child(struct menu *m)
{
	if (m->popup)
		gui_popups_close(gui_window_holding(&m->widget));
}

static void open_child(struct menu *m, int i, bool keys)
{
	struct rect anchor = place(m, i);

	if (m->child == i)
		return;
	close_child(m);
	m->child = i;
	anchor.y -= gui_dp(PAD); /* its first item is beside this one */
	m->popup = menu_open(&m->widget, anchor, GUI_RIGHT, m->items[i].items, m->arg, keys, NULL,
			     NULL);
	gui_window_on_close(m->popup, child_closed, m);
	gui_redraw(&m->widget);
}

/* The menus are closed first: what was chosen may open others. */
static void choose(struct menu *m, int i, bool keys)
{
	const struct gui_menu_item *item;
	void *arg;

	if (i < 0 || !usable(m, i))
		return;
	item = &m->items[i];
	arg = arg_of(m, item);
	if (item->items) {
		open_child(m, i, keys);
		return;
	}
	gui_popups_close(NULL);
	if (item->chosen)
		item->chosen(arg);
}

static void mark(struct menu *m, int i)
{
	if (i == m->mark)
		return;
	m->mark = i;
	gui_redraw(&m->widget);
}

static void step_mark(struct menu *m, int by)
{
	int i = m->mark;

	if (i < 0 && by < 0)
		i = 0;
	for (int tries = 0; tries < m->count; tries++) {
		i = (i + by + m->count) % m->count;
		if (usable(m, i)) {
			mark(m, i);
			return;
		}
	}
}

static bool letter(struct menu *m, uint32_t character)
{
	char bytes[4];
	size_t n = gui_utf8_put(bytes, character);

	for (int tries = 1; tries <= m->count; tries++) {
		int i = (MAX(m->mark, -1) + tries) % m->count;

		if (usable(m, i) && strncasecmp(m->items[i].text, bytes, n) == 0) {
			mark(m, i);
			return true;
		}
	}
	return true;
}

static bool menu_key(struct menu *m, unsigned key)
{
	switch (key) {
	case GUI_KEY_UP_ARROW:
		step_mark(m, -1);
		return true;
	case GUI_KEY_DOWN_ARROW:
		step_mark(m, 1);
		return true;
	case GUI_KEY_HOME:
		m->mark = -1;
		step_mark(m, 1);
		return true;
	case GUI_KEY_END:
		m->mark = 0;
		step_mark(m, -1);
		return true;
	case GUI_KEY_ENTER:
	case GUI_KEY_SPACE:
		choose(m, m->mark, true);
		return true;
	case GUI_KEY_RIGHT:
		if (m->mark >= 0 && m->items[m->mark].items && usable(m, m->mark))
			open_child(m, m->mark, true);
		else if (m->step)
			m->step(m->bar, 1);
		return true;
	case GUI_KEY_LEFT:
		if (m->step)
			m->step(m->bar, -1);
		else
			gui_popups_close(gui_window_holding(gui_window_holding(&m->widget)->owner));
		return true;
	default:
		return false;
	}
}

static bool menu_event(struct gui_widget *w, const struct gui_event *e)
{
	struct menu *m = (struct menu *)w;
	int i = item_at(m, e->x, e->y);

	switch (e->type) {
	case GUI_POINTER_MOVE:
	case GUI_POINTER_ENTER:
		mark(m, i);
		if (i >= 0 && i != m->child && usable(m, i) && m->items[i].items)
			open_child(m, i, false);
		else if (i >= 0 && i != m->child)
			close_child(m);
		return true;
	case GUI_POINTER_LEAVE:
		mark(m, -1);
		return true;
	case GUI_POINTER_DOWN:
		return true;
	case GUI_POINTER_UP:
		choose(m, i, false);
		return true;
	case GUI_KEY_DOWN:
		return !e->modifiers && menu_key(m, e->key);
	case GUI_TEXT:
		return letter(m, e->character);
	default:
		return false;
	}
}

static const struct gui_widget_ops menu_ops = {
	.name = "menu",
	.size = sizeof(struct menu),
	.measure = menu_measure,
	.draw = menu_draw,
	.event = menu_event,
};

struct gui_widget *menu_open(struct gui_widget *owner, struct rect anchor, enum gui_side side,
			     const struct gui_menu_item *items, void *arg, bool keys,
			     void (*step)(struct gui_widget *bar, int by), struct gui_widget *bar)
{
	gui_enter(); /* who loses the focus may free it */

	struct gui_widget *popup = gui_popup(owner, anchor, side);
	struct menu *m = (struct menu *)gui_widget_new(popup, &menu_ops);

	if (!m) {
		gui_free(popup);
		gui_leave();
		return NULL;
	}
	m->items = items;
	m->arg = arg;
	m->mark = m->child = -1;
	m->step = step;
	m->bar = bar;
	for (; items[m->count].text || items[m->count].kind == GUI_MENU_LINE; m->count++)
		m->signs |= items[m->count].icon || items[m->count].checked;
	m->widget.focusable = true;
	gui_focus(&m->widget);
	if (keys)
		step_mark(m, 1);
	bool gone = popup->dead;
	gui_leave();
	return gone ? NULL : popup;
}

void menu_mark(struct gui_widget *popup, int item)
{
	struct menu *m = popup ? (struct menu *)popup->first : NULL;

	if (m && item >= 0 && item < m->count && usable(m, item))
		mark(m, item);
}

void gui_menu_popup(struct gui_widget *w, int x, int y, const struct gui_menu_item *items,
		    void *arg)
{
	gui_enter(); /* what is closed may take w with it */
	gui_popups_close(NULL);
	menu_open(w, (struct rect){ x, y, 1, 1 }, GUI_BOTTOM, items, arg, false, NULL, NULL);
	gui_leave();
}

void gui_menu_close(void)
{
	gui_popups_close(NULL);
}

bool gui_menu_is_open(void)
{
	return gui_core.popup != NULL;
}
