/* SPDX-License-Identifier: MIT */
/*
 * line.c - bytes become characters and keys; see line.h. What is no key does nothing, and nothing
 * of it becomes text. A control character within an escape sequence ends that and keeps its
 * meaning: Esc and then Enter end the line, and Ctrl-C is always heard.
 * Source: ECMA-48, 5.4 (control sequences); console_codes(4) for ESC [ [.
 */
#include <stdlib.h>
#include <string.h>

#include "line_parts.h"
#include "utf8.h"

#define CTRL(letter) ((letter)&0x1f)

/* The second number of a sequence (xterm's ctlseqs, "PC-Style Function Keys"). */
#define WITH_ALT  3
#define WITH_CTRL 5

/* --- text ----------------------------------------------------------------------------------- */

void edit_set_text(struct line *l, const char *text, size_t len)
{
	len = len < LINE_MAX_BYTES ? len : LINE_MAX_BYTES;
	memmove(l->text, text, len);
	l->text[len] = '\0';
	l->len = l->at = len;
}

void edit_insert(struct line *l, const char *text, size_t len)
{
	if (len > LINE_MAX_BYTES - l->len) {
		edit_out(l, "\a");
		return;
	}
	memmove(l->text + l->at + len, l->text + l->at, l->len - l->at + 1);
	memcpy(l->text + l->at, text, len);
	l->len += len;
	l->at += len;
}

void edit_delete(struct line *l, size_t from, size_t to)
{
	memmove(l->text + from, l->text + to, l->len - to + 1);
	l->len -= to - from;
	l->at = from;
}

/* --- bytes ---------------------------------------------------------------------------------- */

/* A letter, or a number and ~, behind ESC [ or ESC O: ESC [ 3 ~, ESC [ 1 ; 5 C, ESC O 5 C. The
 * second number tells which other keys are down; behind ESC O it may be the first one. */
static void end_sequence(struct line *l, enum line_state state, unsigned char byte)
{
	unsigned with = l->numbers[state == LINE_SS3 && l->number == 0 ? 0 : 1];

	if (byte == '~')
		edit_key(l, KEY_NUMBERED, l->numbers[0]);
	else if (with == WITH_CTRL || with == WITH_ALT)
		edit_key(l, KEY_WORD_LETTER, byte);
	else
		edit_key(l, KEY_LETTER, byte);
}

static void feed_numbers(struct line *l, enum line_state state, unsigned char byte)
{
	unsigned *n = &l->numbers[l->number];

	if (byte >= 0x40 && byte != '[') {
		end_sequence(l, state, byte);
		return;
	}
	l->state = byte == '[' ? LINE_ONE_MORE : state;
	if (byte == ';' && l->number < 2)
		l->number++;
	else if (byte >= '0' && byte <= '9' && *n < 1000)
		*n = 10 * *n + byte - '0';
}

/* Returns false when the byte is none of the sequence's, which is over. */
static bool feed_sequence(struct line *l, unsigned char byte)
{
	enum line_state state = l->state;
	bool erases = byte == 0x7f || byte == CTRL('h');

	l->state = LINE_PLAIN;
	if ((byte < 0x20 || byte > 0x7e) && !(erases && state == LINE_ESCAPE))
		return false;
	if (state == LINE_CSI || state == LINE_SS3) {
		feed_numbers(l, state, byte);
	} else if (state == LINE_ESCAPE && (byte == '[' || byte == 'O')) {
		l->state = byte == '[' ? LINE_CSI : LINE_SS3;
		memset(l->numbers, 0, sizeof(l->numbers));
		l->number = 0;
	} else if (state == LINE_ESCAPE) {
		edit_key(l, KEY_ALT, byte);
	}
	return true;
}

/* Whether further bytes may belong to the character that the partial ones begin. */
static bool is_unfinished(const struct line *l)
{
	unsigned char first = (unsigned char)l->partial[0];
	size_t want = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	return l->partial_len < want;
}

/* What has come of a character, whole or not, becomes text. */
static void end_character(struct line *l)
{
	edit_insert(l, l->partial, l->partial_len);
	l->cutting = l->tabbed = false;
	edit_draw_typed(l, l->partial_len);
	l->partial_len = 0;
}

static void feed_text(struct line *l, unsigned char byte)
{
	l->partial[l->partial_len++] = (char)byte;
	if (!is_unfinished(l))
		end_character(l);
}

/* The cursor goes behind the text, and to the next row. */
static enum line_result finish(struct line *l, const char *mark, enum line_result result)
{
	if (l->at != l->len || l->searching) {
		l->at = l->len;
		l->searching = false;
		edit_draw(l);
	}
	edit_out(l, mark);
	edit_out(l, "\r\n");
	if (result == LINE_READY)
		edit_remember(l, l->text);
	return result;
}

enum line_result edit_feed(struct line *l, unsigned char byte)
{
	if (l->partial_len && (byte & 0xc0) != 0x80)
		end_character(l);
	if (l->state != LINE_PLAIN && feed_sequence(l, byte))
		return LINE_MORE;
	if (l->searching && edit_search_feed(l, byte))
		return LINE_MORE;
	if (byte == '\r' || byte == '\n')
		return finish(l, "", LINE_READY);
	if (byte == CTRL('c'))
		return finish(l, "^C", LINE_INTERRUPTED);
	if (byte == CTRL('d') && l->len == 0)
		return finish(l, "", LINE_END);
	if (byte == 0x1b)
		l->state = LINE_ESCAPE;
	else if (byte < 0x20 || byte == 0x7f)
		edit_key(l, KEY_CONTROL, byte);
	else
		feed_text(l, byte);
	return LINE_MORE;
}

/* --- a line's life -------------------------------------------------------------------------- */

struct line *edit_new(edit_write_fn *write, edit_complete_fn *complete, void *ctx, unsigned history)
{
	struct line *l = calloc(1, sizeof(*l));
	char **lines = calloc(history ? history : 1, sizeof(*lines));

	if (!l || !lines) {
		free(l);
		free(lines);
		return NULL;
	}
	l->write = write;
	l->complete = complete;
	l->ctx = ctx;
	l->history = lines;
	l->history_max = history;
	l->prompt = "";
	return l;
}

void edit_free(struct line *l)
{
	for (unsigned i = 0; i < l->history_count; i++)
		free(l->history[(l->history_first + i) % l->history_max]);
	free(l->history);
	free(l->draft);
	free(l);
}

void edit_begin(struct line *l, const char *prompt, unsigned columns)
{
	l->prompt = prompt;
	l->columns = columns;
	l->shift = 0;
	l->state = LINE_PLAIN;
	l->partial_len = 0;
	l->searching = l->cutting = l->tabbed = false;
	edit_set_text(l, "", 0);
	edit_history_begin(l);
	edit_draw(l);
}

const char *edit_text(const struct line *l)
{
	return l->text;
}

void edit_redraw(struct line *l)
{
	edit_draw(l);
}
