/* SPDX-License-Identifier: MIT */
/* host_cmdline.c - the command line's grammar. Host ring only: a running system has read
 * its own already. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>
#include <test/test.h>

OPTION(test_option, "test.known", "an option that these tests announce");

static char line[4096];
static char *const *argv;

static int init(const char *text)
{
	snprintf(line, sizeof(line), "%s", text);
	return cmdline_init(line);
}

static bool log_has(const char *text)
{
	char tail[2048] = "";

	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	return strstr(tail, text);
}

TEST(cmdline_finds_options_with_and_without_value)
{
	CHECK_EQ(init("ip=dhcp quiet  name=\tlast=1"), 0);
	CHECK_STR(cmdline_option("ip"), "dhcp");
	CHECK_STR(cmdline_option("quiet"), "");
	CHECK_STR(cmdline_option("name"), "");
	CHECK_STR(cmdline_option("last"), "1");
	CHECK(!cmdline_option("i"));
	CHECK(!cmdline_option("ipx"));
	CHECK(!cmdline_option("dhcp"));
}

TEST(cmdline_takes_the_last_of_several)
{
	CHECK_EQ(init("a=1 a=2 a=3 -- a=4"), 0);
	CHECK_STR(cmdline_option("a"), "3");
}

TEST(cmdline_splits_options_from_arguments)
{
	CHECK_EQ(init("ip=dhcp -- -v https://demo.test:4433/ -- x"), 0);
	NEED(cmdline_args(&argv) == 4);
	CHECK_STR(argv[0], "-v");
	CHECK_STR(argv[1], "https://demo.test:4433/");
	CHECK_STR(argv[2], "--");
	CHECK_STR(argv[3], "x");
	CHECK(!argv[4]);
	CHECK(!cmdline_option("-v"));
}

TEST(cmdline_without_separator_is_options_only)
{
	CHECK_EQ(init("one two"), 0);
	CHECK_EQ(cmdline_args(&argv), 0);
	CHECK(!argv[0]);
	CHECK(cmdline_option("two"));
}

TEST(cmdline_may_be_empty_or_begin_with_the_separator)
{
	CHECK_EQ(init(""), 0);
	CHECK_EQ(cmdline_args(&argv), 0);
	CHECK_EQ(init(" \t\n "), 0);
	CHECK_EQ(cmdline_args(&argv), 0);
	CHECK_EQ(init("--"), 0);
	CHECK_EQ(cmdline_args(&argv), 0);
	CHECK_EQ(init("-- x"), 0);
	CHECK_EQ(cmdline_args(&argv), 1);
}

TEST(cmdline_quotes_and_backslashes_keep_blanks)
{
	CHECK_EQ(init("a=\"x y\" -- \"one two\" thr\"ee f\"our \\\"q\\\" back\\\\slash a\\ b \"\""),
		 0);
	CHECK_STR(cmdline_option("a"), "x y");
	NEED(cmdline_args(&argv) == 6);
	CHECK_STR(argv[0], "one two");
	CHECK_STR(argv[1], "three four");
	CHECK_STR(argv[2], "\"q\"");
	CHECK_STR(argv[3], "back\\slash");
	CHECK_STR(argv[4], "a b");
	CHECK_STR(argv[5], "");
}

TEST(cmdline_separator_in_quotes_is_a_word)
{
	CHECK_EQ(init("\"--\" x"), 0);
	CHECK_EQ(cmdline_args(&argv), 0);
	CHECK(cmdline_option("--"));
	CHECK_EQ(init("--x -- y"), 0);
	CHECK_EQ(cmdline_args(&argv), 1);
	CHECK(cmdline_option("--x"));
}

TEST(cmdline_refuses_open_quotes_and_says_where)
{
	CHECK_EQ(init("abc de\"f g"), -EINVAL);
	CHECK(log_has("the word at byte 4 ends inside quotes"));
	CHECK_EQ(init("abc \\"), -EINVAL);
	CHECK(!cmdline_option("abc"));
	CHECK_EQ(cmdline_args(&argv), 0);
}

TEST(cmdline_refuses_more_words_than_it_keeps)
{
	char many[1024] = "";

	for (int i = 0; i < 128; i++)
		strcat(many, "x ");
	CHECK_EQ(init(many), 0);
	strcat(many, "x");
	CHECK_EQ(init(many), -EINVAL);
	CHECK(log_has("more than 128 words, at byte 256"));
}

TEST(cmdline_check_names_unknown_options_only)
{
	CHECK_EQ(init("test.known=1 tset.known=2 -- other"), 0);
	cmdline_check();
	CHECK(log_has("unknown option \"tset.known=2\" ignored"));
	CHECK(!log_has("unknown option \"test.known"));
	CHECK(!log_has("\"other\""));
	CHECK(log_has("option test.known: an option that these tests announce"));
}

TEST(cmdline_check_is_silent_when_all_is_known)
{
	CHECK_EQ(init("test.known loglevel=warn"), 0);
	cmdline_check();
	CHECK(!log_has("option"));
}

TEST(cmdline_option_that_comes_several_times)
{
	CHECK_EQ(init("a=1 b=2 a=3 a -- a=4"), 0);
	CHECK_STR(cmdline_option_nth("a", 0), "1");
	CHECK_STR(cmdline_option_nth("a", 1), "3");
	CHECK_STR(cmdline_option_nth("a", 2), "");
	CHECK(!cmdline_option_nth("a", 3));
	CHECK_STR(cmdline_option_nth("b", 0), "2");
	CHECK(!cmdline_option_nth("c", 0));
}

/* A hypervisor appends them to whatever the line is. */
TEST_NEEDS(cmdline_devices_at_the_end_are_options, CONFIG_VIRTIO_MMIO)
{
	CHECK_EQ(init("x=1 -- run virtio_mmio.device=1 fast virtio_mmio.device=2 "
		      "virtio_mmio.device=3"),
		 0);
	NEED(CHECK_EQ(cmdline_args(&argv), 3));
	CHECK_STR(argv[0], "run");
	CHECK_STR(argv[1], "virtio_mmio.device=1");
	CHECK_STR(argv[2], "fast");
	CHECK(!argv[3]);
	CHECK_STR(cmdline_option("x"), "1");
	CHECK_STR(cmdline_option("virtio_mmio.device"), "2");
	CHECK_STR(cmdline_option_nth("virtio_mmio.device", 0), "3");
	CHECK(!cmdline_option_nth("virtio_mmio.device", 2));
	CHECK_EQ(init("virtio_mmio.device=1 -- virtio_mmio.device=2"), 0);
	CHECK_EQ(cmdline_args(&argv), 0);
	CHECK_STR(cmdline_option_nth("virtio_mmio.device", 1), "2");
}
