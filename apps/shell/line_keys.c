/* SPDX-License-Identifier: MIT */
/* line_keys.c - what each key does to the line. Source: escape sequences are those that xterm
 * sends (ctlseqs, "PC-Style Function Keys"). */
#include <string.h>

#include "line_parts.h"

#define CTRL(letter) ((letter)&0x1f)

/* --- words and what is cut ------------------------------------------------------------------ */

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
	{ 'b', go_word_left },     { 'f', go_word_right },         { 'd', cut_word_behind },
	{ 0x7f, cut_word_before }, { CTRL('h'), cut_word_before },
};
static const struct key letters[] = {
	{ 'A', edit_earlier }, { 'B', edit_later }, { 'C', go_right },
	{ 'D', go_left },      { 'H', go_home },    { 'F', go_to_end },
};
static const struct key word_letters[] = {
	{ 'C', go_word_right },
	{ 'D', go_word_left },
};
static const struct key numbered[] = {
	{ 1, go_home }, { 7, go_home }, { 3, delete_here }, { 4, go_to_end }, { 8, go_to_end },
};

#define TABLE(keys)                                                                                \
	{                                                                                          \
		keys, sizeof(keys) / sizeof((keys)[0])                                             \
	}
static const struct {
	const struct key *keys;
	size_t count;
} tables[] = {
	[KEY_CONTROL] = TABLE(controls),  [KEY_ALT] = TABLE(alts),
	[KEY_LETTER] = TABLE(letters),    [KEY_WORD_LETTER] = TABLE(word_letters),
	[KEY_NUMBERED] = TABLE(numbered),
};

void edit_key(struct line *l, enum line_key kind, unsigned code)
{
	const struct key *keys = tables[kind].keys;
	bool tabbed = l->tabbed;
	bool cutting = false;

	for (size_t i = 0; i < tables[kind].count; i++) {
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
