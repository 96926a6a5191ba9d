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

struct tab {
	char *title;
	struct gui_widget *page;
};

struct tabs {
	struct gui_widget widget;
	struct strip *strip; /* NULL: the program has freed it */
	struct tab *tabs;
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
		r.w = gui_text_width(font(), t->tabs[i].title, strlen(t->tabs[i].title)) +
		      2 * gui_dp(PAD);
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

static bool is_in(const struct tabs *t, const struct gui_widget *w)
{
	const struct gui_widget *c = t->widget.first;

	while (c && c != w)
		c = c->next;
	return c != NULL;
}

/* Programs may free pages, or all that is in w: their tabs go too. */
static struct tabs *tabs_of(struct gui_widget *w)
{
	struct tabs *t = (struct tabs *)w;
	int kept = 0, current = -1;

	if (t->strip && !is_in(t, &t->strip->widget))
		t->strip = NULL;
	for (int i = 0; i < t->count; i++) {
		if (i == t->current)
			current = kept;
		if (is_in(t, t->tabs[i].page))
			t->tabs[kept++] = t->tabs[i];
		else
			free(t->tabs[i].title);
	}
	if (kept == t->count)
		return t;
	t->count = kept;
	t->current = MAX(MIN(current, kept - 1), 0);
	if (kept)
		gui_hide(t->tabs[t->current].page, false);
	return t;
}

static void show(struct tabs *t, int index)
{
	if (index < 0 || index >= t->count || index == t->current)
		return;
	gui_hide(t->tabs[t->current].page, true);
	t->current = index;
	gui_hide(t->tabs[index].page, false);
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
		kit_text(c, font(), r, t->tabs[i].title, strlen(t->tabs[i].title), GUI_ALIGN_CENTRE,
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
	int i = tab_at(tabs_of(&s->tabs->widget), e->x, e->y);

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
	struct tabs *t = tabs_of(w);
	struct gui_size size = { 0 };
	int strip;

	if (t->strip)
		size = gui_measure(&t->strip->widget, wanted->w);
	strip = size.h;
	for (int i = 0; i < t->count; i++) {
		struct gui_widget *p = t->tabs[i].page;
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
	struct tabs *t = tabs_of(w);
	int strip = t->strip ? gui_dp(STRIP) : 0;

	if (t->strip)
		gui_place(&t->strip->widget, (struct rect){ 0, 0, w->area.w, strip });
	for (int i = 0; i < t->count; i++)
		gui_place(t->tabs[i].page, (struct rect){ 0, strip, w->area.w, w->area.h - strip });
}

static bool tabs_event(struct gui_widget *w, const struct gui_event *e)
{
	struct tabs *t = tabs_of(w);
	bool up = e->key == GUI_KEY_PAGE_UP;

	if (e->type != GUI_KEY_DOWN || e->modifiers != GUI_CTRL || !t->count ||
	    (!up && e->key != GUI_KEY_PAGE_DOWN))
		return false;
	user_show(t, (t->current + (up ? t->count - 1 : 1)) % t->count);
	/* What had the focus may be hidden now. */
	if (t->strip && (!gui_focused() || !gui_is_shown(gui_focused())))
		gui_focus(&t->strip->widget);
	return true;
}

static void tabs_destroy(struct gui_widget *w)
{
	struct tabs *t = (struct tabs *)w;

	for (int i = 0; i < t->count; i++)
		free(t->tabs[i].title);
	free(t->tabs);
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
	struct tab new = { 0 };

	if (!w || w->ops != &tabs_ops)
		return NULL;
	struct tabs *t = tabs_of(w);
	struct tab *tabs = realloc(t->tabs, (size_t)(t->count + 1) * sizeof(*tabs));
	if (!tabs)
		return NULL;
	t->tabs = tabs;
	kit_set_text(&new.title, title);
	new.page = new.title ? gui_column(w) : NULL;
	if (!new.page) {
		free(new.title);
		return NULL;
	}
	tabs[t->count] = new;
	gui_padding(new.page, gui_theme()->space_l);
	if (t->count++ != t->current)
		gui_hide(new.page, true);
	gui_relayout(w);
	return new.page;
}

int gui_tabs_current(const struct gui_widget *w)
{
	return w && w->ops == &tabs_ops ? tabs_of((struct gui_widget *)w)->current : 0;
}

void gui_tabs_show(struct gui_widget *w, int index)
{
	if (w && w->ops == &tabs_ops)
		show(tabs_of(w), index);
}
