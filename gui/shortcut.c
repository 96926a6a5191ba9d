/* SPDX-License-Identifier: MIT */
/* shortcut.c - keys that call a function when no widget used them: gui_shortcut(). */
#include <stdlib.h>

#include "internal.h"

static struct gui_shortcut *everywhere;

static uint32_t folded(uint32_t c)
{
	return c >= 'A' && c <= 'Z' ? c + 'a' - 'A' : c;
}

static bool is_letter(uint32_t c)
{
	return folded(c) >= 'a' && folded(c) <= 'z';
}

int gui_shortcut(struct gui_widget *window, unsigned modifiers, unsigned key,
		 void (*fn)(struct gui_widget *window, void *arg), void *arg)
{
	struct gui_window *win = gui_as_window(window);
	struct gui_shortcut **at = win ? &win->shortcuts : &everywhere;
	struct gui_shortcut *s = malloc(sizeof(*s));

	if (!s)
		return -1;
	*s = (struct gui_shortcut){ *at, modifiers, folded(key), fn, arg };
	*at = s;
	return 0;
}

/* Shift counts with letters and keys without a character: '?' needs it on some keyboards. */
static bool matches(const struct gui_shortcut *s, const struct gui_event *e)
{
	if (s->key == e->key)
		return s->modifiers == e->modifiers;
	if (!e->character || s->key != folded(e->character))
		return false;
	return is_letter(s->key) ? s->modifiers == e->modifiers
				 : ((s->modifiers ^ e->modifiers) & ~GUI_SHIFT) == 0;
}

static bool run(struct gui_shortcut *list, struct gui_window *win, const struct gui_event *e)
{
	for (struct gui_shortcut *s = list; s; s = s->next) {
		if (!matches(s, e))
			continue;
		s->fn(win ? &win->widget : NULL, s->arg);
		return true;
	}
	return false;
}

/* A pop-up's keys are also those of the window that it belongs to; a dialog's are not. */
bool gui_shortcut_key(struct gui_window *win, const struct gui_event *e)
{
	bool used = false;

	gui_enter();
	for (struct gui_window *w = win; w && !used;
	     w = w->kind == KIND_POPUP ? gui_window_holding(w->owner) : NULL)
		used = run(w->shortcuts, w, e);
	if (!used)
		used = run(everywhere, win, e);
	gui_leave();
	return used;
}

void gui_shortcuts_free(struct gui_shortcut **list)
{
	while (*list) {
		struct gui_shortcut *s = *list;

		*list = s->next;
		free(s);
	}
}

void gui_shortcuts_close(void)
{
	gui_shortcuts_free(&everywhere);
}
