/* SPDX-License-Identifier: MIT */
/* test_text_model.c - editing, against a second model that knows only whole strings. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <test/test.h>

#include "../text_model.h"

/* "ab[cd|ef": the text with its anchor and cursor; "|" alone when nothing is selected. */
static const char *shown(const struct text_model *t)
{
	static char out[256];
	size_t n = 0;

	for (size_t i = 0; i <= t->length && n < sizeof(out) - 4; i++) {
		if (i == t->anchor && t->anchor != t->cursor)
			out[n++] = '[';
		if (i == t->cursor)
			out[n++] = '|';
		if (i < t->length)
			out[n++] = t->text[i] == '\n' ? '/' : t->text[i];
	}
	out[n] = '\0';
	return out;
}

static void type(struct text_model *t, const char *keys)
{
	for (; *keys; keys++)
		CHECK_EQ(text_type(t, keys, 1), 0);
}

static void insert(struct text_model *t, const char *text)
{
	CHECK_EQ(text_insert(t, text, strlen(text)), 0);
}

TEST(typing_a_selection_and_deleting_change_the_text_at_the_cursor)
{
	struct text_model t;

	NEED(text_init(&t, false) == 0);
	type(&t, "hello world");
	text_move(&t, TEXT_WORD_LEFT, true);
	CHECK_STR(shown(&t), "hello |world[");
	type(&t, "you");
	CHECK_STR(shown(&t), "hello you|");
	text_delete(&t, TEXT_LEFT);
	text_move(&t, TEXT_LINE_START, false);
	text_delete(&t, TEXT_WORD_RIGHT);
	CHECK_STR(shown(&t), "|yo");
	text_select_all(&t);
	text_delete(&t, TEXT_LEFT);
	CHECK_STR(shown(&t), "|");
	text_delete(&t, TEXT_LEFT);
	text_delete(&t, TEXT_RIGHT);
	CHECK_STR(shown(&t), "|");
	text_free(&t);
}

TEST(the_cursor_steps_over_whole_characters_and_over_broken_bytes)
{
	struct text_model t;

	NEED(text_init(&t, true) == 0);
	/* e acute, the euro sign, an emoji, a stray continuation byte, a cut-off lead byte */
	insert(&t, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\x80\xe2");
	const size_t stops[] = { 11, 10, 9, 5, 2, 0, 0 };
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++) {
		CHECK_EQ(t.cursor, stops[i]);
		text_move(&t, TEXT_LEFT, false);
	}
	for (size_t i = ARRAY_SIZE(stops) - 2; i > 0; i--) {
		text_move(&t, TEXT_RIGHT, false);
		CHECK_EQ(t.cursor, stops[i - 1]);
	}
	text_place(&t, 7, false);
	CHECK_EQ(t.cursor, 5);
	text_free(&t);
}

TEST(words_end_at_signs_blanks_and_lines)
{
	struct text_model t;

	NEED(text_init(&t, false) == 0);
	NEED(text_set(&t, "int a=f(x);\n  y", 15) == 0);
	const size_t stops[] = { 4, 5, 6, 7, 8, 9, 11, 14, 15, 15 };
	for (size_t i = 0; i < ARRAY_SIZE(stops); i++) {
		text_move(&t, TEXT_WORD_RIGHT, false);
		CHECK_EQ(t.cursor, stops[i]);
	}
	const size_t back[] = { 14, 11, 9, 8, 7, 6, 5, 4, 0, 0 };
	for (size_t i = 0; i < ARRAY_SIZE(back); i++) {
		text_move(&t, TEXT_WORD_LEFT, false);
		CHECK_EQ(t.cursor, back[i]);
	}
	text_select_word(&t, 1);
	CHECK_STR(shown(&t), "[int| a=f(x);/  y");
	text_select_line(&t, 3);
	CHECK_STR(shown(&t), "[int a=f(x);/|  y");
	text_free(&t);
}

TEST(arrows_leave_a_selection_at_its_ends)
{
	struct text_model t;

	NEED(text_init(&t, true) == 0);
	insert(&t, "abcdef");
	text_place(&t, 2, false);
	text_place(&t, 4, true);
	text_move(&t, TEXT_LEFT, false);
	CHECK_STR(shown(&t), "ab|cdef");
	text_place(&t, 4, true);
	text_move(&t, TEXT_RIGHT, false);
	CHECK_STR(shown(&t), "abcd|ef");
	text_free(&t);
}

TEST(undo_goes_back_by_words_and_redo_goes_forth)
{
	struct text_model t;

	NEED(text_init(&t, false) == 0);
	type(&t, "one two");
	text_delete(&t, TEXT_LEFT);
	text_delete(&t, TEXT_LEFT);
	CHECK_STR(shown(&t), "one t|");
	CHECK(text_undo(&t) && text_undo(&t));
	CHECK_STR(shown(&t), "one two|");
	CHECK(text_undo(&t));
	CHECK_STR(shown(&t), "one |");
	CHECK(text_undo(&t));
	CHECK_STR(shown(&t), "|");
	CHECK(!text_undo(&t));
	CHECK(text_redo(&t) && text_redo(&t) && text_redo(&t));
	CHECK_STR(shown(&t), "one tw|");
	type(&t, "!");
	CHECK(!text_redo(&t));
	CHECK_STR(shown(&t), "one tw!|");
	text_free(&t);
}

TEST(undoing_a_replaced_selection_selects_it_again)
{
	struct text_model t;

	NEED(text_init(&t, false) == 0);
	insert(&t, "abcdef");
	text_place(&t, 1, false);
	text_place(&t, 3, true);
	insert(&t, "XYZ");
	CHECK_STR(shown(&t), "aXYZ|def");
	text_undo(&t);
	CHECK_STR(shown(&t), "a[bc|def");
	text_free(&t);
}

TEST(a_text_is_modified_until_it_is_what_was_saved)
{
	struct text_model t;

	NEED(text_init(&t, false) == 0);
	CHECK(!text_modified(&t));
	type(&t, "ab");
	CHECK(text_modified(&t));
	text_undo(&t);
	CHECK(!text_modified(&t));
	text_redo(&t);
	text_mark_saved(&t);
	CHECK(!text_modified(&t));
	type(&t, "c"); /* must not join what was saved */
	CHECK(text_modified(&t));
	text_undo(&t);
	CHECK_STR(shown(&t), "ab|");
	CHECK(!text_modified(&t));
	text_undo(&t);
	CHECK(text_modified(&t));
	type(&t, "ab");
	CHECK(text_modified(&t));
	text_free(&t);
}

TEST(what_can_be_undone_is_bounded_and_the_oldest_goes_first)
{
	struct text_model t;
	size_t size = TEXT_UNDO_BYTES / 4;
	char *block = malloc(size);

	NEED(block && text_init(&t, false) == 0);
	memset(block, 'x', size);
	for (int i = 0; i < 8; i++)
		CHECK_EQ(text_insert(&t, block, size), 0);
	CHECK(t.undo_bytes <= TEXT_UNDO_BYTES);
	int undone = 0;
	while (text_undo(&t))
		undone++;
	CHECK_EQ(undone, 3);
	CHECK_EQ(t.length, 5 * size);
	CHECK(text_modified(&t));
	text_free(&t);
	free(block);
}

TEST(a_text_over_its_limit_is_refused_and_nothing_changes)
{
	struct text_model t;

	NEED(text_init(&t, true) == 0);
	t.limit = 4;
	insert(&t, "abc");
	errno = 0;
	CHECK_EQ(text_insert(&t, "de", 2), -1);
	CHECK_EQ(errno, EFBIG);
	CHECK_STR(shown(&t), "abc|");
	text_place(&t, 0, true);
	insert(&t, "wxyz");
	CHECK_STR(shown(&t), "wxyz|");
	text_free(&t);
}

TEST(one_line_has_no_line_ends)
{
	struct text_model t;

	NEED(text_init(&t, true) == 0);
	insert(&t, "a\r\nb\nc");
	CHECK_STR(t.text, "a  b c");
	CHECK_EQ(t.line_count, 1);
	text_free(&t);
}

TEST(finding_goes_round_the_end_both_ways)
{
	struct text_model t;
	size_t at = 99;

	NEED(text_init(&t, false) == 0);
	insert(&t, "Cat dog cat dog");
	CHECK(text_find(&t, "cat", 3, 1, false, &at) && at == 8);
	CHECK(text_find(&t, "cat", 3, 9, false, &at) && at == 0);
	CHECK(text_find(&t, "cat", 3, 9, true, &at) && at == 8);
	CHECK(text_find_back(&t, "cat", 3, 8, false, &at) && at == 0);
	CHECK(text_find_back(&t, "cat", 3, 0, false, &at) && at == 8);
	CHECK(!text_find(&t, "cow", 3, 0, false, &at));
	CHECK(!text_find(&t, "", 0, 0, false, &at));
	CHECK(text_find(&t, "dog", 3, 99, false, &at) && at == 4);
	text_free(&t);
}

/* The lines of a text counted anew. */
static void check_lines(const struct text_model *t)
{
	size_t count = 1, at = 0;

	for (size_t i = 0; i < t->length; i++)
		count += t->text[i] == '\n';
	CHECK_EQ(t->line_count, count);
	for (size_t line = 0; line < count; line++) {
		size_t length;

		CHECK_EQ(t->lines[line], at);
		CHECK_EQ(text_line_of(t, at), line);
		text_line(t, line, &length);
		at += length;
		if (at < t->length && t->text[at] == '\r')
			at++;
		at++;
	}
	CHECK_EQ(at, t->length + 1);
	CHECK_EQ(t->text[t->length], 0);
}

static void random_change(struct text_model *t)
{
	static const char *const pieces[] = { "a",       "\n",   " word", "\xc3\xa9",
					      "x\ny\nz", "\r\n", "\xff",  "" };
	const char *piece = pieces[test_below(ARRAY_SIZE(pieces))];
	enum text_motion motion = test_below(TEXT_END + 1);

	switch (test_below(8)) {
	case 0:
	case 1:
		insert(t, piece);
		break;
	case 2:
	case 3:
		if (*piece)
			CHECK_EQ(text_type(t, piece, strlen(piece)), 0);
		break;
	case 4:
		if (motion < TEXT_START)
			text_delete(t, motion);
		break;
	case 5:
		text_place(t, test_below((uint32_t)t->length + 2), test_below(2));
		break;
	default:
		text_move(t, motion, test_below(2));
	}
}

TEST(random_edits_undo_to_nothing_and_redo_to_the_same)
{
	for (int round = 0; round < 40; round++) {
		struct text_model t;

		NEED(text_init(&t, false) == 0);
		for (int i = 0; i < 200; i++) {
			random_change(&t);
			if (i % 16 == 0)
				check_lines(&t);
		}
		check_lines(&t);
		size_t length = t.length;
		char *copy = malloc(length + 1);
		NEED(copy);
		memcpy(copy, t.text, length + 1);
		while (text_undo(&t))
			check_lines(&t);
		CHECK_EQ(t.length, 0);
		CHECK(!text_modified(&t));
		while (text_redo(&t))
			;
		CHECK_EQ(t.length, length);
		CHECK(memcmp(t.text, copy, length) == 0);
		check_lines(&t);
		free(copy);
		text_free(&t);
	}
}

/* A text with a place in each of many lines; moving what follows each of them would not end. */
TEST(replacing_all_of_many_places_is_not_slow)
{
	enum { LINES = 60000 };
	char *text = malloc(LINES * 4 + 1);
	struct text_model t;

	NEED(text && text_init(&t, false) == 0);
	for (size_t i = 0; i < LINES; i++)
		memcpy(text + i * 4, "aBc\n", 5);
	NEED(text_set(&t, text, LINES * 4) == 0);
	CHECK_EQ(text_replace_all(&t, "b", 1, "--\n", 3, true), 0);
	CHECK_EQ(text_replace_all(&t, "b", 1, "--\n", 3, false), LINES);
	CHECK_EQ(t.length, LINES * 6);
	CHECK_EQ(t.line_count, 2 * LINES + 1);
	CHECK_EQ(t.cursor, t.length - 2);
	CHECK(memcmp(t.text, "a--\nc\na--\n", 10) == 0);
	CHECK(text_undo(&t) && !text_can_undo(&t));
	CHECK_STR(t.text, text);
	text_free(&t);
	free(text);
}

TEST(replacing_all_keeps_what_it_has_no_room_for)
{
	struct text_model t;

	NEED(text_init(&t, false) == 0);
	t.limit = 12;
	insert(&t, "xaxbx");
	CHECK_EQ(text_replace_all(&t, "x", 1, "1234", 4, true), 0);
	CHECK_STR(shown(&t), "xaxbx|");
	CHECK_EQ(text_replace_all(&t, "x", 1, "123", 3, true), 3);
	CHECK_STR(shown(&t), "123a123b123|");
	CHECK_EQ(text_replace_all(&t, "123", 3, "", 0, true), 3);
	CHECK_STR(shown(&t), "ab|");
	CHECK_EQ(text_replace_all(&t, "", 0, "y", 1, true), 0);
	CHECK_EQ(text_replace_all(&t, "ab", 2, "", 0, true), 1);
	CHECK_STR(shown(&t), "|");
	text_free(&t);
}
