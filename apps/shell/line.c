/* SPDX-License-Identifier: MIT */
/* line.c - what each key does to the line; see line.h. Source: escape sequences are those
 * that xterm sends (ctlseqs, "PC-Style Function Keys"). */
#include <stdlib.h>
#include <string.h>

#include "line_parts.h"
#include "utf8.h"

#define CTRL(letter) ((letter)&0x1f)

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
	if (len > LINE_MAX_BYTES - l->len)
		return;
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

/* Cuts in a row are put back together; this one lies before or behind what was cut. */
static void cut(struct line *l, size_t from, size_t to)
{
	size_t len = to - from, kept = l->cutting ? l->cut_len : 0;
	bool before = from < l->at;

	if (len + kept > sizeof(l->cut))
		kept = 0;
	memmove(l->cut + (before ? len : 0), l->cut, kept);
	memcpy(l->cut + (before ? 0 : kept), l->text + from, len);
	l->cut_len = len + kept;
	edit_delete(l, from, to);
}

static bool is_blank_at(const struct line *l, size_t at)
{
	return l->text[at] == ' ';
}

static bool is_letter_at(const struct line *l, size_t at)
{
	unsigned char c = (unsigned char)l->text[at];

	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c >= 0x80;
}

static size_t word_start(const struct line *l)
{
	size_t at = l->at;

	while (at > 0 && !is_letter_at(l, at - 1))
		at--;
	while (at > 0 && is_letter_at(l, at - 1))
		at--;
	return at;
}

static size_t word_end(const struct line *l)
{
	size_t at = l->at;

	while (at < l->len && !is_letter_at(l, at))
		at++;
	while (at < l->len && is_letter_at(l, at))
		at++;
	return at;
}

/* --- keys ----------------------------------------------------------------------------------- */

static void go_home(struct line *l)
{
	l->at = 0;
}

static void go_to_end(struct line *l)
{
	l->at = l->len;
}

static void go_left(struct line *l)
{
	l->at = edit_before(l, l->at);
}

static void go_right(struct line *l)
{
	l->at = edit_behind(l, l->at);
}

static void go_word_left(struct line *l)
{
	l->at = word_start(l);
}

static void go_word_right(struct line *l)
{
	l->at = word_end(l);
}

static void delete_before(struct line *l)
{
	edit_delete(l, edit_before(l, l->at), l->at);
}

static void delete_here(struct line *l)
{
	edit_delete(l, l->at, edit_behind(l, l->at));
}

static void cut_to_end(struct line *l)
{
	cut(l, l->at, l->len);
}

static void cut_to_start(struct line *l)
{
	cut(l, 0, l->at);
}

/* Ctrl-W takes what stands between blanks, Alt-D letters. */
static void cut_word_before(struct line *l)
{
	size_t at = l->at;

	while (at > 0 && is_blank_at(l, at - 1))
		at--;
	while (at > 0 && !is_blank_at(l, at - 1))
		at--;
	cut(l, at, l->at);
}

static void cut_word_behind(struct line *l)
{
	cut(l, l->at, word_end(l));
}

static void put_back(struct line *l)
{
	edit_insert(l, l->cut, l->cut_len);
}

static void swap_characters(struct line *l)
{
	char first[16]; /* with the marks on it */
	size_t middle = edit_before(l, l->at == l->len ? l->len : edit_behind(l, l->at));
	size_t start = edit_before(l, middle), end = edit_behind(l, middle);

	if (start == middle || middle - start > sizeof(first))
		return;
	memcpy(first, l->text + start, middle - start);
	memmove(l->text + start, l->text + middle, end - middle);
	memcpy(l->text + start + (end - middle), first, middle - start);
	l->at = end;
}

static void clear_screen(struct line *l)
{
	edit_out(l, "\033[H\033[2J");
}

struct key {
	unsigned code; /* of a byte, or of what an escape sequence ends with */
	void (*run)(struct line *l);
};

static const struct key controls[] = {
	{ CTRL('a'), go_home },       { CTRL('e'), go_to_end },
	{ CTRL('b'), go_left },       { CTRL('f'), go_right },
	{ CTRL('h'), delete_before }, { 0x7f, delete_before },
	{ CTRL('d'), delete_here },   { CTRL('k'), cut_to_end },
	{ CTRL('u'), cut_to_start },  { CTRL('w'), cut_word_before },
	{ CTRL('y'), put_back },      { CTRL('t'), swap_characters },
	{ CTRL('l'), clear_screen },  { CTRL('p'), edit_earlier },
	{ CTRL('n'), edit_later },    { CTRL('r'), edit_search },
	{ '\t', edit_tab },
};

/* ESC and a letter; ESC [ or ESC O and a letter; ESC [ number ~. */
static const struct key alts[] = {
	{ 'b', go_word_left },
	{ 'f', go_word_right },
	{ 'd', cut_word_behind },
	{ 0x7f, cut_word_before },
};
static const struct key letters[] = {
	{ 'A', edit_earlier }, { 'B', edit_later }, { 'C', go_right },
	{ 'D', go_left },      { 'H', go_home },    { 'F', go_to_end },
};
static const struct key ctrl_letters[] = {
	{ 'C', go_word_right },
	{ 'D', go_word_left },
};
static const struct key numbered[] = {
	{ 1, go_home }, { 7, go_home }, { 3, delete_here }, { 4, go_to_end }, { 8, go_to_end },
};

#define RUN(l, keys, code) run_key(l, keys, sizeof(keys) / sizeof((keys)[0]), code)
static void run_key(struct line *l, const struct key *keys, size_t count, unsigned code)
{
	bool tabbed = l->tabbed;
	bool cutting = false;

	for (size_t i = 0; i < count; i++) {
		if (keys[i].code != code)
			continue;
		keys[i].run(l);
		cutting = keys[i].run == cut_to_end || keys[i].run == cut_to_start ||
			  keys[i].run == cut_word_before || keys[i].run == cut_word_behind;
	}
	l->cutting = cutting;
	if (tabbed)
		l->tabbed = false;
	edit_draw(l);
}

/* --- bytes ---------------------------------------------------------------------------------- */

static void feed_bracket(struct line *l, unsigned char byte)
{
	if (byte >= '0' && byte <= '9') {
		if (l->numbers[l->number] < 1000)
			l->numbers[l->number] = 10 * l->numbers[l->number] + byte - '0';
		return;
	}
	if (byte == ';') {
		l->number = 1; /* a third number has no meaning here */
		return;
	}
	if (byte < 0x40 || byte > 0x7e)
		return;
	l->state = LINE_PLAIN;
	if (byte == '~')
		RUN(l, numbered, l->numbers[0]);
	else if (l->numbers[1] == 5)
		RUN(l, ctrl_letters, byte);
	else
		RUN(l, letters, byte);
}

static void feed_escape(struct line *l, unsigned char byte)
{
	enum line_state state = l->state;

	if (state == LINE_BRACKET) {
		feed_bracket(l, byte);
		return;
	}
	l->state = LINE_PLAIN;
	if (state == LINE_SS3) {
		RUN(l, letters, byte);
	} else if (byte == '[' || byte == 'O') {
		l->state = byte == '[' ? LINE_BRACKET : LINE_SS3;
		l->numbers[0] = l->numbers[1] = l->number = 0;
	} else {
		RUN(l, alts, byte);
	}
}

/* Whether further bytes may belong to the character that the partial ones begin. */
static bool is_unfinished(const struct line *l)
{
	unsigned char first = (unsigned char)l->partial[0];
	size_t want = first < 0xc2 || first > 0xf4 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;

	return l->partial_len < want;
}

static void feed_text(struct line *l, unsigned char byte)
{
	if (l->partial_len && (byte & 0xc0) != 0x80) {
		edit_insert(l, l->partial, l->partial_len);
		edit_draw(l);
		l->partial_len = 0;
	}
	l->partial[l->partial_len++] = (char)byte;
	if (is_unfinished(l))
		return;
	edit_insert(l, l->partial, l->partial_len);
	l->cutting = l->tabbed = false;
	edit_draw_typed(l, l->partial_len);
	l->partial_len = 0;
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
	if (l->state != LINE_PLAIN) {
		feed_escape(l, byte);
		return LINE_MORE;
	}
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
		RUN(l, controls, byte);
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
