/* SPDX-License-Identifier: MIT */
/*
 * test_line_edit.c - keys against the line that is read, and against what a terminal
 * shows of it meanwhile. The terminal is core/term: a row that is wide enough, or narrow ones.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <core/console_in.h>
#include <core/file.h>
#include <core/log.h>
#include <core/term.h>
#include <test/test.h>

#include "../console.h"

#define COLS  100u /* wider than any line counts as */
#define ROWS  4u
#define LEFT  "\033[D"
#define RIGHT "\033[C"
#define HOME  "\033[H"
#define END   "\033[F"
#define UP    "\033[A"
#define DOWN  "\033[B"
#define DEL   "\033[3~"
#define BACK  "\177"
#define WORD  "\027"
#define KILL  "\025"
#define NEXT  "\026"

static struct term_cell cells[ROWS * COLS], shown[ROWS * COLS];
static unsigned cursor_row, cursor_at;
static bool watching;

static void draw(struct term *t, unsigned row, unsigned col, const struct term_cell *from,
		 unsigned n)
{
	(void)t;
	(void)row;
	(void)col;
	(void)from;
	(void)n;
}

static void cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	(void)visible;
	cursor_row = row;
	cursor_at = t->wrap ? t->cols : col;
}

static struct term screen = {
	.rows = ROWS, .cols = COLS, .cells = cells, .shown = shown, .draw = draw, .cursor = cursor
};

static void watch(const char *s, size_t n)
{
	if (watching)
		term_write(&screen, s, n);
}

static struct console watcher = { .name = "watcher", .write = watch };
static struct tty_settings before;

static void begin(void)
{
	struct tty_settings s;

	if (!watcher.next)
		console_register(&watcher);
	tty_get_settings(&before);
	tty_flush_input();
	s = before;
	s.lflag = ICANON | ECHO;
	tty_set_settings(&s);
	term_init(&screen);
	watching = true;
}

static void end(void)
{
	watching = false;
	tty_flush_input();
	tty_set_settings(&before);
	console_write("\n", 1); /* what was echoed ends; the verdict starts a line */
}

static void type(const char *keys)
{
	while (*keys)
		console_input((uint8_t)*keys++);
}

/* Row n without blanks at its end, and the cursor, if it is in it, as '_'. */
static const char *row_number(unsigned n)
{
	static char text[COLS + 2];
	const struct term_cell *in = cells + (size_t)n * screen.cols;
	unsigned cursor_here = n == cursor_row ? cursor_at : COLS + 1;
	size_t len = 0, last = 0;

	for (unsigned i = 0; i < screen.cols; i++) {
		if (i == cursor_here) {
			text[len++] = '_';
			last = len;
		}
		text[len++] = in[i].code < 0x7f ? (char)in[i].code : '#';
		if (in[i].code != ' ')
			last = len;
	}
	text[last] = '\0';
	return text;
}

static const char *row(void)
{
	return row_number(0);
}

static void expect_line(const char *line)
{
	char buf[256] = "";
	ssize_t n;

	type("\n");
	n = tty_read((uint8_t *)buf, sizeof(buf) - 1);
	CHECK_EQ(n, strlen(line) + 1);
	if (n > 0)
		buf[n - 1] = '\0';
	CHECK_STR(buf, line);
	term_init(&screen);
}

TEST(line_is_edited_anywhere)
{
	static const struct {
		const char *keys, *row, *line;
	} cases[] = {
		{ "#abc", "#abc_", "#abc" },
		{ "#abc" LEFT LEFT "X", "#aX_bc", "#aXbc" },
		{ "#abc" LEFT LEFT BACK, "#_bc", "#bc" },
		{ "#abc" LEFT LEFT DEL, "#a_c", "#ac" },
		{ "#abc" DEL, "#abc_", "#abc" },
		{ "#abc" HOME DEL "*", "*_abc", "*abc" },
		{ "bc" HOME BACK "#a" END "d", "#abcd_", "#abcd" },
		{ "#abc" LEFT LEFT LEFT LEFT LEFT LEFT RIGHT "-", "#-_abc", "#-abc" },
		{ "#abc" RIGHT "d", "#abcd_", "#abcd" },
		{ "#one two  " WORD, "#one _", "#one " },
		{ "#one two" LEFT WORD, "#one _o", "#one o" },
		{ "one" WORD WORD "#", "#_", "#" },
		{ "#wrong" LEFT LEFT KILL "#ok", "#ok_", "#ok" },
		{ "#\303\244\342\202\254x" LEFT BACK, "##_x", "#\303\244x" },
		{ "#\303\244" HOME RIGHT DEL "a", "#a_", "#a" },
		{ "#ab" LEFT "\303\244", "#a#_b", "#a\303\244b" },
		{ "#\001b" BACK "c", "#^Ac_", "#\001c" },
		{ "#\001b" LEFT LEFT DEL, "#_b", "#b" },
		{ "#a" NEXT "\033b", "#a^[b_", "#a\033b" },
		{ "#a" NEXT "\177" BACK, "#a_", "#a" },
		{ "#a\tb" LEFT LEFT "-", "#a-_ b", "#a-\tb" },
		{ "#\033[1~a\033[4~b\033[7~c\033[8~d", "ca#bd_", "ca#bd" },
		{ "#\033OD\033OHa\033OFb", "a#b_", "a#b" },
		{ "#\033[15~\033[1;5Rx\033x\033[99;99~y", "#xy_", "#xy" },
		{ "#\303x\244y", "##xy_", "#\303x\244y" }, /* broken: kept as it came */
	};

	begin();
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		type(cases[i].keys);
		/* What is broken has no width that terminals agree upon. */
		if (i + 1 < ARRAY_SIZE(cases))
			CHECK_STR(row(), cases[i].row);
		expect_line(cases[i].line);
	}
	end();
}

TEST(line_that_was_typed_before_comes_back)
{
	begin();
	tty_flush_input();
	type("#one\n#two\n#two\n");
	tty_flush_input();
	term_init(&screen);
	type("#x" UP);
	CHECK_STR(row(), "#two_");
	type(UP);
	CHECK_STR(row(), "#one_");
	type(DOWN);
	CHECK_STR(row(), "#two_");
	type(DOWN);
	CHECK_STR(row(), "_");
	type(DOWN UP BACK "*");
	expect_line("#tw*");
	type(UP UP UP);
	expect_line("#one");
	for (char c = 'a'; c < 'a' + 20; c++) {
		char line[] = { '#', c, '\n', '\0' };

		type(line);
	}
	tty_flush_input();
	term_init(&screen);
	for (int i = 0; i < 30; i++)
		type(UP);
	expect_line("#f"); /* fifteen are kept */
	end();
}

TEST(line_that_is_not_shown_is_not_kept)
{
	struct tty_settings s;

	begin();
	type("#seen\n");
	tty_get_settings(&s);
	s.lflag = ICANON;
	tty_set_settings(&s);
	type("#secret" LEFT BACK "\n");
	s.lflag = ICANON | ECHO;
	tty_set_settings(&s);
	tty_flush_input();
	CHECK_STR(row(), "#seen");
	term_init(&screen);
	type(UP);
	CHECK_STR(row(), "#seen_");
	end();
}

TEST(line_end_of_file_takes_the_whole_line)
{
	char buf[16] = "";

	begin();
	type("#abc" LEFT LEFT "\004");
	CHECK_EQ(tty_read((uint8_t *)buf, sizeof(buf)), 4);
	CHECK_STR(buf, "#abc");
	CHECK_EQ(tty_read((uint8_t *)buf, sizeof(buf)), -EAGAIN);
	end();
}

TEST(line_full_of_text_is_edited_too)
{
	static uint8_t buf[TTY_RING_SIZE];

	begin();
	watching = false;
	type("#");
	for (unsigned i = 0; i < 2 * TTY_RING_SIZE; i++)
		console_input('x');
	type(HOME DEL "\303\244" DEL "\303\244"); /* room for one, then for both bytes */
	console_input('\n');
	CHECK_EQ(tty_read(buf, sizeof(buf)), TTY_RING_SIZE);
	CHECK(buf[0] == 0xc3 && buf[1] == 0xa4 && buf[2] == 'x');
	CHECK(buf[TTY_RING_SIZE - 2] == 'x' && buf[TTY_RING_SIZE - 1] == '\n');
	end();
}

static void set_columns(unsigned columns)
{
	struct winsize w = { .ws_row = columns ? ROWS : 0, .ws_col = (unsigned short)columns };

	if (fd_count() == 0)
		files_init(); /* on the host nobody has */
	struct file *f = console_get();
	CHECK_EQ(f->ops->ioctl(f, TIOCSWINSZ, &w), 0);
	file_put(f);
	screen.cols = columns ? columns : COLS;
	term_init(&screen);
}

static void say(const char *s)
{
	console_write(s, strlen(s));
}

TEST(line_wider_than_its_row_is_shown_in_parts)
{
	static const struct {
		const char *keys, *row, *line;
	} cases[] = {
		{ "#abcdefgh", "$ #abcdefgh_", "#abcdefgh" },
		{ "#abcdefghi", "$ fghi_", "#abcdefghi" },
		{ "#abcdefghi" LEFT LEFT LEFT, "$ f_ghi", "#abcdefghi" },
		{ "#abcdefghi" LEFT LEFT LEFT LEFT, "$ bcde_fghi", "#abcdefghi" },
		{ "#abcdefghi" LEFT LEFT LEFT LEFT "X", "$ bcdeX_fghi", "#abcdeXfghi" },
		{ "#abcdefghi" BACK BACK BACK, "$ f_", "#abcdef" },
		{ "#abcdefghi" BACK BACK BACK BACK, "$ bcde_", "#abcde" },
		{ "#abcdefghi" HOME, "$ _#abcdefgh", "#abcdefghi" },
		{ "#abcdefghijk" HOME DEL DEL "#", "$ #_bcdefghi", "#bcdefghijk" },
		{ "#abcdefghijk" HOME END, "$ hijk_", "#abcdefghijk" },
		{ "#abcdefghijk" KILL "#ok", "$ #ok_", "#ok" },
		{ "#abcdefghi jkl" WORD, "$ fghi _", "#abcdefghi " },
		{ "#abcdefg\001", "$ fg^A_", "#abcdefg\001" },
		{ "#abcdefg\001" HOME, "$ _#abcdefg", "#abcdefg\001" },
		{ "#\303\244\303\244bcdefghi" HOME, "$ _###bcdefg", "#\303\244\303\244bcdefghi" },
		{ "#abcdefgh\303\244", "$ fgh#_", "#abcdefgh\303\244" },
	};

	begin();
	set_columns(12);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		say("\033[1m$\033[m ");
		type(cases[i].keys);
		CHECK_STR(row(), cases[i].row);
		CHECK_STR(row_number(1), "");
		expect_line(cases[i].line);
	}
	set_columns(0);
	end();
}

TEST(line_that_came_back_is_shown_in_parts_too)
{
	begin();
	set_columns(12);
	type("#abcdefghijklmnopq\n#x\n");
	tty_flush_input();
	term_init(&screen);
	say("$ ");
	type(UP);
	CHECK_STR(row(), "$ #x_");
	type(UP);
	CHECK_STR(row(), "$ nopq_");
	type(DOWN);
	CHECK_STR(row(), "$ #x_");
	expect_line("#x");
	set_columns(0);
	end();
}

TEST(line_is_shown_anew_behind_what_others_wrote)
{
	begin();
	set_columns(12);
	say("$ ");
	type("#ab" LEFT);
	say("\n*\n");
	CHECK_STR(row_number(2), "_");
	type("x");
	CHECK_STR(row_number(2), "#ax_b");
	say("1\t2\b\033[2C");
	type(BACK);
	CHECK_STR(row_number(3), "#a_b"); /* no room behind all that */
	expect_line("#ab");
	set_columns(0);
	end();
}

TEST(line_behind_a_prompt_without_room_is_in_the_next_row)
{
	begin();
	set_columns(12);
	say("prompt");
	type("#ab");
	CHECK_STR(row(), "prompt");
	CHECK_STR(row_number(1), "#ab_");
	set_columns(8);
	type("cdefg");
	CHECK_STR(row(), ""); /* this terminal forgets; the line goes on in a row of its own */
	CHECK_STR(row_number(1), "efg_");
	expect_line("#abcdefg");
	set_columns(0);
	end();
}

TEST(line_in_a_row_of_one_column_is_still_read)
{
	begin();
	set_columns(1);
	type("#abcdefgh\001" HOME DEL END);
	expect_line("abcdefgh\001");
	set_columns(0);
	end();
}
