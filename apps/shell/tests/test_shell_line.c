/* SPDX-License-Identifier: MIT */
/* test_shell_line.c - keys against the line, and against the row that a terminal shows: a model of
 * one understands what the editor sends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <test/test.h>

#include "../line.h"

#define WIDTH 20

static struct line *l;
static char row[WIDTH + 1]; /* ASCII as it is; any other character is one "u" */
static unsigned column;
static int escape;
static unsigned number;
static bool overrun;

static void show(unsigned char c)
{
	if (c >= 0x80 && c < 0xc0)
		return; /* a character's further bytes */
	if (column >= WIDTH) {
		overrun = true;
		return;
	}
	row[column++] = c < 0x80 ? (char)c : 'u';
}

static void end_escape(unsigned char c)
{
	if (c == 'K')
		memset(row + column, ' ', WIDTH - column);
	else if (c == 'C')
		column += number;
	escape = 0;
}

static void on_terminal(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (escape == 1) {
			escape = 2;
			number = 0;
		} else if (escape == 2 && c >= '0' && c <= '9') {
			number = 10 * number + c - '0';
		} else if (escape == 2) {
			end_escape(c);
		} else if (c == 0x1b) {
			escape = 1;
		} else if (c == '\r') {
			column = 0;
		} else if (c == '\n') {
			memset(row, ' ', WIDTH);
		} else {
			show(c);
		}
	}
}

static size_t two_words(void *ctx, const char *text, size_t at, struct line_matches *m)
{
	static const char *const words[] = { "apple ", "apricot ", "plum " };
	size_t start = at;

	(void)ctx;
	while (start > 0 && text[start - 1] != ' ')
		start--;
	for (int i = 0; i < 3; i++) {
		if (strncmp(words[i], text + start, at - start) == 0)
			edit_offer(m, words[i], words[i]);
	}
	return start;
}

static void begin(void)
{
	if (!l)
		l = edit_new(on_terminal, two_words, NULL, 3);
	memset(row, ' ', WIDTH);
	column = 0;
	edit_begin(l, "$ ", WIDTH);
}

static void end(void)
{
	edit_free(l);
	l = NULL;
}

static enum line_result type(const char *keys)
{
	enum line_result result = LINE_MORE;

	while (*keys && result == LINE_MORE)
		result = edit_feed(l, (unsigned char)*keys++);
	return result;
}

/* What is typed into a new line gives text, and the terminal shows it with the cursor there. */
static bool gives(const char *keys, const char *text, unsigned cursor)
{
	begin();
	type(keys);
	bool shown = strncmp(row, "$ ", 2) == 0 && column == cursor + 2 && !overrun;
	return shown && strcmp(edit_text(l), text) == 0;
}

TEST(shell_line_is_edited_anywhere)
{
	CHECK(gives("abc", "abc", 3));
	CHECK(gives("abc\033[DX", "abXc", 3));
	CHECK(gives("abc\x01X\x05Y", "XabcY", 5));
	CHECK(gives("abc\033[HX\033[FY\033OHZ", "ZXabcY", 1));
	CHECK(gives("abc\033[1~X\033[4~Y", "XabcY", 5));
	CHECK(gives("abc\x7f\x08", "a", 1));
	CHECK(gives("abc\x02\x02\x04", "ac", 1));
	CHECK(gives("abc\x01\033[3~", "bc", 0));
	CHECK(gives("ab\x01\x02\x14\x06\x14", "ba", 2));
	CHECK(gives("one two\033bX\033[1;5DY\033[1;5CZ", "one YXZtwo", 6) ||
	      gives("one two\033bX\033[1;5DY\033[1;5CZ", "one YXtwoZ", 10));
	end();
}

TEST(shell_line_cuts_and_puts_back)
{
	CHECK(gives("one two\x17", "one ", 4));
	CHECK(gives("one two\x17\x17\x19", "one two", 7));
	CHECK(gives("one two\x15\x19\x19", "one twoone two", 14));
	CHECK(gives("one two\x01\033[C\x0b", "o", 1));
	CHECK(gives("one two\x01\033d\x05\x19", " twoone", 7));
	end();
}

TEST(shell_line_moves_by_characters_of_utf8)
{
	CHECK(gives("a\xc3\xa9\xe2\x82\xac\033[D\033[DX", "aX\xc3\xa9\xe2\x82\xac", 2));
	CHECK(gives("\xc3\xa9\x7f", "", 0));
	CHECK(gives("a\xff\x7f", "a", 1));
	CHECK(gives("\xe2\x82x", "\xe2\x82x", 3));
	CHECK(gives("e\xcc\x81\x7f", "", 0));
	CHECK(gives("\xe4\xb8\xad", "\xe4\xb8\xad", 1));
	end();
}

TEST(shell_line_shows_the_part_around_the_cursor)
{
	begin();
	type("0123456789abcdefghijklmnop");
	CHECK(!overrun && column < WIDTH && row[column - 1] == 'p');
	type("\x01");
	CHECK(column == 2 && strncmp(row, "$ 0123456789abcdef", 18) == 0);
	for (int i = 0; i < 20; i++)
		type("\033[C");
	CHECK(!overrun && row[column] == 'k');
	end();
}

TEST(shell_line_recalls_earlier_ones)
{
	begin();
	static const char *const lines[] = { "one\r", "two\r", "two\r", "three\r", "four\r" };
	for (int i = 0; i < 5; i++) {
		CHECK_EQ(type(lines[i]), LINE_READY);
		begin();
	}
	CHECK(gives("new\033[A", "four", 4));
	CHECK(gives("\x10\x10\x10\x10", "two", 3));
	CHECK(gives("new\033[A\033[A\033[B\033[B", "new", 3));
	CHECK_STR(edit_history(l, 0), "two");
	CHECK(edit_history(l, 3) == NULL);
	end();
}

TEST(shell_line_searches_earlier_ones)
{
	begin();
	edit_remember(l, "cat a");
	edit_remember(l, "ls b");
	edit_remember(l, "cat c");
	edit_begin(l, "$ ", WIDTH);
	type("\x12"
	     "cat");
	CHECK(strncmp(row, "(search)\"cat\": cat c", 20) == 0 || strstr(row, "\"cat\"") != NULL);
	CHECK_STR(edit_text(l), "cat c");
	type("\x12");
	CHECK_STR(edit_text(l), "cat a");
	type("\x05!");
	CHECK_STR(edit_text(l), "cat a!");
	CHECK(strncmp(row, "$ cat a!", 8) == 0);
	edit_begin(l, "$ ", WIDTH);
	type("kept\x12ls\x07");
	CHECK_STR(edit_text(l), "kept");
	CHECK_EQ(type("\x12ls\r"), LINE_READY);
	CHECK_STR(edit_text(l), "ls b");
	end();
}

TEST(shell_line_completes_what_is_common)
{
	CHECK(gives("a\t", "ap", 2));
	CHECK(gives("x pl\t", "x plum ", 7));
	CHECK(gives("q\t", "q", 1));
	begin();
	type("ap\t");
	CHECK_STR(edit_text(l), "ap");
	type("\tr\t");
	CHECK_STR(edit_text(l), "apricot ");
	end();
}

TEST(shell_line_ends_as_it_is_told)
{
	begin();
	CHECK_EQ(type("\x04"), LINE_END);
	begin();
	CHECK_EQ(type("abc\x03"), LINE_INTERRUPTED);
	begin();
	CHECK_EQ(type("abc\r"), LINE_READY);
	CHECK_STR(edit_text(l), "abc");
	end();
}

/* What a key sends may come in one piece with what was typed after it. */
TEST(shell_line_hears_control_keys_in_any_sequence)
{
	static const char *const begun[] = { "", "\033", "\033[", "\033[1;5", "\033O", "\033[[" };
	char keys[32];

	for (size_t i = 0; i < sizeof(begun) / sizeof(begun[0]); i++) {
		snprintf(keys, sizeof(keys), "abc%s\r", begun[i]);
		begin();
		CHECK_EQ(type(keys), LINE_READY);
		CHECK_STR(edit_text(l), "abc");
		snprintf(keys, sizeof(keys), "abc%s\003", begun[i]);
		begin();
		CHECK_EQ(type(keys), LINE_INTERRUPTED);
		snprintf(keys, sizeof(keys), "%s\004", begun[i]);
		begin();
		CHECK_EQ(type(keys), LINE_END);
		snprintf(keys, sizeof(keys), "abc%s\033[DX", begun[i]);
		CHECK(gives(keys, "abXc", 3));
		snprintf(keys, sizeof(keys), "abc%s\001X", begun[i]);
		CHECK(gives(keys, "Xabc", 1));
	}
	end();
}

TEST(shell_line_takes_no_key_for_text)
{
	CHECK(gives("a\033[15~b\033[24;2~c", "abc", 3));             /* F5, Shift-F12 */
	CHECK(gives("a\033OPb\033[[Ac", "abc", 3));                  /* F1, and Linux' */
	CHECK(gives("a\033[200~b c\033[201~d", "ab cd", 5));         /* a pasted text */
	CHECK(gives("a\033[?64;1;2cb\033[12;40Rc", "abc", 3));       /* answers to queries */
	CHECK(gives("a\033[<0;10;10Mb\033[Ic", "abc", 3));           /* a mouse, the focus */
	CHECK(gives("a\033[99999999999999999999999~b", "ab", 2));    /* no such number */
	CHECK(gives("a\033xb\033]c", "abc", 3));                     /* Alt-X, Alt-] */
	CHECK(gives("one two\033[1;3DX", "one Xtwo", 5));            /* Alt-Left */
	CHECK(gives("one two\033O5DX\033[1;5;9DY", "one YXtwo", 5)); /* others' Ctrl-Left */
	CHECK(gives("one two\033\x7f\033\010", "", 0));              /* Alt-Backspace */
	begin();
	edit_feed(l, 'a');
	edit_feed(l, 0); /* Ctrl-Space */
	type("b");
	CHECK_STR(edit_text(l), "ab");
	end();
}

/* Alt-e with an accent, the high bit as Alt, and characters that are never finished. */
TEST(shell_line_keeps_bytes_that_are_no_characters)
{
	CHECK(gives("a\033\xc3\xa9"
		    "b",
		    "a\xc3\xa9"
		    "b",
		    3));
	CHECK(gives("a\033[\xc3\xa9"
		    "b",
		    "a\xc3\xa9"
		    "b",
		    3));
	CHECK(gives("a\xe2\033[DX", "aX\xe2", 2));
	CHECK(gives("a\xe2"
		    "b\x9b"
		    "c",
		    "a\xe2"
		    "b\x9b"
		    "c",
		    5));
	begin();
	CHECK_EQ(type("a\xf0\x9f\r"), LINE_READY);
	CHECK_STR(edit_text(l), "a\xf0\x9f");
	end();
}

TEST(shell_line_takes_what_fits)
{
	begin();
	for (int i = 0; i < LINE_MAX_BYTES + 10; i++)
		edit_feed(l, 'x');
	CHECK_EQ(strlen(edit_text(l)), LINE_MAX_BYTES);
	type("\x15\x19\x19");
	CHECK_EQ(strlen(edit_text(l)), LINE_MAX_BYTES);
	end();
}
