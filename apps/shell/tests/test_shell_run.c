/* SPDX-License-Identifier: MIT */
/* test_shell_run.c - lines of the shell against what they print, and their status. */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <test/test.h>

#include "../interact.h"
#include "lines.h"

TEST(shell_words_lose_their_quotes)
{
	static const struct line_case cases[] = {
		{ "echo a  b", "a b\n", 0 },
		{ "echo 'a  b' \"c  d\" e\\ \\ f", "a  b c  d e  f\n", 0 },
		{ "echo '$X' \"\\$X\" \\$X $", "$X $X $X $\n", 0 },
		{ "X='a  b'; echo $X ${X}c \"<$X>\" $Y.", "a  b a  bc <a  b> .\n", 0 },
		{ "echo $Y '' \"$Y\" x", "  x\n", 0 },
		{ "X=1 Y=2; echo $X$Y", "12\n", 0 },
		{ "X=1 echo", "sh: X=1: a variable is set in a command of its own\n", 2 },
		{ "unset X; echo \"$X\"", "\n", 0 },
		{ "false; echo $?; echo $?", "1\n0\n", 0 },
		{ "echo '*' \"*\" \\*", "* * *\n", 0 },
	};

	CHECK_LINES(cases);
}

TEST(shell_commands_follow_each_other)
{
	static const struct line_case cases[] = {
		{ "echo a; echo b\necho c", "a\nb\nc\n", 0 },
		{ "true && echo a || echo b", "a\n", 0 },
		{ "false && echo a || echo b", "b\n", 0 },
		{ "false || true && echo c", "c\n", 0 },
		{ "true || echo a; echo b", "b\n", 0 },
		{ "! false", "", 0 },
		{ "! true", "", 1 },
		{ "# nothing", "", 1 },
		{ "false; # status stays", "", 1 },
		{ "exit 7; echo not", "", 7 },
	};

	CHECK_LINES(cases);
}

TEST(shell_patterns_become_names)
{
	static const struct line_case cases[] = {
		{ "mkdir d; touch a1 a2 b1 .h 'x y' d/a3", "", 0 },
		{ "echo *", "a1 a2 b1 d x y\n", 0 },
		{ "echo .h*", ".h\n", 0 },
		{ "echo a? [!a]1 a[1-9] */a*", "a1 a2 b1 a1 a2 d/a3\n", 0 },
		{ "cd d; echo ../a1 ../b*; cd ..", "../a1 ../b1\n", 0 },
		{ "echo */", "d/\n", 0 },
		{ "echo z* 'a*' a\\*", "z* a* a*\n", 0 },
		{ "X='a*'; echo $X", "a*\n", 0 },
		{ "rm x*; echo x*", "x*\n", 0 },
	};

	CHECK_LINES(cases);
}

/* From now on this test's folders cannot be read: Linux answers getdents64() with EIO. */
static bool break_folders(void)
{
	static struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getdents64, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	static struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

TEST(shell_pattern_in_a_damaged_folder_is_told)
{
	NEED(lines_open());
	CHECK_EQ(lines_run("mkdir d; touch d/a; echo none/* d/a/*"), 0);
	CHECK_STR(lines_said, "none/* d/a/*\n");
	CHECK_EQ(lines_run("rm -r d"), 0);
	NEED(break_folders());
	CHECK_EQ(lines_run("echo a *"), 1);
	CHECK_STR(lines_said, "sh: *: Input/output error\n");
	CHECK_EQ(lines_run("echo none/*"), 0);
	CHECK_EQ(rmdir(lines_folder), 0);
	shell_close(&lines_sh);
}

TEST(shell_output_goes_where_it_is_led)
{
	static const struct line_case cases[] = {
		{ "echo a > f; echo b >> f; cat f", "a\nb\n", 0 },
		{ "echo c > f; cat < f", "c\n", 0 },
		{ "cat nothing 2> f; cat f", "cat: nothing: No such file or directory\n", 0 },
		{ "cat nothing > f 2>&1; wc -l f", "      1 f\n", 0 },
		{ "echo x > no/f", "sh: no/f: No such file or directory\n", 1 },
		{ "> empty; wc -c empty", "      0 empty\n", 0 },
		{ "> a echo front; cat a", "front\n", 0 },
		{ "echo to > 'sp ace'; cat sp*", "to\n", 0 },
	};

	CHECK_LINES(cases);
}

/* More than is read at once: it would grow for ever. */
TEST(shell_files_do_not_grow_by_themselves)
{
	static const struct line_case cases[] = {
		{ "write f x; cat f f f f f f f f > g", "", 0 },
		{ "cat g >> g", "cat: g: the output goes to the same file\n", 1 },
		{ "cat < g >> g", "cat: -: the output goes to the same file\n", 1 },
		{ "grep x g >> g", "grep: g: the output goes to the same file\n", 2 },
		{ "hexdump g >> g", "hexdump: g: the output goes to the same file\n", 1 },
		{ "cat f g >> g", "cat: g: the output goes to the same file\n", 1 },
		{ "wc -c g; wc -c g >> g; cat g | tail -n 1", "     18 g\n     18 g\n", 0 },
		{ "cat f > f; wc -c f; cat f >> f", "      0 f\n", 0 },
	};

	CHECK_LINES(cases);
}

TEST(shell_pipes_join_commands)
{
	static const struct line_case cases[] = {
		{ "echo a b c | wc -w", "      3 -\n", 0 },
		{ "write f one; write -a f two; cat f f | grep -n o | tail -n 1", "4:two\n", 0 },
		{ "cat /dev/zero | head -n 0", "", 0 },
		{ "cat /dev/zero | hexdump -n 16 | wc -l", "      2 -\n", 0 },
		{ "false | true", "", 0 },
		{ "true | false", "", 1 },
		{ "cd / | cd /; pwd | wc -l", "      1 -\n", 0 },
		{ "X=1 | true; echo \"<$X>\"", "<>\n", 0 },
		{ "echo a | cat | cat | cat | cat | cat", "a\n", 0 },
		{ "exit 3 | true; echo here", "here\n", 0 },
	};

	CHECK_LINES(cases);
}

TEST(shell_scripts_have_arguments_and_a_status)
{
	static const struct line_case cases[] = {
		{ "write s 'echo $0 $1 $2 $#; exit 4; echo no'", "", 0 },
		{ "sh s a 'b c'", "s a b c 2\n", 4 },
		{ "./s; echo $?", "./s 0\n4\n", 0 },
		{ "write t 'echo <'; sh t", "sh: t:1: a redirection needs a path behind it\n", 2 },
		{ "write r 'sh r'; sh r 2>&1 | grep -c nested", "1\n", 0 },
	};

	CHECK_LINES(cases);
}

TEST(shell_mistakes_have_a_status)
{
	static const struct line_case cases[] = {
		{ "nosuch", "sh: nosuch: no such command; \"help\" lists them\n", 127 },
		{ "echo a |", "sh: a command is missing\n", 2 },
		{ "ls -q", "ls: no such option: -q\nls: usage: ls [-adhl] [PATH...]\n", 2 },
		{ "head -n",
		  "head: option -n needs a value\n"
		  "head: usage: head [-n LINES] [FILE...]\n",
		  2 },
		{ "head -n x",
		  "head: x: not a number from 0 to 1000000\n"
		  "head: usage: head [-n LINES] [FILE...]\n",
		  2 },
		{ "pwd a", "pwd: too many operands: a\npwd: usage: pwd\n", 2 },
		{ "mkdir", "mkdir: an operand is missing\nmkdir: usage: mkdir [-p] FOLDER...\n",
		  2 },
		{ "echo a > /dev/full", "echo: cannot write: No space left on device\n", 1 },
	};

	CHECK_LINES(cases);
}

static void *interrupt_later(void *arg)
{
	usleep(50000);
	shell_interrupt(arg);
	return NULL;
}

TEST(shell_is_interrupted_wherever_it_waits)
{
	static const char *const lines[] = { "sleep 1000", "sleep 1000 | sleep 1000",
					     "cat /dev/zero > /dev/null", "cat /dev/zero | wc",
					     "sleep 1000; echo not" };
	pthread_t thread;

	NEED(lines_open());
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		NEED(pthread_create(&thread, NULL, interrupt_later, &lines_sh) == 0);
		CHECK_EQ(lines_run(lines[i]), SHELL_INTERRUPTED);
		CHECK_STR(lines_said, "");
		pthread_join(thread, NULL);
	}
	CHECK_EQ(lines_run("echo again"), 0);
	CHECK_STR(lines_said, "again\n");
	lines_close();
}

static void write_nothing(void *ctx, const char *bytes, size_t len)
{
	(void)ctx;
	(void)bytes;
	(void)len;
}

TEST(shell_names_do_not_reach_the_terminal_as_they_are)
{
	NEED(lines_open());
	CHECK_EQ(lines_run("touch 'ab\ntrue' 'a\033c\177'"), 0);
	lines_sh.by_line = true;
	CHECK_EQ(lines_run("ls"), 0);
	CHECK(strstr(lines_said, "a?c?") && strstr(lines_said, "ab?true") &&
	      !strchr(lines_said, 0x1b));
	CHECK_EQ(lines_run("ls | cat"), 0);
	CHECK_STR(lines_said, "a\033c\177\nab\ntrue\n");

	struct line *l = edit_new(write_nothing, shell_complete, &lines_sh, 0);
	NEED(l);
	edit_begin(l, "", 80);
	for (const char *key = "cat ab\t"; *key; key++)
		edit_feed(l, (unsigned char)*key);
	CHECK_STR(edit_text(l), "cat ab");
	edit_free(l);
	lines_close();
}

/* Two shells in two threads keep two folders and two statuses. */
static void *use_second(void *arg)
{
	struct shell *second = arg;

	for (int i = 0; i < 100; i++)
		shell_run(second, "cd /tmp; false; X=$?");
	return NULL;
}

TEST(shell_instances_do_not_meet)
{
	struct shell second;
	pthread_t thread;

	NEED(lines_open());
	NEED(shell_open(&second, 0, lines_sh.out, lines_sh.out) == 0);
	NEED(pthread_create(&thread, NULL, use_second, &second) == 0);
	for (int i = 0; i < 100; i++)
		shell_run(&lines_sh, "cd /; true; X=$?");
	pthread_join(thread, NULL);
	CHECK_STR(second.cwd, "/tmp");
	CHECK_STR(lines_sh.cwd, "/");
	CHECK_STR(shell_get(&second, "X"), "1");
	CHECK_STR(shell_get(&lines_sh, "X"), "0");
	shell_close(&second);
	lines_close();
}

TEST(shell_commands_have_help)
{
	NEED(lines_open());
	for (size_t g = 0; shell_groups[g]; g++) {
		for (const struct shell_command *c = shell_groups[g]; c->name; c++) {
			char line[64], usage[128];
			snprintf(line, sizeof(line), "%s --help", c->name);
			snprintf(usage, sizeof(usage), "usage: %s", c->name);
			CHECK_EQ(lines_run(line), 0);
			CHECK(strncmp(lines_said, usage, strlen(usage)) == 0);
			CHECK(c->help[0] && c->help[strlen(c->help) - 1] != '.');
		}
	}
	lines_close();
}

TEST(shell_patterns_match_characters)
{
	CHECK(glob_match("*", ""));
	CHECK(glob_match("a*b*c", "aXbYbc"));
	CHECK(!glob_match("a*b", "abc"));
	CHECK(glob_match("?", "\xc3\xa9"));
	CHECK(!glob_match("?", ""));
	CHECK(glob_match("[a-c]x", "bx"));
	CHECK(!glob_match("[!a-c]x", "bx"));
	CHECK(glob_match("[]]", "]"));
	CHECK(glob_match("[", "["));
	CHECK(glob_match("a[", "a["));
	CHECK(glob_match("\\*", "*"));
	CHECK(!glob_match("\\*", "a"));
	CHECK(glob_match("[\xc3\xa0-\xc3\xbf]", "\xc3\xa9"));
	CHECK(glob_match("*.txt", ".txt"));
}
