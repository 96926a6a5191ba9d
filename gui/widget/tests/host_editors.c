/* SPDX-License-Identifier: MIT */
/* host_editors.c - text areas and terminals by keys and pointer. */
#include <stdio.h>
#include <string.h>

#include <gui/text.h>
#include <test/test.h>

#include "../text_area.h"
#include "internal.h"
#include "stage.h"

static struct gui_widget *area;

static const char *text(void)
{
	size_t n;

	return gui_text_area_get(area, &n);
}

static void open_area(const char *content, int *changes)
{
	area = gui_text_area(stage_open(400, 300), stage_count, changes);
	CHECK_EQ(gui_text_area_set(area, content, strlen(content)), 0);
	host_wait(20);
	gui_focus(area);
}

TEST(gui_text_area_edits_lines_and_marks_what_is_not_saved)
{
	int changes = 0;

	open_area("", &changes);
	CHECK(!gui_text_area_modified(area));
	host_key(GUI_KEY_TAB, 0);
	host_text("int a;");
	host_key(GUI_KEY_ENTER, 0);
	host_text("b");
	host_wait(20);
	CHECK_STR(text(), "\tint a;\n\tb"); /* indented like the line before */
	CHECK(gui_text_area_modified(area) && changes > 0);
	gui_text_area_saved(area);
	CHECK(!gui_text_area_modified(area));
	host_key(GUI_KEY_BACKSPACE, 0);
	CHECK(gui_text_area_modified(area));
	gui_edit(area, GUI_UNDO);
	CHECK(!gui_text_area_modified(area));
	gui_text_area_read_only(area, true);
	host_text("x");
	host_key(GUI_KEY_ENTER, 0);
	host_key(GUI_KEY_BACKSPACE, 0);
	CHECK_STR(text(), "\tint a;\n\tb");
	CHECK(!gui_can_edit(area, GUI_UNDO));
	stage_close();
}

TEST(gui_text_area_moves_by_lines_and_keeps_its_column)
{
	size_t line, column;
	int changes = 0;

	open_area("a long line\nx\nanother one\n", &changes);
	for (int i = 0; i < 7; i++)
		host_key(GUI_KEY_RIGHT, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	gui_text_area_cursor(area, &line, &column);
	CHECK(line == 2 && column == 2);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	gui_text_area_cursor(area, &line, &column);
	CHECK(line == 3 && column == 8);
	host_key(GUI_KEY_UP_ARROW, GUI_SHIFT);
	host_key(GUI_KEY_UP_ARROW, GUI_SHIFT);
	gui_edit(area, GUI_COPY);
	CHECK_STR(gui_clipboard(), "line\nx\nanother");
	host_key(GUI_KEY_END, GUI_CTRL);
	gui_text_area_cursor(area, &line, &column);
	CHECK(line == 4 && column == 1);
	gui_text_area_goto(area, 2);
	gui_text_area_cursor(area, &line, &column);
	CHECK(line == 2 && column == 1);
	stage_close();
}

TEST(gui_text_area_scrolls_to_the_end_of_what_was_pasted)
{
	int changes = 0, cell;

	open_area("", &changes);
	cell = gui_theme_font(GUI_TEXT_CODE)->cell;
	CHECK_EQ(gui_clipboard_set("123456789012345678901234567890123456789012345678901234567890\n",
				   61),
		 0);
	host_key(0x19, GUI_CTRL);
	host_key(GUI_KEY_UP_ARROW, 0);
	host_key(GUI_KEY_END, 0);
	host_wait(1000);
	/* The last sign stands at the right edge, left of the caret. */
	host_double_click(stage_x(area, area->area.w - 8 - cell), stage_y(area, 10));
	gui_edit(area, GUI_COPY);
	CHECK_EQ(strlen(gui_clipboard()), 60);
	CHECK(((struct text_area *)area)->widest >= 60 * cell);
	stage_close();
}

TEST(gui_text_area_selects_by_pointer_also_behind_tabs)
{
	const struct gui_font *font;
	int changes = 0, cell, high;

	open_area("\tone two\nthree", &changes);
	font = gui_theme_font(GUI_TEXT_CODE);
	cell = font->cell;
	high = font->line_height;
	host_double_click(stage_x(area, 8 + 9 * cell), stage_y(area, 4 + high / 2));
	gui_edit(area, GUI_COPY);
	CHECK_STR(gui_clipboard(), "one");
	host_wait(1000);
	host_drag(stage_x(area, 8 + 12 * cell), stage_y(area, 4 + high / 2),
		  stage_x(area, 8 + 2 * cell), stage_y(area, 4 + high + high / 2));
	gui_edit(area, GUI_CUT);
	CHECK_STR(gui_clipboard(), "two\nth");
	CHECK_STR(text(), "\tone ree");
	stage_close();
}

TEST(gui_text_area_finds_and_replaces_all_at_once)
{
	size_t line, column;
	int changes = 0;

	open_area("one\nTwo one\n", &changes);
	CHECK(gui_text_area_find(area, "two", false, false));
	gui_text_area_cursor(area, &line, &column);
	CHECK(line == 2 && column == 4);
	CHECK(!gui_text_area_find(area, "two", false, true));
	CHECK(gui_text_area_find(area, "one", false, true));
	CHECK(gui_text_area_find(area, "one", false, true)); /* round */
	gui_text_area_cursor(area, &line, &column);
	CHECK_EQ(line, 1);
	CHECK(gui_text_area_find(area, "one", true, true));
	gui_text_area_cursor(area, &line, &column);
	CHECK_EQ(line, 2);
	CHECK_EQ(gui_text_area_replace_all(area, "one", "onely one", true), 2);
	CHECK_STR(text(), "onely one\nTwo onely one\n");
	gui_edit(area, GUI_UNDO);
	CHECK_STR(text(), "one\nTwo one\n");
	stage_close();
}

/* --- terminal ------------------------------------------------------------------------------ */

static struct gui_widget *terminal;
static char sent[256];
static size_t sent_count;

static void typed(struct gui_widget *w, const char *bytes, size_t n, void *arg)
{
	(void)w;
	(void)arg;
	if (n < sizeof(sent) - sent_count) {
		memcpy(sent + sent_count, bytes, n);
		sent_count += n;
	}
	sent[sent_count] = '\0';
}

static const char *keys_sent(unsigned key, unsigned modifiers)
{
	sent_count = 0;
	sent[0] = '\0';
	host_key(key, modifiers);
	return sent;
}

static void open_terminal(void)
{
	terminal = gui_terminal(stage_open(500, 300), typed, NULL);
	host_wait(20);
	gui_focus(terminal);
	sent_count = 0;
}

static void put(const char *s)
{
	gui_terminal_write(terminal, s, strlen(s));
}

TEST(gui_terminal_sends_what_xterm_sends)
{
	open_terminal();
	CHECK_STR(keys_sent(GUI_KEY_UP_ARROW, 0), "\033[A");
	CHECK_STR(keys_sent(GUI_KEY_RIGHT, GUI_CTRL), "\033[1;5C");
	CHECK_STR(keys_sent(GUI_KEY_HOME, 0), "\033[H");
	CHECK_STR(keys_sent(GUI_KEY_DELETE, 0), "\033[3~");
	CHECK_STR(keys_sent(GUI_KEY_PAGE_UP, 0), "\033[5~");
	CHECK_STR(keys_sent(GUI_KEY_F(1), 0), "\033OP");
	CHECK_STR(keys_sent(GUI_KEY_F(5), 0), "\033[15~");
	CHECK_STR(keys_sent(GUI_KEY_ENTER, 0), "\r");
	CHECK_STR(keys_sent(GUI_KEY_BACKSPACE, 0), "\x7f");
	CHECK_STR(keys_sent(GUI_KEY_TAB, 0), "\t");
	CHECK_STR(keys_sent(GUI_KEY_TAB, GUI_SHIFT), "\033[Z");
	CHECK_STR(keys_sent(GUI_KEY_ESCAPE, 0), "\033");
	CHECK_STR(keys_sent(0x06, GUI_CTRL), "\x03"); /* C */
	CHECK_STR(keys_sent(0x09, GUI_ALT), "\033f");
	CHECK_STR(keys_sent(0x04, GUI_SHIFT), "A");
	stage_close();
}

TEST(gui_terminal_shows_colours_and_scrolls_back)
{
	char line[32];
	int columns, rows;

	open_terminal();
	gui_terminal_size(terminal, &columns, &rows);
	CHECK(columns > 40 && rows > 10);
	put("\033[31mred \033[1;32mgreen\033[0m plain \033[7mreverse\033[0m\n"
	    "\033[44m blue ground \033[0m \xe2\x94\x8c\xe2\x94\x80\xe2\x94\x90 "
	    "\xc3\xa4\xc3\xb6\n$ ");
	CHECK(stage_is("terminal", 0x0c7d993580ffe6f8));
	for (int i = 0; i < GUI_TERMINAL_LINES + 100; i++) {
		snprintf(line, sizeof(line), "line %d\n", i);
		put(line);
	}
	uint64_t end = host_hash();
	host_key(GUI_KEY_PAGE_UP, GUI_SHIFT);
	uint64_t back = host_hash();
	CHECK(back != end);
	put("more\n"); /* who reads old lines keeps seeing them */
	host_wait(20);
	CHECK_EQ(sent_count, 0);
	host_key(GUI_KEY_PAGE_DOWN, GUI_SHIFT);
	host_text("x"); /* a key goes to the end */
	CHECK_STR(sent, "x");
	gui_terminal_clear(terminal);
	stage_close();
}

TEST(gui_terminal_copies_and_pastes)
{
	int cell, high;

	open_terminal();
	cell = gui_theme_font(GUI_TEXT_CODE)->cell;
	high = gui_theme_font(GUI_TEXT_CODE)->line_height;
	put("first line\nsecond \xc3\xa4\nthird");
	host_wait(20);
	host_drag(stage_x(terminal, 8 + 6 * cell), stage_y(terminal, 10),
		  stage_x(terminal, 8 + 5 * cell), stage_y(terminal, 10 + 2 * high));
	host_key(0x06, GUI_CTRL | GUI_SHIFT);
	CHECK_STR(gui_clipboard(), "line\nsecond \xc3\xa4\nthird");
	CHECK_EQ(sent_count, 0);
	sent[0] = '\0';
	host_key(0x19, GUI_CTRL | GUI_SHIFT);
	CHECK_STR(sent, "line\rsecond \xc3\xa4\rthird");
	host_wait(1000);
	host_double_click(stage_x(terminal, 8 + 2 * cell), stage_y(terminal, 10));
	host_key(0x06, GUI_CTRL | GUI_SHIFT);
	CHECK_STR(gui_clipboard(), "first");
	for (int i = 0; i < 100; i++) /* what is pasted is at the end, which is shown */
		put("\nlast");
	host_wait(20);
	uint64_t end = host_hash();
	host_key(GUI_KEY_PAGE_UP, GUI_SHIFT);
	CHECK(host_hash() != end);
	host_key(0x19, GUI_CTRL | GUI_SHIFT);
	host_wait(20);
	CHECK_EQ(host_hash(), end);
	stage_close();
}

/* What is selected may lie where a smaller screen has no rows; a sequence may be half there. */
TEST(gui_terminal_becomes_smaller_in_the_midst_of_things)
{
	int rows, columns, lines = 0, cell;

	open_terminal();
	put("top\033[3");
	host_wait(20);
	host_drag(stage_x(terminal, 8), stage_y(terminal, 10), stage_x(terminal, 60),
		  stage_y(terminal, 250));
	gui_window_move(gui_window_of(terminal), (struct rect){ 50, 60, 500, 100 });
	host_wait(20);
	gui_terminal_size(terminal, &columns, &rows);
	host_key(0x06, GUI_CTRL | GUI_SHIFT);
	CHECK(strncmp(gui_clipboard(), "top\n", 4) == 0);
	for (const char *c = gui_clipboard(); *c; c++)
		lines += *c == '\n';
	CHECK_EQ(lines, rows - 1);
	put("1mred");
	host_wait(1000);
	cell = gui_theme_font(GUI_TEXT_CODE)->cell;
	host_double_click(stage_x(terminal, 8 + 2 * cell), stage_y(terminal, 10));
	host_key(0x06, GUI_CTRL | GUI_SHIFT);
	CHECK_STR(gui_clipboard(), "topred");
	stage_close();
}

TEST(gui_terminal_keeps_its_text_when_its_size_changes)
{
	int cell = 0, high;

	open_terminal();
	for (int i = 0; i < 30; i++)
		put("some text\n");
	put("last");
	gui_window_move(gui_window_of(terminal), (struct rect){ 50, 60, 500, 150 });
	host_wait(20);
	gui_window_move(gui_window_of(terminal), (struct rect){ 50, 60, 300, 300 });
	host_wait(20);
	cell = gui_theme_font(GUI_TEXT_CODE)->cell;
	high = gui_theme_font(GUI_TEXT_CODE)->line_height;
	put(" word");
	host_wait(20);
	/* The cursor's row is the last one of the smaller screen: row 6, from 0, of 300 pixels. */
	host_double_click(stage_x(terminal, 8 + 6 * cell),
			  stage_y(terminal, 8 + (134 - 32) / high * high - high / 2));
	host_key(0x06, GUI_CTRL | GUI_SHIFT);
	CHECK_STR(gui_clipboard(), "word");
	stage_close();
}

/* Pixels drawn for a key. */
static long drawn_for(unsigned key, unsigned modifiers)
{
	uint64_t before = gui_pixels_composed();

	host_key(key, modifiers);
	host_wait(20);
	return (long)(gui_pixels_composed() - before);
}

TEST(gui_text_area_draws_the_lines_that_change)
{
	struct gui_widget *column = stage_open(400, 300);
	area = gui_text_area(column, NULL, NULL);

	gui_text_area_set(area, "one\ntwo\nthree\nfour\nfive", 23);
	gui_focus(area);
	host_wait(20);
	drawn_for(GUI_KEY_DOWN_ARROW, 0); /* the first key shows who has the focus */
	long few = 400L * 100;
	CHECK(drawn_for(GUI_KEY_DOWN_ARROW, 0) < few);
	CHECK(drawn_for(4, 0) < few); /* a */
	CHECK(drawn_for(GUI_KEY_BACKSPACE, 0) < few);
	CHECK(drawn_for(GUI_KEY_RIGHT, GUI_SHIFT) < few);
	CHECK(drawn_for(GUI_KEY_ENTER, 0) > few); /* all that is below moves */
	CHECK(drawn_for(0x1d, GUI_CTRL) > few);   /* undo may change any line */
	uint64_t before = gui_pixels_composed();
	host_wait(2000); /* it blinks */
	CHECK(gui_pixels_composed() > before && gui_pixels_composed() - before < 8 * 400L * 30);
	stage_close();
}

TEST(gui_text_area_is_right_after_any_keys)
{
	static const unsigned keys[] = { 4,
					 0x19,
					 0x1b,
					 0x1d,
					 0x2c,
					 GUI_KEY_ENTER,
					 GUI_KEY_TAB,
					 GUI_KEY_BACKSPACE,
					 GUI_KEY_DELETE,
					 GUI_KEY_LEFT,
					 GUI_KEY_RIGHT,
					 GUI_KEY_UP_ARROW,
					 GUI_KEY_DOWN_ARROW,
					 GUI_KEY_HOME,
					 GUI_KEY_END,
					 GUI_KEY_INSERT };
	static const unsigned modifiers[] = { 0, 0, GUI_SHIFT, GUI_CTRL };
	struct gui_widget *column = stage_open(300, 160);
	area = gui_text_area(column, NULL, NULL);

	gui_text_area_numbers(area, true);
	gui_text_area_set(area, "one\n\ttwo\nthree\n\nfour", 19);
	gui_focus(area);
	host_wait(20);
	for (int i = 0; i < 150; i++) {
		host_key(keys[test_below(ARRAY_SIZE(keys))], modifiers[test_below(4)]);
		gui_focus(area);
		if (test_below(8) == 0)
			host_click(stage_x(area, (int)test_below(280)),
				   stage_y(area, (int)test_below(100)));
		host_wait(test_below(3) ? 20 : 600);
		NEED(stage_is_right());
	}
	stage_close();
}
