/* SPDX-License-Identifier: MIT */
/* host_log.c - lines, levels and the ring, seen by a console of the test's own. */
#define LOG_TAG "tag"
#include <stdio.h>
#include <string.h>

#include <core/clock.h>
#include <core/cmdline.h>
#include <arch/cpu.h>
#include <arch/irq.h>
#include <core/log.h>
#include <test/test.h>
#include <test/host.h>

#define RING (CONFIG_LOG_RING_KB * 1024)

static char seen[2 * RING];
static size_t seen_len;
static unsigned widest; /* bytes in one call */

static void record(const char *s, size_t n)
{
	if (n > sizeof(seen) - 1 - seen_len)
		n = sizeof(seen) - 1 - seen_len;
	memcpy(seen + seen_len, s, n);
	seen_len += n;
	seen[seen_len] = '\0';
	if (n > widest)
		widest = (unsigned)n;
}

static struct console recorder = { .name = "recorder", .write = record };

static void start(void)
{
	console_register(&recorder);
	seen_len = widest = 0;
	seen[0] = '\0';
}

TEST(log_line_has_time_tag_and_text)
{
	start();
	host_advance(12 * NSEC_PER_SEC + 345678900);
	log_info("value %d", 7);
	CHECK_STR(seen, "[  12.345678] tag: value 7\n");
}

TEST(log_line_starts_on_a_fresh_line)
{
	start();
	console_write("prompt> ", 8);
	log_info("a");
	log_info("b");
	console_write("text\n", 5);
	log_info("c");
	CHECK_STR(seen, "prompt> \n[   0.000000] tag: a\n[   0.000000] tag: b\n"
			"text\n[   0.000000] tag: c\n");
}

TEST(log_line_is_cut_at_255_bytes_with_dots)
{
	char text[400];

	start();
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	log_info("%s", text);
	CHECK_EQ(strlen(seen), 256);
	CHECK_STR(seen + 250, "xx...\n");
	seen_len = 0;
	text[255 - strlen("[   0.000000] tag: ")] = '\0';
	log_info("%s", text);
	CHECK_EQ(strlen(seen), 256);
	CHECK_STR(seen + 250, "xxxxx\n");
}

TEST(log_line_shows_control_characters_as_question_marks)
{
	start();
	log_warn("a\033[31mb\nc\td\177\303\244");
	CHECK_STR(seen, "[   0.000000] tag: a?[31mb?c\td?\303\244\n");
}

TEST(log_level_keeps_lines_off_the_console_but_in_the_ring)
{
	char tail[64];

	start();
	log_set_console_level(LOG_WARN);
	log_info("quiet");
	log_warn("loud");
	CHECK_STR(seen, "[   0.000000] tag: loud\n");
	size_t n = log_tail(tail, 48);
	CHECK_EQ(n, 48);
	CHECK(memcmp(tail, "[   0.000000] tag: quiet\n[   0.000000] tag: loud\n" + 1, 48) == 0);
}

TEST(log_level_comes_from_the_command_line)
{
	char line[] = "loglevel=err";

	start();
	CHECK_EQ(cmdline_init(line), 0);
	log_warn("hidden");
	log_err("shown");
	CHECK_STR(seen, "[   0.000000] tag: shown\n");
}

TEST(log_level_that_does_not_exist_is_reported)
{
	char line[] = "loglevel=loud";

	start();
	CHECK_EQ(cmdline_init(line), 0);
	CHECK(strstr(seen, "loglevel=loud: not err, warn, info or debug"));
}

TEST(log_ring_only_line_does_not_break_a_console_line)
{
	char tail[64] = "";

	start();
	log_set_console_level(LOG_ERR);
	console_write("half ", 5);
	log_info("ring only");
	console_write("line\n", 5);
	CHECK_STR(seen, "half line\n");
	log_tail(tail, strlen("half \n[   0.000000] tag: ring only\nline\n"));
	CHECK_STR(tail, "half \n[   0.000000] tag: ring only\nline\n");
}

TEST(log_replays_the_ring_to_a_late_console)
{
	log_info("early");
	console_write("output\n", 7);
	seen_len = 0;
	console_register(&recorder);
	CHECK_STR(seen, "[   0.000000] tag: early\noutput\n");
}

TEST(log_lines_have_colours_on_a_screen)
{
	static struct console screen = {
		.name = "screen", .rows = 25, .cols = 80, .write = record
	};

	log_warn("early");
	console_write("[plain] text\n[1] a: ", 20);
	NEED(IS_ENABLED(CONFIG_SCREEN));
	console_register(&screen);
	CHECK_STR(seen, "\033[90m[   0.000000] tag: \033[mearly\n[plain] text\n[1] a: ");
	console_write("\n", 1);
	seen_len = 0;
	log_info("info");
	CHECK_STR(seen, "\033[90m[   0.000000] tag: \033[minfo\n");
	seen_len = 0;
	log_warn("warn");
	CHECK_STR(seen, "\033[90m[   0.000000] tag: \033[m\033[93mwarn\n\033[m");
	seen_len = 0;
	log_err("err");
	CHECK_STR(seen, "\033[90m[   0.000000] tag: \033[m\033[91merr\n\033[m");
}

TEST(log_screens_can_be_muted)
{
	static struct console screen = {
		.name = "screen", .rows = 25, .cols = 80, .write = record
	};

	NEED(IS_ENABLED(CONFIG_SCREEN));
	console_register(&screen);
	seen_len = 0;
	console_mute_screens(true);
	console_write("a\n", 2);
	console_printf("b");
	log_err("c");
	CHECK_EQ(seen_len, 0);
	console_mute_screens(false);
	console_write("d\n", 2);
	CHECK_STR(seen, "d\n");
}

TEST(log_ring_keeps_the_newest_bytes)
{
	static char tail[RING + 100], want[RING];

	for (int i = 0; i < 3000; i++) {
		char text[16];

		console_write(text, (size_t)snprintf(text, sizeof(text), "%d,", i * 7919));
	}
	char text[RING / 2];
	memset(text, 'z', sizeof(text));
	console_write(text, sizeof(text));
	console_write("end", 3);
	CHECK_EQ(log_tail(tail, sizeof(tail)), RING);
	CHECK(memcmp(tail + RING - 3, "end", 3) == 0);
	memset(want, 'z', sizeof(want));
	CHECK(memcmp(tail + RING - 3 - RING / 2, want, RING / 2) == 0);
	CHECK(memcmp(tail + RING - 3 - RING / 2 - 9, "23749081,", 9) == 0);

	console_register(&recorder);
	CHECK_EQ(seen_len, RING);
	CHECK(memcmp(seen, tail, RING) == 0);
	CHECK_EQ(log_tail(tail, 10), 10);
	CHECK(memcmp(tail, "zzzzzzzend", 10) == 0);
}

TEST(console_output_is_written_in_pieces)
{
	static char text[3000];

	start();
	memset(text, 'x', sizeof(text));
	console_write(text, sizeof(text));
	CHECK_EQ(seen_len, sizeof(text));
	CHECK(widest <= 16);
}

TEST(console_printf_has_no_time)
{
	start();
	console_write("abc", 3);
	console_printf("panic: %s", "x");
	CHECK_STR(seen, "abc\npanic: x\n");
}

static unsigned parts, parts_left;

static void take_notes(const char *s, size_t n)
{
	record(s, n);
	parts_left = 3;
}

static bool show_part(void)
{
	CHECK(!irqs_enabled()); /* under the lock, which is given up in between */
	parts++;
	parts_left -= parts_left > 0;
	return parts_left > 0;
}

static struct console slow = { .name = "slow", .write = take_notes, .show = show_part };

TEST(log_shows_in_parts_what_was_written)
{
	static char long_text[3 * 512];

	NEED(IS_ENABLED(CONFIG_FB_CONSOLE));
	console_register(&slow);
	parts = 0;
	log_info("line");
	CHECK_EQ(parts, 3);
	CHECK(irqs_enabled());
	console_write("output", 6);
	CHECK_EQ(parts, 6);
	memset(long_text, 'x', sizeof(long_text));
	console_write(long_text, sizeof(long_text)); /* every 512 bytes, not every 16 */
	CHECK_EQ(parts, 15);
}

TEST(log_of_an_interrupt_is_shown_by_the_worker)
{
	NEED(IS_ENABLED(CONFIG_FB_CONSOLE));
	console_register(&slow);
	parts = 0;
	seen_len = 0;
	this_cpu()->irq_depth++;
	log_info("hot");
	this_cpu()->irq_depth--;
	CHECK_STR(seen, "[   0.000000] tag: hot\n");
	CHECK_EQ(parts, 0);
	host_run_work();
	CHECK_EQ(parts, 3);
}
