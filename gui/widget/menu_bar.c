/* SPDX-License-Identifier: MIT */
/* menu_bar.c - the titles of a window's menus. While one is open the others open by going there. */
#include "internal.h"
#include "kit.h"
#include "menu.h"

#define HEIGHT 32 /* design pixels */
#define PAD    10 /* beside a title */

struct menu_bar {
	struct gui_widget widget;
	const struct gui_menu_item *menus;
	void *arg;
	int count, hover;
	int open;   /* -1: none */
	int closed; /* the one that this press has closed: it does not open it again */
	struct gui_widget *popup;
};

static struct rect title_place(const struct menu_bar *b, int index)
{
	const struct gui_font *font = gui_theme_font(GUI_TEXT_BODY);
	struct rect r = { gui_dp(gui_theme()->space_s), gui_dp(2), 0,
			  b->widget.area.h - 2 * gui_dp(2) - gui_dp(1) };

	for (int i = 0; i <= index; i++) {
		r.x += r.w;
		r.w = gui_text_width(font, b->menus[i].text, strlen(b->menus[i].text)) +
		      2 * gui_dp(PAD);
	}
	return r;
}

static int title_at(const struct menu_bar *b, int x, int y)
{
	for (int i = 0; i < b->count; i++) {
		if (rect_contains(title_place(b, i), x, y))
			return i;
	}
	return -1;
}

static void bar_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct menu_bar *b = (const struct menu_bar *)w;
	struct rect last = title_place(b, b->count - 1);

	*wanted = (struct gui_size){ last.x + last.w + gui_dp(PAD), gui_dp(HEIGHT) };
}

static void bar_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct menu_bar *b = (const struct menu_bar *)w;
	const struct gui_theme *theme = gui_theme();
	int line = gui_dp(1);

	for (int i = 0; i < b->count; i++) {
		struct rect r = title_place(b, i);

		if (i == b->open)
			gui_round_rect(c, r, gui_dp(theme->radius_s), theme->raised_pressed);
		else if (i == b->hover)
			gui_round_rect(c, r, gui_dp(theme->radius_s), theme->hover);
		kit_text(c, gui_theme_font(GUI_TEXT_BODY), r, b->menus[i].text,
			 strlen(b->menus[i].text), GUI_ALIGN_CENTRE, theme->text);
	}
	gui_fill(c, (struct rect){ 0, w->area.h - line, w->area.w, line }, theme->separator);
}

static bool menu_closed(struct gui_widget *popup, void *arg)
{
	struct menu_bar *b = arg;

	if (popup == b->popup) {
		b->closed = b->open;
		b->open = -1;
		b->popup = NULL;
		gui_redraw(&b->widget);
	}
	return true;
}

static void step(struct gui_widget *bar, int by);

static void open_menu(struct menu_bar *b, int i, bool keys)
{
	gui_popups_close(NULL);
	b->open = i;
	b->popup = menu_open(&b->widget, title_place(b, i), GUI_BOTTOM, b->menus[i].items, b->arg,
			     keys, step, &b->widget);
	if (!b->popup)
		b->open = -1;
	gui_window_on_close(b->popup, menu_closed, b);
	gui_redraw(&b->widget);
}

static void step(struct gui_widget *bar, int by)
{
	struct menu_bar *b = (struct menu_bar *)bar;

	open_menu(b, (b->open + by + b->count) % b->count, true);
}

static bool bar_event(struct gui_widget *w, const struct gui_event *e)
{
	struct menu_bar *b = (struct menu_bar *)w;
	int i = title_at(b, e->x, e->y);

	switch (e->type) {
	case GUI_POINTER_DOWN:
		if (i >= 0 && i != b->closed && e->button == GUI_BUTTON_LEFT)
			open_menu(b, i, false);
		b->closed = -1;
		return true;
	case GUI_POINTER_MOVE:
		if (b->open >= 0 && i >= 0 && i != b->open)
			open_menu(b, i, false);
		b->closed = -1;
		/* fall through */
	case GUI_POINTER_LEAVE:
		i = e->type == GUI_POINTER_LEAVE ? -1 : i;
		if (i != b->hover)
			gui_redraw(w);
		b->hover = i;
		return true;
	default:
		return false;
	}
}

static const struct gui_widget_ops bar_ops = {
	.name = "menu bar",
	.size = sizeof(struct menu_bar),
	.measure = bar_measure,
	.draw = bar_draw,
	.event = bar_event,
};

static struct gui_widget *bar_in(struct gui_widget *w)
{
	struct gui_widget *bar = w && w->ops == &bar_ops ? w : NULL;

	for (struct gui_widget *c = w && !w->hidden ? w->first : NULL; c && !bar; c = c->next)
		bar = bar_in(c);
	return bar;
}

/* The key is the window's, and outlives a bar that was freed. */
static void key_opens(struct gui_widget *window, void *arg)
{
	struct gui_widget *bar = bar_in(window);

	(void)arg;
	if (bar && ((struct menu_bar *)bar)->count)
		open_menu((struct menu_bar *)bar, 0, true);
}

struct gui_widget *gui_menu_bar(struct gui_widget *parent, const struct gui_menu_item *menus,
				void *arg)
{
	struct menu_bar *b = (struct menu_bar *)gui_widget_new(parent, &bar_ops);

	if (!b)
		return NULL;
	b->menus = menus;
	b->arg = arg;
	while (menus[b->count].text)
		b->count++;
	b->open = b->closed = b->hover = -1;
	gui_shortcut(gui_window_of(parent), 0, GUI_KEY_F(10), key_opens, NULL);
	return &b->widget;
}
