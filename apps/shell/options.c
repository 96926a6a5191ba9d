/* SPDX-License-Identifier: MIT */
/* options.c - the options of a command, taken out of its words before it runs; libc's
 * getopt() would keep its place in variables that all threads share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static unsigned bit(char letter)
{
	return letter >= 'a' ? (unsigned)(letter - 'a') : 26 + (unsigned)(letter - 'A');
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool shell_flag(const struct shell *sh, char letter)
{
	return sh->call->flags >> bit(letter) & 1;
}

/* Which of the options with a value this one is; -1: it takes none. */
static int value_index(const struct shell_command *c, char letter)
{
	int index = 0;

	for (const char *o = c->options; *o; o++) {
		if (*o == letter)
			return o[1] == ':' ? index : -1;
		index += *o == ':';
	}
	return -1;
}

const char *shell_value(const struct shell *sh, char letter)
{
	return sh->call->values[value_index(sh->call->command, letter)];
}

/* The letters of one word. Returns how many words were used, or -1 after an error was told. */
static int take_letters(struct shell *sh, struct shell_call *call, int argc, char **argv)
{
	const struct shell_command *c = call->command;

	for (const char *letter = argv[0] + 1; *letter; letter++) {
		if (!is_letter(*letter) || !strchr(c->options, *letter)) {
			if (is_letter(*letter))
				shell_misuse(sh, "no such option: -%c", *letter);
			else
				shell_misuse(sh, "no such option: %s", argv[0]);
			return -1;
		}
		call->flags |= 1ull << bit(*letter);
		int value = value_index(c, *letter);
		if (value < 0)
			continue;
		if (letter[1]) {
			call->values[value] = letter + 1;
			return 1;
		}
		if (argc < 2) {
			shell_misuse(sh, "option -%c needs a value", *letter);
			return -1;
		}
		call->values[value] = argv[1];
		return 2;
	}
	return 1;
}

int shell_take_options(struct shell *sh, struct shell_call *call, int *argc, char **argv)
{
	const struct shell_command *c = call->command;
	int from = 1, to = 1;
	bool done = !c->options;

	while (from < *argc) {
		char *word = argv[from];
		if (!done && strcmp(word, "--") == 0) {
			done = true;
			from++;
		} else if (done || word[0] != '-' || !word[1]) {
			argv[to++] = word;
			from++;
		} else {
			int used = take_letters(sh, call, *argc - from, argv + from);
			if (used < 0)
				return SHELL_USAGE;
			from += used;
		}
	}
	*argc = to;
	argv[to] = NULL;
	if (to - 1 < c->min)
		return shell_misuse(sh, "an operand is missing");
	if (c->max >= 0 && to - 1 > c->max)
		return shell_misuse(sh, "too many operands: %s", argv[c->max + 1]);
	return 0;
}

bool shell_number(struct shell *sh, const char *text, long long min, long long max, long long *n)
{
	char *end;

	errno = 0;
	*n = strtoll(text, &end, 10);
	if (errno == 0 && end != text && *end == '\0' && *n >= min && *n <= max)
		return true;
	shell_misuse(sh, "%s: not a number from %lld to %lld", text, min, max);
	return false;
}
