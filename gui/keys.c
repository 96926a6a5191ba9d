/* SPDX-License-Identifier: MIT */
/*
 * keys.c - keys: their repetition, and the order in which they are offered: to a window being
 * moved, the window manager, the widget with the focus and what it is in, shortcuts, and at
 * last Tab and Esc of the toolkit's own.
 *
 * Keyboards that repeat keys by themselves do so at a rate of their own: what comes from them
 * is left out, and all keys repeat alike.
 */
#include <string.h>

#include "backend.h"
#include "internal.h"

#define REPEAT_FIRST_MS 400
#define REPEAT_MS       33

#define USAGE_PAD_ENTER 0x58u
#define USAGE_CTRL      0xe0u /* the first modifier; the last is eight later */

static struct keyboard keyboard;
static unsigned modifiers;
static struct {
	unsigned timer;
	uint16_t usage;
	struct key_stroke stroke;
} repeat;

unsigned gui_modifiers(void)
{
	return modifiers;
}

void gui_keys_reset(void)
{
	keyboard_start(&keyboard);
	modifiers = 0;
	repeat.timer = 0;
	repeat.usage = 0;
}

static const struct keymap *const layouts[] = { &keymap_us, &keymap_de, &keymap_fr };

const char *gui_layout(void)
{
	return keyboard.map ? keyboard.map->name : "";
}

bool gui_set_layout(const char *name)
{
	for (unsigned i = 0; i < ARRAY_SIZE(layouts); i++) {
		if (strcmp(layouts[i]->name, name) == 0) {
			keyboard.map = layouts[i];
			keyboard.accent = 0;
			return true;
		}
	}
	return false;
}

/* --- dispatch --------------------------------------------------------------------------------- */

static void own_key(struct gui_window *win, const struct gui_event *e)
{
	if (e->key == GUI_KEY_TAB && !(e->modifiers & ~GUI_SHIFT)) {
		gui_focus_show(true);
		gui_focus_step(&win->widget, e->modifiers & GUI_SHIFT ? -1 : 1);
	} else if (e->key == GUI_KEY_ESCAPE && gui_core.popup) {
		gui_popups_close(gui_window_holding(gui_core.popup->owner));
	}
}

static bool is_navigation(unsigned key)
{
	return key == GUI_KEY_TAB || key == GUI_KEY_ENTER ||
	       (key >= GUI_KEY_HOME && key <= GUI_KEY_UP_ARROW);
}

static struct gui_widget *receiver(struct gui_window *win)
{
	return win->focus ? win->focus : &win->widget;
}

static bool type_text(struct gui_window *win, const struct gui_event *key,
		      const struct key_stroke *s)
{
	bool used = false;

	if (modifiers & (GUI_CTRL | GUI_ALT | GUI_SUPER))
		return false;
	for (unsigned i = 0; i < s->count && !win->widget.dead; i++) {
		struct gui_event e = *key;

		e.type = GUI_TEXT;
		e.character = s->text[i];
		used |= gui_bubble(receiver(win), &e) != NULL;
	}
	return used;
}

static void key_down(const struct key_stroke *s, bool repeated)
{
	struct gui_event e = {
		.type = GUI_KEY_DOWN,
		.modifiers = modifiers,
		.time = gui_backend_now(),
		.key = GUI_KEY(s->usage == USAGE_PAD_ENTER ? GUI_KEY_ENTER - GUI_KEY(0) : s->usage),
		.repeated = repeated,
		.character = s->count == 1 ? s->text[0] : 0,
	};

	if (gui_moving() ? gui_move_key(e.key, modifiers) : gui_manager_key(&e))
		return;
	struct gui_window *win = gui_key_window();
	if (!win) {
		gui_shortcut_key(NULL, &e);
		return;
	}
	if (is_navigation(e.key))
		gui_focus_show(true);
	struct gui_event offered = e;
	if (gui_bubble(receiver(win), &offered) || win->widget.dead)
		return;
	if (!type_text(win, &e, s) && !win->widget.dead && !gui_shortcut_key(win, &e))
		own_key(win, &e);
}

static void key_up(const struct key_stroke *s)
{
	struct gui_event e = { .type = GUI_KEY_UP,
			       .modifiers = modifiers,
			       .time = gui_backend_now(),
			       .key = GUI_KEY(s->usage) };
	struct gui_window *win = gui_key_window();

	if (win)
		gui_bubble(receiver(win), &e);
}

/* --- repetition --------------------------------------------------------------------------------
 */

static bool repeat_key(void *arg)
{
	(void)arg;
	repeat.timer = 0;
	key_down(&repeat.stroke, true);
	if (gui_core.open && repeat.usage && !repeat.timer)
		repeat.timer = gui_timer(REPEAT_MS, repeat_key, NULL);
	return false;
}

static void repeat_stop(void)
{
	gui_timer_stop(repeat.timer);
	repeat.timer = 0;
	repeat.usage = 0;
}

static void repeat_start(uint16_t usage, const struct key_stroke *s)
{
	repeat_stop();
	repeat.usage = usage;
	repeat.stroke = *s;
	repeat.timer = gui_timer(REPEAT_FIRST_MS, repeat_key, NULL);
}

static unsigned modifiers_of(const struct key_stroke *s)
{
	return (s->modifiers & KEYBOARD_SHIFT ? GUI_SHIFT : 0) |
	       (s->modifiers & KEYBOARD_CTRL ? GUI_CTRL : 0) |
	       (s->modifiers & KEYBOARD_ALT ? GUI_ALT : 0) |
	       (s->modifiers & KEYBOARD_GUI ? GUI_SUPER : 0);
}

static bool is_held(uint16_t usage)
{
	return usage < 256 && keyboard.held[usage / 32] >> usage % 32 & 1;
}

void gui_keys_event(const struct input_event *ev)
{
	struct key_stroke s = { 0 };
	bool again = ev->down && is_held(ev->code);

	if (again || ev->code > 255)
		return;
	keyboard_stroke(&keyboard, ev->code, ev->down, &s);
	gui_enter();
	if (modifiers != modifiers_of(&s)) {
		modifiers = modifiers_of(&s);
		gui_manager_modifiers(modifiers);
	}
	bool is_modifier = ev->code >= USAGE_CTRL && ev->code < USAGE_CTRL + 8;
	if (ev->down && s.usage) {
		if (!is_modifier)
			repeat_start(ev->code, &s);
		key_down(&s, false);
	} else if (!ev->down) {
		if (ev->code == repeat.usage || is_modifier)
			repeat_stop();
		key_up(&s);
	}
	gui_leave();
}
