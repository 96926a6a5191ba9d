/* SPDX-License-Identifier: MIT */
/*
 * programs.c - what random programs do: windows, dialogs, pop-ups and widgets of every kind
 * (zoo.h) come and go, and are changed, also from inside of handlers.
 */
#include <core/compiler.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"
#include "programs.h"
#include "widget/tests/zoo.h"

#define WIDGETS_MAX 60u /* in a window */
#define WINDOWS_MAX 8u

bool calm;

unsigned sum_windows(void)
{
	unsigned n = 0;

	for (const struct gui_window *win = gui_core.oldest; win; win = win->created)
		n++;
	return n;
}

static struct gui_window *random_window(void)
{
	struct gui_window *win = gui_core.oldest;

	for (uint32_t i = test_below(sum_windows()); i && win->created; i--)
		win = win->created;
	return win;
}

/* Widgets that the program has made are marked; what is inside of others is not the program's. */
static char leaf, box;

static struct gui_widget *mark(struct gui_widget *w, char *as)
{
	if (w)
		w->user = as;
	return w;
}

static bool is_marked(const struct gui_widget *w)
{
	return w->user == &leaf || w->user == &box;
}

/* One that the program has made; NULL: what was hit is in none of them. */
static struct gui_widget *random_widget(void)
{
	struct gui_window *win = random_window();
	struct gui_widget *w = win ? &win->widget : NULL;

	while (w && w->first && test_below(4)) {
		w = w->first;
		while (w->next && test_below(2))
			w = w->next;
	}
	while (w && !is_marked(w))
		w = w->parent;
	return w;
}

/* One that others may be put into. */
static struct gui_widget *random_box(void)
{
	struct gui_widget *w = random_widget();

	while (w && w->user != &box)
		w = w->parent;
	return w;
}

static unsigned widgets_in(const struct gui_widget *w)
{
	unsigned n = 1;

	for (const struct gui_widget *c = w->first; c; c = c->next)
		n += widgets_in(c);
	return n;
}

static bool is_full(struct gui_widget *w)
{
	return !w || widgets_in(gui_window_of(w)) >= WIDGETS_MAX;
}

static struct rect random_rect(void)
{
	return (struct rect){ (int)test_below(2 * PROGRAMS_WIDTH) - PROGRAMS_WIDTH / 2,
			      (int)test_below(2 * PROGRAMS_HEIGHT) - PROGRAMS_HEIGHT / 2,
			      (int)test_below(PROGRAMS_WIDTH), (int)test_below(PROGRAMS_HEIGHT) };
}

static void act_sometimes(struct probe *p, const struct gui_event *e)
{
	(void)e;
	if (calm)
		return;
	if (test_below(60) == 0)
		gui_free(&p->widget);
	if (test_below(12) == 0)
		random_action();
}

static void new_probe(struct gui_widget *parent)
{
	struct probe *p;

	if (is_full(parent))
		return;
	p = probe_new(parent, (int)test_below(80), (int)test_below(60));
	if (!p)
		return;
	p->widget.focusable = test_below(2);
	p->widget.tab_only = test_below(8) == 0;
	p->widget.opaque = test_below(3) == 0;
	p->widget.no_clip = test_below(8) == 0;
	p->widget.grow = (uint8_t)test_below(3);
	p->widget.align = (enum gui_align)test_below(4);
	p->widget.cursor = (enum gui_cursor)test_below(GUI_CURSOR_NONE + 1);
	p->wraps = test_below(4) == 0;
	p->uses = test_below(2);
	p->colour = 0xff000000 | (uint32_t)test_random();
	p->on_event = act_sometimes;
	mark(&p->widget, &box);
}

static void heard(struct gui_widget *w)
{
	if (calm)
		return;
	if (test_below(60) == 0)
		gui_free(w);
	if (test_below(12) == 0)
		random_action();
}

static void new_widget(struct gui_widget *parent)
{
	bool is_box;

	if (is_full(parent))
		return;
	struct gui_widget *w = zoo_widget(parent, &is_box);
	mark(w, is_box ? &box : &leaf);
}

static void new_box(struct gui_widget *parent)
{
	struct gui_widget *w = NULL;

	if (is_full(parent))
		return;
	switch (test_below(4)) {
	case 0:
		w = gui_row(parent);
		break;
	case 1:
		w = gui_column(parent);
		break;
	case 2:
		w = gui_grid(parent, (int)test_below(5));
		break;
	default:
		w = gui_stack(parent);
		break;
	}
	mark(w, &box);
	gui_padding(w, (int)test_below(20));
	for (uint32_t n = test_below(5); n; n--)
		test_below(2) ? new_probe(w) : new_widget(w);
}

static bool maybe(struct gui_widget *w, void *arg)
{
	(void)w;
	(void)arg;
	return test_below(2);
}

static void new_window(void)
{
	struct gui_widget *w = NULL;

	if (sum_windows() >= WINDOWS_MAX)
		return;
	switch (test_below(6)) {
	case 0:
		w = gui_modal(random_widget(), "modal", (int)test_below(200), (int)test_below(200));
		break;
	case 1:
		w = gui_popup(random_widget(), random_rect(), (enum gui_side)test_below(4));
		break;
	case 2:
		w = gui_tip(random_widget(), random_rect(), (enum gui_side)test_below(4));
		break;
	case 3:
		w = test_below(2) ? gui_panel((enum gui_side)test_below(4), (int)test_below(50))
				  : gui_panel_at(random_rect());
		break;
	default:
		w = gui_window("a window", (int)test_below(300), (int)test_below(200));
		break;
	}
	mark(w, &box);
	gui_window_on_close(w, maybe, NULL);
	new_box(w);
}

static void change_widget(struct gui_widget *w)
{
	switch (test_below(11)) {
	case 0:
		gui_hide(w, w->parent && test_below(2));
		break;
	case 1:
		gui_disable(w, test_below(2));
		break;
	case 2:
		gui_focus(w);
		break;
	case 3:
		gui_capture(w);
		break;
	case 4:
		gui_release(w);
		break;
	case 5:
		gui_place(w, w->parent ? random_rect() : w->area);
		gui_relayout(w);
		break;
	case 6:
		gui_redraw_area(w, random_rect());
		break;
	case 7:
		gui_min_size(w, (int)test_below(100), (int)test_below(100));
		break;
	case 8:
	case 9:
		zoo_change(w);
		break;
	default:
		gui_relayout(w);
		break;
	}
}

static void change_window(struct gui_window *win)
{
	struct gui_widget *w = &win->widget;

	switch (test_below(8)) {
	case 0:
		gui_window_set_state(w, (enum gui_window_state)test_below(4));
		break;
	case 1:
		gui_window_move(w, random_rect());
		break;
	case 2:
		gui_window_activate(w);
		break;
	case 3:
		gui_window_close(w);
		break;
	case 4:
		gui_window_fixed(w, test_below(2));
		break;
	case 5:
		gui_window_plain(w, test_below(4) == 0);
		break;
	case 6:
		gui_window_title(w, test_below(2) ? "short" : "a title that is much too long");
		break;
	default:
		if (win->kind != KIND_DESKTOP)
			gui_free(w);
		break;
	}
}

void random_action(void)
{
	struct gui_widget *w = random_widget();

	switch (test_below(10)) {
	case 0:
		new_window();
		break;
	case 1:
		new_box(random_box());
		break;
	case 2:
		new_probe(random_box());
		break;
	case 3:
		new_widget(random_box());
		break;
	case 4:
		if (w && w->parent)
			gui_free(w);
		break;
	case 5:
		change_window(random_window());
		break;
	case 6:
		if (w && sum_windows() < WINDOWS_MAX)
			zoo_dialog(w);
		break;
	default:
		if (w)
			change_widget(w);
		break;
	}
}

void rare_action(void)
{
	static const struct gui_theme *const themes[] = { &gui_theme_light, &gui_theme_dark,
							  &gui_theme_contrast };

	switch (test_below(5)) {
	case 0:
		gui_set_theme(themes[test_below(3)]);
		break;
	case 1:
		gui_set_scale(100 + 50 * (int)test_below(3));
		break;
	case 2:
		host_screen_resize(PROGRAMS_WIDTH - (int)test_below(100),
				   PROGRAMS_HEIGHT - (int)test_below(100));
		break;
	case 3:
		gui_screen_keyboard(test_below(2));
		break;
	default:
		gui_free_children(random_box());
		break;
	}
}

void programs_start(void)
{
	mark(gui_desktop(), &box);
	zoo_heard = heard;
}

void programs_end(void)
{
	zoo_heard = NULL;
}
