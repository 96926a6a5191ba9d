/* SPDX-License-Identifier: MIT */
/* cmd_text.c - what is in files: echo, head, tail, wc, hexdump; grep stands in cmd_grep.c. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grep.h"
#include "groups.h"

static int echo(struct shell *sh, int argc, char **argv)
{
	bool bare = argc > 1 && strcmp(argv[1], "-n") == 0;

	for (int i = 1 + bare; i < argc; i++)
		shell_print(sh, "%s%s", argv[i], i + 1 < argc ? " " : "");
	if (!bare)
		shell_print(sh, "\n");
	return 0;
}

static bool line_count(struct shell *sh, long long *count)
{
	const char *value = shell_value(sh, 'n');

	*count = 10;
	return !value || shell_number(sh, value, 0, 1000000, count);
}

static void put_line(struct shell *sh, const struct shell_lines *l)
{
	shell_put(sh, l->line, l->len);
	if (l->whole)
		shell_put(sh, "\n", 1);
}

static int head_one(struct shell *sh, int fd, const char *name)
{
	struct shell_lines l = { .fd = fd };
	long long count;
	int more = 1;

	if (!line_count(sh, &count))
		return SHELL_USAGE;
	while (count-- > 0 && !shell_stopped(sh) && (more = shell_next_line(sh, &l)) > 0)
		put_line(sh, &l);
	int status = more < 0 ? shell_fail(sh, name) : 0;
	shell_lines_free(&l);
	return status;
}

static int head(struct shell *sh, int argc, char **argv)
{
	return shell_each_file(sh, argc, argv, head_one);
}

struct kept_line {
	char *text;
	size_t len;
};

/* A ring of the lines that may be the last ones. */
static int tail_one(struct shell *sh, int fd, const char *name)
{
	struct shell_lines l = { .fd = fd };
	long long count, seen = 0;
	int more = 0;

	if (!line_count(sh, &count))
		return SHELL_USAGE;
	struct kept_line *ring = calloc(count ? (size_t)count : 1, sizeof(*ring));
	while (ring && count && (more = shell_next_line(sh, &l)) > 0) {
		struct kept_line *k = &ring[seen++ % count];
		free(k->text);
		k->len = l.len + l.whole;
		k->text = malloc(k->len + 1);
		if (!k->text) {
			more = -1;
			break;
		}
		memcpy(k->text, l.line, l.len);
		k->text[l.len] = '\n';
	}
	int status = !ring || more < 0 ? shell_fail(sh, name) : 0;
	for (long long i = seen > count ? seen - count : 0; !status && i < seen; i++)
		shell_put(sh, ring[i % count].text, ring[i % count].len);
	for (long long i = 0; ring && i < count; i++)
		free(ring[i].text);
	free(ring);
	shell_lines_free(&l);
	return status;
}

static int tail(struct shell *sh, int argc, char **argv)
{
	return shell_each_file(sh, argc, argv, tail_one);
}

/* --- wc ------------------------------------------------------------------------------------- */

struct counts {
	unsigned long long lines, words, bytes;
};

static void count_bytes(struct counts *c, const char *buf, size_t len, bool *in_word)
{
	for (size_t i = 0; i < len; i++) {
		bool blank = strchr(" \t\n\r\v\f", buf[i]) && buf[i];
		c->lines += buf[i] == '\n';
		c->words += !blank && !*in_word;
		*in_word = !blank;
	}
	c->bytes += len;
}

static int wc_one(struct shell *sh, int fd, const char *name)
{
	bool all = !shell_flag(sh, 'l') && !shell_flag(sh, 'w') && !shell_flag(sh, 'c');
	struct counts c = { 0 };
	bool in_word = false;
	char buf[4096];
	ssize_t n;

	while ((n = shell_read(sh, fd, buf, sizeof(buf))) > 0)
		count_bytes(&c, buf, (size_t)n, &in_word);
	if (n < 0)
		return shell_fail(sh, name);
	if (all || shell_flag(sh, 'l'))
		shell_print(sh, "%7llu ", c.lines);
	if (all || shell_flag(sh, 'w'))
		shell_print(sh, "%7llu ", c.words);
	if (all || shell_flag(sh, 'c'))
		shell_print(sh, "%7llu ", c.bytes);
	shell_print(sh, "%s\n", name);
	return 0;
}

static int wc(struct shell *sh, int argc, char **argv)
{
	return shell_each_file(sh, argc, argv, wc_one);
}

/* --- hexdump -------------------------------------------------------------------------------- */

#define ROW 16

static void print_row(struct shell *sh, unsigned long long at, const unsigned char *row, size_t n)
{
	shell_print(sh, "%08llx ", at);
	for (size_t i = 0; i < ROW; i++) {
		if (i < n)
			shell_print(sh, "%s%02x", i == ROW / 2 ? "  " : " ", row[i]);
		else
			shell_print(sh, "%s", i == ROW / 2 ? "    " : "   ");
	}
	shell_print(sh, "  |");
	for (size_t i = 0; i < n; i++)
		shell_print(sh, "%c", row[i] >= 0x20 && row[i] < 0x7f ? row[i] : '.');
	shell_print(sh, "|\n");
}

/* A pipe gives fewer bytes than a row has: it is filled. Returns its length or -1. */
static ssize_t fill_row(struct shell *sh, int fd, unsigned char *row, size_t want)
{
	size_t fill = 0;
	ssize_t n = 1;

	while (fill < want && (n = shell_read(sh, fd, row + fill, want - fill)) > 0)
		fill += (size_t)n;
	return n < 0 ? -1 : (ssize_t)fill;
}

static int hexdump_one(struct shell *sh, int fd, const char *name)
{
	const char *value = shell_value(sh, 'n');
	long long limit = LLONG_MAX, at = 0;
	unsigned char row[ROW];
	ssize_t n = ROW;

	if (value && !shell_number(sh, value, 0, LLONG_MAX, &limit))
		return SHELL_USAGE;
	if (shell_reads_its_output(sh, fd, name))
		return 1;
	while (n == ROW && at < limit && !shell_stopped(sh)) {
		n = fill_row(sh, fd, row, limit - at < ROW ? (size_t)(limit - at) : ROW);
		if (n > 0)
			print_row(sh, (unsigned long long)at, row, (size_t)n);
		at += n > 0 ? n : 0;
	}
	if (n < 0)
		return shell_fail(sh, name);
	shell_print(sh, "%08llx\n", at);
	return 0;
}

static int hexdump(struct shell *sh, int argc, char **argv)
{
	return shell_each_file(sh, argc, argv, hexdump_one);
}

const struct shell_command text_commands[] = {
	{ .name = "echo",
	  .usage = "[-n] [WORD...]",
	  .help = "print words",
	  .more = "  -n  without a new line at the end\n",
	  .max = -1,
	  .run = echo },
	{ .name = "head",
	  .usage = "[-n LINES] [FILE...]",
	  .help = "print the first lines of files, 10 if nothing else is said",
	  .options = "n:",
	  .max = -1,
	  .run = head },
	{ .name = "tail",
	  .usage = "[-n LINES] [FILE...]",
	  .help = "print the last lines of files, 10 if nothing else is said",
	  .options = "n:",
	  .max = -1,
	  .run = tail },
	{ .name = "wc",
	  .usage = "[-clw] [FILE...]",
	  .help = "count lines, words and bytes",
	  .more = "  -c  bytes only\n"
		  "  -l  lines only\n"
		  "  -w  words only\n",
	  .options = "clw",
	  .max = -1,
	  .run = wc },
	{ .name = "grep",
	  .usage = "[-cinv] PATTERN [FILE...]",
	  .help = "print the lines in which an extended regular expression is found",
	  .more = "  -c  their number\n"
		  "  -i  capitals are as good as small letters\n"
		  "  -n  with the numbers of the lines\n"
		  "  -v  those in which it is not\n"
		  "Status 1: there is no such line.\n",
	  .options = "cinv",
	  .min = 1,
	  .max = -1,
	  .run = shell_grep },
	{ .name = "hexdump",
	  .usage = "[-n BYTES] [FILE...]",
	  .help = "print bytes as hexadecimal numbers and as text",
	  .options = "n:",
	  .max = -1,
	  .run = hexdump },
	{ 0 },
};
