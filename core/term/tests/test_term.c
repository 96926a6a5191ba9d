/* SPDX-License-Identifier: MIT */
/* test_term.c - what is written against what is seen. The screen here is 4 rows of 8
 * columns, and keeps its own copy of what it was told to draw. */
#include <string.h>

#include <core/term.h>
#include <test/test.h>

#define ROWS 4u
#define COLS 8u

static struct term_cell cells[ROWS * COLS], shown[ROWS * COLS], device[ROWS * COLS];
static unsigned cursor_row, cursor_col, drawn;
static bool cursor_visible;

static void draw(struct term *t, unsigned row, unsigned col, const struct term_cell *from,
		 unsigned n)
{
	CHECK(row < t->rows && col + n <= t->cols && n > 0);
	memcpy(device + row * COLS + col, from, n * sizeof(*from));
	drawn += n;
}

static void cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	(void)t;
	cursor_row = row;
	cursor_col = col;
	cursor_visible = visible;
}

static struct term term = {
	.rows = ROWS,
	.cols = COLS,
	.cells = cells,
	.shown = shown,
	.draw = draw,
	.cursor = cursor,
};

static void put(const char *text)
{
	term_write(&term, text, strlen(text));
}

static void begin(const char *text)
{
	memset(device, 0, sizeof(device));
	term_init(&term);
	put(text);
	drawn = 0;
}

/* The rows that the device shows, '|' between them, '#' for what cannot be printed. */
static const char *screen(void)
{
	static char text[ROWS * (COLS + 1)];
	char *out = text;

	for (unsigned i = 0; i < ROWS * COLS; i++) {
		if (i && i % COLS == 0)
			*out++ = '|';
		*out++ = device[i].code < 0x7f ? (char)device[i].code : '#';
	}
	*out = '\0';
	return text;
}

static void expect(const char *rows)
{
	CHECK_STR(screen(), rows);
}

static void expect_cursor(unsigned row, unsigned col)
{
	CHECK_EQ(cursor_row, row);
	CHECK_EQ(cursor_col, col);
}

TEST(term_shows_lines)
{
	begin("one\ntwo\r\nthree\b\b\bX\tT");
	expect("one     |two     |thXee  T|        ");
	/* The row is full; the next one starts with the next character. */
	expect_cursor(2, 7);
	put("4");
	expect("one     |two     |thXee  T|4       ");
	expect_cursor(3, 1);
}

TEST(term_scrolls_when_the_last_row_is_full)
{
	begin("1\n2\n3\n4\n5");
	expect("2       |3       |4       |5       ");
	put("\n");
	expect("3       |4       |5       |        ");
	expect_cursor(3, 0);
	begin("");
	for (int i = 0; i < 200; i++)
		put("line\n");
	put("last");
	expect("line    |line    |line    |last    ");
}

TEST(term_long_text_goes_on_in_the_next_row)
{
	begin("12345678");
	expect("12345678|        |        |        ");
	expect_cursor(0, 7);
	put("\n9");
	expect("12345678|9       |        |        ");
	begin("123456789");
	expect("12345678|9       |        |        ");
}

TEST(term_draws_only_what_changes)
{
	begin("same\nsame\nsame\nabc");
	put("\rabd");
	CHECK_EQ(drawn, 1);
	drawn = 0;
	put("\n");
	CHECK_EQ(drawn, 7); /* "same" becomes "abd ", the last row blank */
	expect("same    |same    |abd     |        ");
}

TEST(term_unprintable_bytes_take_one_cell)
{
	begin("a\001b\177c");
	expect("a#b#c   |        |        |        ");
	CHECK_EQ(device[1].code, TERM_UNPRINTABLE);
	CHECK_EQ(device[3].code, TERM_UNPRINTABLE);
}

TEST(term_reads_utf8)
{
	static const struct {
		const char *bytes;
		uint16_t codes[3];
	} cases[] = {
		{ "\xc3\xa4.", { 0xe4, '.' } },
		{ "\xe2\x82\xac.", { 0x20ac, '.' } },
		{ "\xf0\x9f\x98\x80.", { TERM_UNPRINTABLE, '.' } }, /* beyond 16 bits */
		{ "\xc3.", { TERM_UNPRINTABLE, '.' } },             /* cut off */
		{ "\xa4.", { TERM_UNPRINTABLE, '.' } },             /* no beginning */
		{ "\xc0\xaf.", { TERM_UNPRINTABLE, '.' } },         /* longer than needed */
		{ "\xe0\x80\xaf.", { TERM_UNPRINTABLE, '.' } },
		{ "\xed\xa0\x80.", { TERM_UNPRINTABLE, '.' } }, /* surrogate */
		{ "\xff.", { TERM_UNPRINTABLE, '.' } },
		{ "\xc3\xe2\x82\xac", { TERM_UNPRINTABLE, 0x20ac, ' ' } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin(cases[i].bytes);
		for (unsigned k = 0; k < 3 && cases[i].codes[k]; k++)
			CHECK_EQ(device[k].code, cases[i].codes[k]);
	}
	begin("\xe2");
	put("\x82");
	put("\xac"); /* in three writes */
	CHECK_EQ(device[0].code, 0x20ac);
}

TEST(term_colours)
{
	static const struct {
		const char *sequence;
		uint8_t fg, bg;
	} cases[] = {
		{ "", 7, 0 },
		{ "\033[31m", 1, 0 },
		{ "\033[1;31m", 9, 0 },
		{ "\033[1;31;22m", 1, 0 },
		{ "\033[96;44m", 14, 4 },
		{ "\033[96;104m", 14, 12 },
		{ "\033[31;42;7m", 2, 1 },
		{ "\033[31;42;7;27m", 1, 2 },
		{ "\033[31;42;39;49m", 7, 0 },
		{ "\033[31m\033[m", 7, 0 },
		{ "\033[31m\033[0m", 7, 0 },
		{ "\033[38;5;11;48;5;3m", 11, 3 },
		{ "\033[38;5;200;45m", 7, 5 },
		{ "\033[38;2;1;2;3;45m", 7, 5 },
		{ "\033[;31m", 1, 0 },
		{ "\033[31;m", 7, 0 },
		{ "\033[3;4;999m", 7, 0 },
		{ "\033[38m\033[38;5m", 7, 0 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin(cases[i].sequence);
		put("x");
		CHECK_EQ(device[0].code, 'x');
		if (!CHECK_EQ(device[0].fg << 4 | device[0].bg, cases[i].fg << 4 | cases[i].bg))
			CHECK_STR(cases[i].sequence + 1, "this case");
	}
}

TEST(term_cursor_moves_within_the_screen)
{
	static const struct {
		const char *sequence;
		unsigned row, col;
	} cases[] = {
		{ "\033[A", 0, 3 },           { "\033[2B", 3, 3 },     { "\033[9B", 3, 3 },
		{ "\033[C", 1, 4 },           { "\033[99C", 1, 7 },    { "\033[2D", 1, 1 },
		{ "\033[9D", 1, 0 },          { "\033[E", 2, 0 },      { "\033[F", 0, 0 },
		{ "\033[5G", 1, 4 },          { "\033[3d", 2, 3 },     { "\033[H", 0, 0 },
		{ "\033[2;3H", 1, 2 },        { "\033[;3f", 0, 2 },    { "\033[0;0H", 0, 0 },
		{ "\033[99;99H", 3, 7 },      { "\033[65537C", 1, 7 }, { "\r\033[s\n\033[u", 1, 0 },
		{ "\0337\033[H\0338", 1, 3 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin("\nabc");
		put(cases[i].sequence);
		if (!CHECK_EQ(cursor_row * 100 + cursor_col, cases[i].row * 100 + cases[i].col))
			CHECK_STR(cases[i].sequence + 1, "this case");
		expect("        |abc     |        |        ");
	}
}

TEST(term_erases)
{
	static const struct {
		const char *sequence, *rows;
	} cases[] = {
		{ "\033[J", "aaaaaaaa|bbb     |        |        " },
		{ "\033[1J", "        |    bbbb|cccccccc|dddddddd" },
		{ "\033[2J", "        |        |        |        " },
		{ "\033[K", "aaaaaaaa|bbb     |cccccccc|dddddddd" },
		{ "\033[1K", "aaaaaaaa|    bbbb|cccccccc|dddddddd" },
		{ "\033[2K", "aaaaaaaa|        |cccccccc|dddddddd" },
		{ "\033[2X", "aaaaaaaa|bbb  bbb|cccccccc|dddddddd" },
		{ "\033[99X", "aaaaaaaa|bbb     |cccccccc|dddddddd" },
		{ "x\033[D\033[@", "aaaaaaaa|bbb xbbb|cccccccc|dddddddd" },
		{ "x\033[D\033[99@", "aaaaaaaa|bbb     |cccccccc|dddddddd" },
		{ "\033[Gxyz\033[G\033[2P", "aaaaaaaa|zbbbbb  |cccccccc|dddddddd" },
		{ "\033[L", "aaaaaaaa|        |bbbbbbbb|cccccccc" },
		{ "\033[M", "aaaaaaaa|cccccccc|dddddddd|        " },
		{ "\033[99M", "aaaaaaaa|        |        |        " },
		{ "\033c", "        |        |        |        " },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin("aaaaaaaabbbbbbbbccccccccdddddddd\033[2;4H");
		put(cases[i].sequence);
		expect(cases[i].rows);
	}
}

TEST(term_sequences_it_does_not_know_leave_no_trace)
{
	static const char *const cases[] = {
		"\033[?1049h", "\033[>0q",  "\033(B",
		"\033[4 q",    "\033[6n",   "\033[!p",
		"\033=",       "\033[?25x", "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18m"
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		begin("a");
		put(cases[i]);
		put("b");
		expect("ab      |        |        |        ");
		CHECK_EQ(device[1].fg, 7);
	}
	begin("a\033[3");
	put("\nb"); /* a control character ends a sequence and still does its work */
	expect("a       |b       |        |        ");
}

TEST(term_cursor_can_be_hidden)
{
	begin("\033[?25l");
	CHECK(!cursor_visible);
	put("\033[?25h");
	CHECK(cursor_visible);
}

TEST(term_redraw_shows_what_the_device_lost)
{
	begin("\033[31;44mabc");
	memset(device, 0, sizeof(device));
	term_lost(&term);
	term_write(&term, "", 0);
	expect("abc     |        |        |        ");
	CHECK_EQ(device[0].fg, 1);
	CHECK_EQ(device[0].bg, 4);
}

/* The rows of a screen of another size, '|' between them. */
static const char *resized(unsigned rows, unsigned cols, struct term_cell *to)
{
	static struct term_cell other_shown[64];
	static char text[80];
	char *out = text;

	term_resize(&term, rows, cols, to, to == cells ? shown : other_shown);
	for (unsigned i = 0; i < rows * cols; i++) {
		if (i && i % cols == 0)
			*out++ = '|';
		*out++ = (char)to[i].code;
	}
	*out = '\0';
	return text;
}

static void expect_place(unsigned row, unsigned col)
{
	CHECK_EQ(term.row, row);
	CHECK_EQ(term.col, col);
}

TEST(term_takes_its_text_to_a_screen_of_another_size)
{
	static struct term_cell larger[5 * 10];
	struct term before = term;

	begin("1\n2\n12345678\nab");
	CHECK_STR(resized(5, 10, larger), "1         |2         |12345678  |ab        |          ");
	expect_place(3, 2);
	CHECK(term.dirty_from == 0 && term.dirty_to == 5);
	term = before;
	begin("1\n2\n12345678\nab");
	/* The newest rows stay; what is too wide is cut. In the memory it had. */
	CHECK_STR(resized(2, 4, cells), "1234|ab  ");
	expect_place(1, 2);
	term = before;
	begin("1\n2345678");
	CHECK_STR(resized(3, 3, cells), "1  |234|   ");
	expect_place(1, 2);
	term = before;
}
