/* SPDX-License-Identifier: MIT */
/* text_keys.c - see text_keys.h. */
#include <string.h>

#include <gui/gui.h>
#include <gui/text.h>

#include "text_keys.h"

bool text_edit(struct text_model *t, enum gui_edit what, bool secret)
{
	size_t from, n = text_selection(t, &from);
	const char *clip = gui_clipboard();

	switch (what) {
	case GUI_UNDO:
		return text_undo(t);
	case GUI_REDO:
		return text_redo(t);
	case GUI_CUT:
		if (n && !secret && gui_clipboard_set(t->text + from, n) == 0)
			return text_delete(t, TEXT_LEFT) == 0;
		return false;
	case GUI_COPY:
		if (n && !secret)
			gui_clipboard_set(t->text + from, n);
		return false;
	case GUI_PASTE:
		return *clip && text_insert(t, clip, strlen(clip)) == 0;
	default:
		text_select_all(t);
		return false;
	}
}

bool text_can_edit(const struct text_model *t, enum gui_edit what, bool read_only, bool secret)
{
	size_t from;
	bool selected = text_selection(t, &from) > 0;

	switch (what) {
	case GUI_UNDO:
		return !read_only && text_can_undo(t);
	case GUI_REDO:
		return !read_only && text_can_redo(t);
	case GUI_CUT:
		return selected && !read_only && !secret;
	case GUI_COPY:
		return selected && !secret;
	case GUI_PASTE:
		return !read_only && *gui_clipboard();
	default:
		return t->length > 0;
	}
}

/* --- keys ----------------------------------------------------------------------------------- */

static bool motion_of(const struct gui_event *e, enum text_motion *motion)
{
	bool ctrl = e->modifiers & GUI_CTRL;

	switch (e->key) {
	case GUI_KEY_LEFT:
		*motion = ctrl ? TEXT_WORD_LEFT : TEXT_LEFT;
		return true;
	case GUI_KEY_RIGHT:
		*motion = ctrl ? TEXT_WORD_RIGHT : TEXT_RIGHT;
		return true;
	case GUI_KEY_HOME:
		*motion = ctrl ? TEXT_START : TEXT_LINE_START;
		return true;
	case GUI_KEY_END:
		*motion = ctrl ? TEXT_END : TEXT_LINE_END;
		return true;
	default:
		return false;
	}
}

static bool edit_of(const struct gui_event *e, enum gui_edit *what)
{
	bool shift = e->modifiers & GUI_SHIFT;

	switch (e->character) {
	case 'a':
		*what = GUI_SELECT_ALL;
		return true;
	case 'x':
		*what = GUI_CUT;
		return true;
	case 'c':
		*what = GUI_COPY;
		return true;
	case 'v':
		*what = GUI_PASTE;
		return true;
	case 'y':
	case 'Y':
		*what = GUI_REDO;
		return true;
	case 'z':
	case 'Z':
		*what = shift ? GUI_REDO : GUI_UNDO;
		return true;
	default:
		return false;
	}
}

static enum text_key delete_key(struct text_model *t, const struct gui_event *e)
{
	bool ctrl = e->modifiers & GUI_CTRL;

	if (e->key == GUI_KEY_BACKSPACE)
		text_delete(t, ctrl ? TEXT_WORD_LEFT : TEXT_LEFT);
	else
		text_delete(t, ctrl ? TEXT_WORD_RIGHT : TEXT_RIGHT);
	return TEXT_KEY_CHANGED;
}

static enum text_key key_down(struct text_model *t, const struct gui_event *e, bool read_only,
			      bool secret)
{
	enum text_motion motion;
	enum gui_edit what;

	if (e->modifiers & (GUI_ALT | GUI_SUPER))
		return TEXT_KEY_UNUSED;
	if (motion_of(e, &motion)) {
		text_move(t, motion, e->modifiers & GUI_SHIFT);
		return TEXT_KEY_MOVED;
	}
	if (e->key == GUI_KEY_BACKSPACE || e->key == GUI_KEY_DELETE)
		return read_only ? TEXT_KEY_MOVED : delete_key(t, e);
	if (!(e->modifiers & GUI_CTRL) || !edit_of(e, &what))
		return TEXT_KEY_UNUSED;
	if (read_only && what != GUI_COPY && what != GUI_SELECT_ALL)
		return TEXT_KEY_MOVED;
	return text_edit(t, what, secret) ? TEXT_KEY_CHANGED : TEXT_KEY_MOVED;
}

enum text_key text_key(struct text_model *t, const struct gui_event *e, bool read_only, bool secret)
{
	char bytes[4];

	if (e->type == GUI_KEY_DOWN)
		return key_down(t, e, read_only, secret);
	if (e->type != GUI_TEXT || e->character < ' ' || e->character == 0x7f || read_only)
		return TEXT_KEY_UNUSED;
	if (e->modifiers & (GUI_CTRL | GUI_ALT))
		return TEXT_KEY_UNUSED;
	text_type(t, bytes, gui_utf8_put(bytes, e->character));
	return TEXT_KEY_CHANGED;
}

/* --- menus ---------------------------------------------------------------------------------- */

void gui_edit(struct gui_widget *w, enum gui_edit what)
{
	if (w && w->ops->edit)
		w->ops->edit(w, what, false);
}

bool gui_can_edit(const struct gui_widget *w, enum gui_edit what)
{
	return w && w->ops->edit && w->ops->edit((struct gui_widget *)w, what, true);
}
