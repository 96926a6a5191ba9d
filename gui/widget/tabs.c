/* SPDX-License-Identifier: MIT */
/* tabs.c - pages of which one is seen. The strip of tabs is a widget of its own, for the focus;
 * the pages are its siblings. */
#include <stdlib.h>

#include <gui/layout.h>

#include "kit.h"

#define STRIP 40 /* design pixels */
#define PAD   14 /* beside a title */
#define MARK  3  /* height of the line below the current one */

struct strip {
	struct gui_widget widget;
	struct tabs *tabs;
	int hover; /* -1: none */
};

struct tabs {
	struct gui_widget widget;
	struct strip *strip;
	char **titles;
	int count, current;
	struct kit_action changed;
};

static const struct gui_font *font(void)
{
	return gui_theme_font(GUI_TEXT_BODY);
}

static struct rect tab_place(const struct tabs *t, int index)
{
	struct rect r = { 0, gui_dp(4), 0, gui_dp(STRIP) - gui_dp(8) };

	for (int i = 0; i <= index; i++) {
		r.x += r.w;
		r.w = gui_text_width(font(), t->titles[i], strlen(t->titles[i])) + 2 * gui_dp(PAD);
	}
	return r;
}

static int tab_at(const struct tabs *t, int x, int y)
{
	for (int i = 0; i < t->count; i++) {
		if (rect_contains(tab_place(t, i), x, y))
			return i;
	}
	return -1;
}

static struct gui_widget *page(const struct tabs *t, int index)
{
	struct gui_widget *p = t->widget.first;

	while (p && index-- >= 0)
		p = p->next;
	return p;
}

static void show(struct tabs *t, int index)
{
	if (index < 0 || index >= t->count || index == t->current)
		return;
	gui_hide(page(t, t->current), true);
	t->current = index;
	gui_hide(page(t, index), false);
	gui_redraw(&t->widget);
}

static void user_show(struct tabs *t, int index)
{
	int before = t->current;

	show(t, index);
	if (t->current != before)
		kit_act(&t->widget, t->changed);
}

/* --- the strip ------------------------------------------------------------------------------ */

static void strip_measure(struct gui_widget *w, struct gui_size *wanted)
{
	const struct tabs *t = ((const struct strip *)w)->tabs;
	struct rect last = { 0 };

	if (t->count)
		last = tab_place(t, t->count - 1);
	*wanted = (struct gui_size){ last.x + last.w, gui_dp(STRIP) };
}

static void strip_draw(struct gui_widget *w, struct gui_canvas *c)
{
	const struct strip *s = (const struct strip *)w;
	const struct tabs *t = s->tabs;
	const struct gui_theme *theme = gui_theme();
	int line = gui_dp(1), mark = gui_dp(MARK);

	gui_fill(c, (struct rect){ 0, w->area.h - line, w->area.w, line }, theme->separator);
	for (int i = 0; i < t->count; i++) {
		struct rect r = tab_place(t, i);
		bool on = i == t->current;

		if (i == s->hover && !on)
			gui_round_rect(c, r, gui_dp(theme->radius), theme->hover);
		kit_text(c, font(), r, t->titles[i], strlen(t->titles[i]), GUI_ALIGN_CENTRE,
			 on ? theme->text : theme->text_dim);
		if (on)
			gui_round_rect(c,
				       (struct rect){ r.x + gui_dp(PAD), w->area.h - mark,
						      r.w - 2 * gui_dp(PAD), mark },
				       mark / 2, theme->accent);
		if (on && gui_has_focus(w))
			kit_ring(c, r, gui_dp(theme->radius));
	}
}

static bool strip_event(struct gui_widget *w, const struct gui_event *e)
{
	struct strip *s = (struct strip *)w;
	int i = tab_at(s->tabs, e->x, e->y);

	switch (e->type) {
	case GUI_POINTER_DOWN:
		if (i >= 0 && e->button == GUI_BUTTON_LEFT)
			user_show(s->tabs, i);
		return true;
	case GUI_POINTER_MOVE:
	case GUI_POINTER_LEAVE:
		i = e->type == GUI_POINTER_LEAVE ? -1 : i;
		if (i != s->hover)
			gui_redraw(w);
		s->hover = i;
		return true;
	case GUI_KEY_DOWN:
		if (e->modifiers || (e->key != GUI_KEY_LEFT && e->key != GUI_KEY_RIGHT))
			return false;
		user_show(s->tabs, s->tabs->current + (e->key == GUI_KEY_LEFT ? -1 : 1));
		return true;
	default:
		return false;
	}
}

static const struct gui_widget_ops strip_ops = {
	.name = "tab strip",
	.size = sizeof(struct strip),
	.measure = strip_measure,
	.draw = strip_draw,
	.event = strip_event,
};

/* --- pages ---------------------------------------------------------------------------------- */

static void tabs_measure(struct gui_widget *w, struct gui_size *wanted)
{
	struct tabs *t = (struct tabs *)w;
	struct gui_size size = gui_measure(&t->strip->widget, wanted->w);
	int strip = size.h;

	for (int i = 0; i < t->count; i++) {
		struct gui_widget *p = page(t, i);
		bool hidden = p->hidden;

		/* Its size counts though it is not seen: the window stays as it is. */
		p->hidden = false;
		struct gui_size one = gui_measure(p, wanted->w);
		p->hidden = hidden;
		size.w = MAX(size.w, one.w);
		size.h = MAX(size.h, strip + one.h);
	}
	*wanted = size;
}

static void tabs_arrange(struct gui_widget *w)
{
	struct tabs *t = (struct tabs *)w;
	int strip = gui_dp(STRIP);

	gui_place(&t->strip->widget, (struct rect){ 0, 0, w->area.w, strip });
	for (int i = 0; i < t->count; i++)
		gui_place(page(t, i), (struct rect){ 0, strip, w->area.w, w->area.h - strip });
}

static bool tabs_event(struct gui_widget *w, const struct gui_event *e)
{
	struct tabs *t = (struct tabs *)w;
	bool up = e->key == GUI_KEY_PAGE_UP;

	if (e->type != GUI_KEY_DOWN || e->modifiers != GUI_CTRL || !t->count ||
	    (!up && e->key != GUI_KEY_PAGE_DOWN))
		return false;
	user_show(t, (t->current + (up ? t->count - 1 : 1)) % t->count);
	/* What had the focus may be hidden now. */
	if (!gui_focused() || !gui_is_shown(gui_focused()))
		gui_focus(&t->strip->widget);
	return true;
}

static void tabs_destroy(struct gui_widget *w)
{
	struct tabs *t = (struct tabs *)w;

	for (int i = 0; i < t->count; i++)
		free(t->titles[i]);
	free(t->titles);
}

static const struct gui_widget_ops tabs_ops = {
	.name = "tabs",
	.size = sizeof(struct tabs),
	.measure = tabs_measure,
	.arrange = tabs_arrange,
	.event = tabs_event,
	.destroy = tabs_destroy,
};

struct gui_widget *gui_tabs(struct gui_widget *parent, gui_action changed, void *arg)
{
	struct tabs *t = (struct tabs *)gui_widget_new(parent, &tabs_ops);

	if (!t)
		return NULL;
	t->strip = (struct strip *)gui_widget_new(&t->widget, &strip_ops);
	if (!t->strip) {
		gui_free(&t->widget);
		return NULL;
	}
	t->strip->tabs = t;
	t->strip->hover = -1;
	t->strip->widget.focusable = true;
	t->changed = (struct kit_action){ changed, arg };
	return gui_grow(&t->widget, 1);
}

struct gui_widget *gui_tab(struct gui_widget *w, const char *title)
{
	struct tabs *t = (struct tabs *)w;
	struct gui_widget *column;
	char **titles;

	if (!w || w->ops != &tabs_ops)
		return NULL;
	titles = realloc(t->titles, (size_t)(t->count + 1) * sizeof(*titles));
	if (!titles)
		return NULL;
	t->titles = titles;
	titles[t->count] = NULL;
	if (!kit_set_text(&titles[t->count], title))
		return NULL;
	column = gui_column(w);
	if (!column) {
		free(titles[t->count]);
		return NULL;
	}
	gui_padding(column, gui_theme()->space_l);
	if (t->count++ != t->current)
		gui_hide(column, true);
	gui_relayout(w);
	return column;
}

int gui_tabs_current(const struct gui_widget *w)
{
	return w && w->ops == &tabs_ops ? ((const struct tabs *)w)->current : 0;
}

void gui_tabs_show(struct gui_widget *w, int index)
{
	if (w && w->ops == &tabs_ops)
		show((struct tabs *)w, index);
}
