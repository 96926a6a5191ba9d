/* SPDX-License-Identifier: MIT */
/* test_console.c - the line discipline: what is typed against what is read. Typed
 * text begins with '#', because it is echoed into the test's own output. */
#include <errno.h>
#include <string.h>
#include <termios.h>

#include <core/console_in.h>
#include <core/log.h>
#include <test/test.h>

#include "../console.h"

static struct tty_settings before;

static void begin(uint32_t lflag)
{
	struct tty_settings s;

	tty_get_settings(&before);
	tty_flush_input();
	s = before;
	s.lflag = lflag;
	tty_set_settings(&s);
}

static void end(void)
{
	tty_flush_input();
	tty_set_settings(&before);
}

static void type(const char *text)
{
	while (*text)
		console_input((uint8_t)*text++);
}

/* Checks that the next read gives exactly text; NULL: that it would wait. */
static void expect(const char *text)
{
	char buf[128] = { 0 };
	ssize_t n = tty_read((uint8_t *)buf, sizeof(buf) - 1);

	CHECK_EQ(n, text ? (long)strlen(text) : -EAGAIN);
	if (text)
		CHECK(strcmp(buf, text) == 0);
}

TEST(console_gives_whole_lines_only)
{
	begin(ICANON);
	type("# li");
	CHECK(!tty_readable());
	expect(NULL);
	type("ne\r");
	CHECK(tty_readable());
	CHECK_EQ(tty_available(), 7);
	type("# two\n# three\n");
	expect("# line\n");
	expect("# two\n");
	expect("# three\n");
	expect(NULL);
	end();
}

TEST(console_lines_are_edited_before_they_are_read)
{
	static const struct {
		const char *typed, *read;
	} cases[] = {
		{ "#ab\177c\n", "#ac\n" },
		{ "#ab\bc\n", "#ac\n" },
		{ "\177\177#\n", "#\n" },
		{ "#wrong\025#right\n", "#right\n" },
		{ "#\xc3\xa4\xe2\x82\xac\177\n", "#\xc3\xa4\n" }, /* one character, three bytes */
		{ "#\xc3\xa4\177\177\177x\n", "x\n" },
	};

	begin(ICANON);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		type(cases[i].typed);
		expect(cases[i].read);
	}
	end();
}

TEST(console_editing_stops_at_the_line_before)
{
	begin(ICANON);
	type("#one\n\177\177\025#two\n");
	expect("#one\n");
	expect("#two\n");
	end();
}

TEST(console_end_of_file_is_ctrl_d)
{
	begin(ICANON);
	type("\004");
	expect("");
	type("#part\004");
	CHECK_EQ(tty_available(), 5);
	expect("#part");
	expect(NULL);
	type("#a\n\004#b\n");
	expect("#a\n");
	expect("");
	expect("#b\n");
	end();
}

TEST(console_raw_mode_gives_bytes_as_they_come)
{
	struct tty_settings s;
	char c;

	begin(0);
	type("#\004\177");
	expect("#\004\177");
	expect(NULL);
	type("#x");
	CHECK_EQ(tty_read((uint8_t *)&c, 1), 1);
	CHECK_EQ(c, '#');
	expect("x");
	tty_get_settings(&s);
	s.cc[VMIN] = 0;
	tty_set_settings(&s);
	CHECK(tty_readable());
	expect("");
	end();
}

TEST_NEEDS(raw_mode_waits_for_vmin_bytes, CONFIG_TTY)
{
	struct tty_settings s;

	begin(0);
	tty_get_settings(&s);
	s.cc[VMIN] = 3;
	tty_set_settings(&s);
	type("#a");
	CHECK(!tty_readable());
	expect(NULL);
	type("b");
	CHECK(tty_readable());
	expect("#ab");
	end();
}

TEST(console_line_in_progress_is_readable_once_raw)
{
	struct tty_settings s;

	begin(ICANON);
	type("#half");
	expect(NULL);
	tty_get_settings(&s);
	s.lflag = 0;
	tty_set_settings(&s);
	expect("#half");
	end();
}

TEST(console_long_read_of_a_line_takes_two)
{
	uint8_t buf[4];

	begin(ICANON);
	type("#abcde\n");
	CHECK_EQ(tty_read(buf, 4), 4);
	CHECK(memcmp(buf, "#abc", 4) == 0);
	expect("de\n");
	end();
}

TEST(console_full_line_can_still_be_finished)
{
	size_t n, total = 0, lines = 0;
	uint8_t buf[100];

	begin(ICANON);
	for (int i = 0; i < 5000; i++)
		console_input('#');
	CHECK(!tty_readable());
	console_input('\n');
	while (tty_readable()) {
		n = (size_t)tty_read(buf, sizeof(buf));
		total += n;
		lines += buf[n - 1] == '\n';
	}
	CHECK_EQ(total, 1024);
	CHECK_EQ(lines, 1);
	end();
}

/* A console that remembers what was written while it listens. */
static char heard[64];
static size_t heard_len;
static bool listening;

static void listen(const char *s, size_t n)
{
	for (size_t i = 0; i < n && listening && heard_len < sizeof(heard); i++)
		heard[heard_len++] = s[i];
}

TEST(console_echoes_what_is_typed_and_erased)
{
	static struct console ear = { .name = "ear", .write = listen };
	static const char want[] = "# eco\b \bho\n";

	if (!ear.next)
		console_register(&ear);
	begin(ICANON | ECHO);
	listening = true;
	type("# eco\177ho\r");
	listening = false;
	expect("# echo\n");
	CHECK_EQ(heard_len, sizeof(want) - 1);
	CHECK(memcmp(heard, want, MIN(heard_len, sizeof(want) - 1)) == 0);
	end();
}
