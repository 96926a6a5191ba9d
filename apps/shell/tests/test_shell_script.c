/* SPDX-License-Identifier: MIT */
/* test_shell_script.c - commands from files and streams: how lines end, what is no text,
 * and how errors are told. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <test/test.h>

#include "lines.h"

/* What a stream of these bytes does; -1: it cannot be tried. */
static int read_bytes(const char *bytes, size_t len)
{
	char path[] = "/tmp/shell-stream-XXXXXX";
	int fd = mkstemp(path);
	bool ok = fd >= 0 && write(fd, bytes, len) == (ssize_t)len && lseek(fd, 0, SEEK_SET) == 0;

	unlink(path);
	lines_sh.in = fd;
	lines_sh.status = 0;
	lines_sh.exiting = false;
	lines_forget();
	int status = ok ? shell_read_lines(&lines_sh) : -1;
	lines_listen();
	close(fd);
	return status;
}

#define READ(text) read_bytes(text, sizeof(text) - 1)

TEST(shell_reads_lines_of_a_stream)
{
	NEED(lines_open());
	CHECK_EQ(READ("echo a\necho b"), 0);
	CHECK_STR(lines_said, "a\nb\n");
	CHECK_EQ(READ("cat\nfor cat\n"), 0);
	CHECK_STR(lines_said, "for cat\n");
	CHECK_EQ(READ("false\n\n# nothing\n"), 1);
	CHECK_EQ(READ("exit 3\necho not\n"), 3);
	CHECK_STR(lines_said, "");
	CHECK_EQ(READ("echo a\r\nfalse\r\n\r\n"), 1);
	CHECK_STR(lines_said, "a\n");
	CHECK_EQ(READ("echo \0\necho b\n"), 0);
	CHECK_STR(lines_said, "sh: a byte 0 is no text\nb\n");
	lines_close();
}

TEST(shell_tells_of_a_stream_that_cannot_be_read)
{
	NEED(lines_open());
	lines_sh.in = open("/", O_RDONLY | O_CLOEXEC);
	lines_forget();
	CHECK_EQ(shell_read_lines(&lines_sh), 1);
	lines_listen();
	CHECK_STR(lines_said, "sh: standard input: Is a directory\n");
	close(lines_sh.in);
	lines_close();
}

TEST(shell_refuses_a_line_without_an_end)
{
	size_t len = (1 << 20) + 1;
	char *text = malloc(len);

	NEED(text && lines_open());
	memset(text, 'x', len);
	CHECK_EQ(read_bytes(text, len), 1);
	CHECK_STR(lines_said, "sh: standard input: File too large\n");
	memcpy(text, "echo ", 5);
	text[len - 2] = '\n';
	CHECK_EQ(read_bytes(text, len - 1), 0);
	CHECK_EQ(strlen(lines_said), (1 << 16) - 1);
	free(text);
	lines_close();
}

TEST(shell_scripts_may_come_from_elsewhere)
{
	static const struct line_case cases[] = {
		{ "echo 'echo a \\' > s; echo ' b # c' >> s; sh s", "a b\n", 0 },
		{ "sh /dev/null", "", 0 },
		{ "echo 'true; }' > s; ./s",
		  "sh: ./s:1: loops, functions, groups and \"if\" are not known\n", 2 },
	};

	CHECK_LINES(cases);
}

/* As POSIX has it (XCU 2.8.2): 127 for what is not there, 126 for what cannot be run. */
TEST(shell_scripts_that_cannot_run_have_a_status)
{
	static const struct line_case cases[] = {
		{ "sh none", "sh: none: No such file or directory\n", 127 },
		{ "./none", "sh: ./none: No such file or directory\n", 127 },
		{ "touch f; ./f/x", "sh: ./f/x: Not a directory\n", 127 },
		{ "sh none 2> f || echo $?", "127\n", 0 },
		{ "mkdir d; ./d", "sh: ./d: Is a directory\n", 126 },
		{ "sh d", "sh: d: Is a directory\n", 126 },
		{ "time ./none 2> f", "", 127 },
	};

	CHECK_LINES(cases);
}

TEST(shell_script_is_text)
{
	static const char program[] = "\177ELF\2\1\1\0echo a\n";
	char path[64];

	NEED(lines_open());
	snprintf(path, sizeof(path), "%s/program", lines_folder);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	CHECK_EQ(write(fd, program, sizeof(program) - 1), sizeof(program) - 1);
	close(fd);
	CHECK_EQ(lines_run("./program"), 126);
	CHECK_STR(lines_said, "sh: ./program: no script: it is no text\n");
	lines_close();
}

TEST(shell_errors_are_one_line_of_text)
{
	static const struct line_case cases[] = {
		{ "cat 'a\nb\033[2J\177'", "cat: a?b?[2J?: No such file or directory\n", 1 },
		{ "cat ''", "cat: '': No such file or directory\n", 1 },
		{ "''", "sh: '': no such command; \"help\" lists them\n", 127 },
		{ "echo > ''", "sh: '': No such file or directory\n", 1 },
		{ "sync -x", "sync: no such option: -x\nsync: usage: sync\n", 2 },
		{ "sync --all", "sync: no such option: --all\nsync: usage: sync\n", 2 },
		{ "sync x", "sync: too many operands: x\nsync: usage: sync\n", 2 },
	};

	CHECK_LINES(cases);
}
