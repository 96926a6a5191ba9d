/* SPDX-License-Identifier: MIT */
/* kit.c - see kit.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "internal.h"
#include "kit.h"

#define PRINTF_MAX 1024 /* bytes, with the 0 */

void kit_act(struct gui_widget *w, struct kit_action action)
{
	if (action.fn)
		action.fn(w, action.arg);
}

bool kit_set_text(char **slot, const char *text)
{
	char *copy;

	text = text ? text : "";
	if (*slot && strcmp(*slot, text) == 0)
		return false;
	copy = strdup(text);
	if (!copy)
		return false;
	free(*slot);
	*slot = copy;
	return true;
}

struct rect kit_area(const struct gui_widget *w)
{
	return (struct rect){ 0, 0, w->area.w, w->area.h };
}

struct rect kit_centred(struct rect r, int width, int height)
{
	return (struct rect){ r.x + (r.w - width) / 2, r.y + (r.h - height) / 2, width, height };
}

void kit_text(struct gui_canvas *c, const struct gui_font *font, struct rect r, const char *text,
	      size_t n, enum gui_align align, gui_colour colour)
{
	int width = gui_text_width(font, text, n), x = r.x;

	if (width < r.w && align == GUI_ALIGN_CENTRE)
		x += (r.w - width) / 2;
	else if (width < r.w && align == GUI_ALIGN_END)
		x += r.w - width;
	gui_text_draw_fit(c, font, x, gui_text_centre(font, r.y, r.h), r.w, text, n, colour);
}

void kit_ring(struct gui_canvas *c, struct rect r, int radius)
{
	const struct gui_theme *theme = gui_theme();
	int width = gui_dp(theme->focus_width), gap = gui_dp(1);

	if (!gui_focus_is_shown())
		return;
	gui_round_frame(c, rect_inset(r, width), MAX(radius - width, 0), gap, theme->background);
	gui_round_frame(c, r, radius, width, theme->focus);
}

void kit_surface(struct gui_widget *w, struct gui_canvas *c, struct rect r)
{
	const struct gui_theme *theme = gui_theme();
	int radius = gui_dp(theme->radius);

	gui_round_rect(c, r, radius, gui_is_enabled(w) ? theme->surface : theme->background);
	if (gui_has_focus(w))
		gui_round_frame(c, r, radius, gui_dp(theme->focus_width), theme->focus);
	else
		gui_round_frame(c, r, radius, gui_dp(theme->border_width), theme->border);
}

bool kit_is_press(const struct gui_event *e)
{
	return e->type == GUI_KEY_DOWN && !(e->modifiers & (GUI_CTRL | GUI_ALT | GUI_SUPER)) &&
	       (e->key == GUI_KEY_ENTER || e->key == GUI_KEY_SPACE);
}

enum kit_state kit_state(const struct gui_widget *w)
{
	if (!gui_is_enabled(w))
		return KIT_DISABLED;
	if (w->pressed && w->hovered)
		return KIT_PRESSED;
	return w->hovered ? KIT_HOVER : KIT_NORMAL;
}

bool kit_press(struct gui_widget *w, const struct gui_event *e, bool *used)
{
	*used = true;
	switch (e->type) {
	case GUI_POINTER_ENTER:
	case GUI_POINTER_LEAVE:
		gui_redraw(w);
		return false;
	case GUI_POINTER_DOWN:
		gui_redraw(w);
		*used = e->button == GUI_BUTTON_LEFT;
		return false;
	case GUI_POINTER_UP:
		gui_redraw(w);
		return e->button == GUI_BUTTON_LEFT && rect_contains(kit_area(w), e->x, e->y);
	case GUI_KEY_DOWN:
		*used = kit_is_press(e);
		return *used && !e->repeated;
	default:
		*used = false;
		return false;
	}
}

/* --- the text of any widget ----------------------------------------------------------------- */

const char *gui_text(const struct gui_widget *w)
{
	return w && w->ops->text ? w->ops->text(w) : "";
}

void gui_set_text(struct gui_widget *w, const char *text)
{
	if (w && w->ops->set_text)
		w->ops->set_text(w, text ? text : "");
}

void gui_printf(struct gui_widget *w, const char *format, ...)
{
	char text[PRINTF_MAX];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	gui_set_text(w, text);
}
