/* SPDX-License-Identifier: MIT */
/*
 * terminal_keys.c - the bytes that keys send.
 *
 * Source: xterm's "XTerm Control Sequences", PC-style function keys; ECMA-48.
 */
#include <stdio.h>
#include <stdlib.h>

#include "terminal.h"

#define KEY_MAX 16u /* bytes */

/* 1 plus Shift 1, Alt 2, Ctrl 4: the number that xterm sends. */
static int modifier_number(unsigned modifiers)
{
	return 1 + (modifiers & GUI_SHIFT ? 1 : 0) + (modifiers & GUI_ALT ? 2 : 0) +
	       (modifiers & GUI_CTRL ? 4 : 0);
}

/* ESC [ A, with modifiers ESC [ 1 ; 5 A. */
static size_t letter_key(char *out, char letter, unsigned modifiers)
{
	if (!(modifiers & (GUI_SHIFT | GUI_ALT | GUI_CTRL)))
		return (size_t)snprintf(out, KEY_MAX, "\033[%c", letter);
	return (size_t)snprintf(out, KEY_MAX, "\033[1;%d%c", modifier_number(modifiers), letter);
}

/* ESC [ 3 ~, with modifiers ESC [ 3 ; 5 ~. */
static size_t number_key(char *out, int number, unsigned modifiers)
{
	if (!(modifiers & (GUI_SHIFT | GUI_ALT | GUI_CTRL)))
		return (size_t)snprintf(out, KEY_MAX, "\033[%d~", number);
	return (size_t)snprintf(out, KEY_MAX, "\033[%d;%d~", number, modifier_number(modifiers));
}

static size_t function_key(char *out, unsigned n, unsigned modifiers)
{
	static const unsigned char numbers[] = { 15, 17, 18, 19, 20, 21, 23, 24 }; /* F5.. */

	if (n <= 4 && !(modifiers & (GUI_SHIFT | GUI_ALT | GUI_CTRL)))
		return (size_t)snprintf(out, KEY_MAX, "\033O%c", 'P' + (int)n - 1);
	if (n <= 4)
		return letter_key(out, (char)('P' + n - 1), modifiers);
	return number_key(out, numbers[n - 5], modifiers);
}

static size_t named_key(const struct gui_event *e, char *out)
{
	static const struct {
		unsigned key;
		char letter;
		unsigned char number;
	} keys[] = {
		{ GUI_KEY_UP_ARROW, 'A', 0 }, { GUI_KEY_DOWN_ARROW, 'B', 0 },
		{ GUI_KEY_RIGHT, 'C', 0 },    { GUI_KEY_LEFT, 'D', 0 },
		{ GUI_KEY_HOME, 'H', 0 },     { GUI_KEY_END, 'F', 0 },
		{ GUI_KEY_INSERT, 0, 2 },     { GUI_KEY_DELETE, 0, 3 },
		{ GUI_KEY_PAGE_UP, 0, 5 },    { GUI_KEY_PAGE_DOWN, 0, 6 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].key != e->key)
			continue;
		return keys[i].letter ? letter_key(out, keys[i].letter, e->modifiers)
				      : number_key(out, keys[i].number, e->modifiers);
	}
	if (e->key >= GUI_KEY_F(1) && e->key <= GUI_KEY_F(12))
		return function_key(out, e->key - GUI_KEY_F(0), e->modifiers);
	return 0;
}

/* One byte, after ESC when Alt is down. */
static size_t with_alt(char *out, char byte, unsigned modifiers)
{
	size_t n = 0;

	if (modifiers & GUI_ALT)
		out[n++] = '\033';
	out[n++] = byte;
	return n;
}

static size_t control_key(const struct gui_event *e, char *out)
{
	uint32_t c = e->character;

	if (e->modifiers & GUI_CTRL) {
		if (c == ' ' || c == '2')
			return with_alt(out, '\0', e->modifiers);
		if ((c >= '@' && c <= '_') || (c >= 'a' && c <= 'z'))
			return with_alt(out, (char)(c & 0x1f), e->modifiers);
		return 0;
	}
	if (e->modifiers & GUI_ALT && c) {
		out[0] = '\033';
		return 1 + gui_utf8_put(out + 1, c);
	}
	return 0;
}

size_t terminal_key(const struct gui_event *e, char *out)
{
	if (e->type == GUI_TEXT)
		return e->character >= ' ' ? gui_utf8_put(out, e->character) : 0;
	if (e->modifiers & GUI_SUPER)
		return 0;
	switch (e->key) {
	case GUI_KEY_ENTER:
		return with_alt(out, '\r', e->modifiers);
	case GUI_KEY_BACKSPACE:
		return with_alt(out, e->modifiers & GUI_CTRL ? '\b' : 0x7f, e->modifiers);
	case GUI_KEY_TAB:
		if (e->modifiers & GUI_SHIFT)
			return (size_t)snprintf(out, KEY_MAX, "\033[Z");
		return e->modifiers ? 0 : with_alt(out, '\t', 0);
	case GUI_KEY_ESCAPE:
		return with_alt(out, '\033', e->modifiers);
	default:
		break;
	}
	size_t n = named_key(e, out);
	return n ? n : control_key(e, out);
}

void terminal_send(struct terminal *t, const char *bytes, size_t n)
{
	if (t->typed && n)
		t->typed(&t->widget, bytes, n, t->typed_arg);
}

/* Line ends become what Enter sends. */
void terminal_paste(struct terminal *t)
{
	const char *text = gui_clipboard();
	size_t n = strlen(text);
	char *copy = n ? malloc(n) : NULL;

	for (size_t i = 0; copy && i < n; i++)
		copy[i] = text[i] == '\n' ? '\r' : text[i];
	if (copy)
		terminal_send(t, copy, n);
	free(copy);
}
