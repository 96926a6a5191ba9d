/* SPDX-License-Identifier: MIT */
/* cmd_language.c - commands about the shell itself. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "groups.h"
#include "line.h"
#include "run.h"

static int compare(const void *a, const void *b)
{
	const struct shell_command *const *first = a, *const *second = b;

	return strcmp((*first)->name, (*second)->name);
}

/* All commands by name; NULL: no memory. */
static const struct shell_command **sorted(const struct shell *sh, size_t *count)
{
	const struct shell_command **all = NULL;
	size_t n = 0, room = 0;

	for (size_t g = 0; g == 0 || shell_groups[g - 1]; g++) {
		const struct shell_command *group = g ? shell_groups[g - 1] : sh->own;
		for (const struct shell_command *c = group; c && c->name; c++) {
			if (n == room) {
				room += 64;
				const struct shell_command **larger =
					reallocarray(all, room, sizeof(*all));
				if (!larger) {
					free(all);
					return NULL;
				}
				all = larger;
			}
			all[n++] = c;
		}
	}
	qsort(all, n, sizeof(*all), compare);
	*count = n;
	return all;
}

/* A bar in a table of Markdown is a column's end. */
static void print_escaped(struct shell *sh, const char *text)
{
	for (; *text; text++) {
		if (*text == '|')
			shell_put(sh, "\\", 1);
		shell_put(sh, text, 1);
	}
}

static void print_row(struct shell *sh, const struct shell_command *c)
{
	if (!shell_flag(sh, 'm')) {
		shell_print(sh, "%-12s %s\n", c->name, c->help);
		return;
	}
	shell_print(sh, "| `%s%s", c->name, *c->usage ? " " : "");
	print_escaped(sh, c->usage);
	shell_print(sh, "` | ");
	print_escaped(sh, c->help);
	shell_print(sh, " |\n");
}

static int help_one(struct shell *sh, const char *name)
{
	const struct shell_command *c = shell_find(sh, name);
	char *text = c ? shell_help_text(c) : NULL;

	if (!c)
		return shell_error(sh, "%s: no such command", name);
	if (!text)
		return shell_fail(sh, name);
	shell_put(sh, text, strlen(text));
	free(text);
	return 0;
}

static int help(struct shell *sh, int argc, char **argv)
{
	size_t count = 0;

	if (argc > 1)
		return help_one(sh, argv[1]);
	const struct shell_command **all = sorted(sh, &count);
	if (!all)
		return shell_fail(sh, "help");
	for (size_t i = 0; i < count; i++)
		print_row(sh, all[i]);
	free(all);
	return 0;
}

static int clear(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	shell_print(sh, "\033[H\033[2J");
	return 0;
}

static int history(struct shell *sh, int argc, char **argv)
{
	const char *line;

	(void)argc;
	(void)argv;
	for (unsigned i = 0; sh->line && (line = edit_history(sh->line, i)); i++)
		shell_print(sh, "%5u  %s\n", i + 1, line);
	return 0;
}

static int exit_shell(struct shell *sh, int argc, char **argv)
{
	long long status = sh->status;

	if (argc > 1 && !shell_number(sh, argv[1], 0, 255, &status))
		return SHELL_USAGE;
	sh->exiting = true;
	return (int)status;
}

static int run_script(struct shell *sh, int argc, char **argv)
{
	return shell_run_file(sh, argc - 1, argv + 1);
}

static int set(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	shell_print_variables(sh);
	return 0;
}

static int unset(struct shell *sh, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		shell_set(sh, argv[i], NULL);
	return 0;
}

static int yes(struct shell *sh, int argc, char **argv)
{
	(void)sh;
	(void)argc;
	(void)argv;
	return 0;
}

static int no(struct shell *sh, int argc, char **argv)
{
	(void)sh;
	(void)argc;
	(void)argv;
	return 1;
}

static int sleep_for(struct shell *sh, int argc, char **argv)
{
	char *end;
	double seconds = strtod(argv[1], &end);

	(void)argc;
	if (end == argv[1] || *end || !(seconds >= 0 && seconds <= 2000000))
		return shell_misuse(sh, "%s: not a number of seconds", argv[1]);
	return shell_wait(sh, -1, 0, (int)(seconds * 1000)) < 0 ? shell_fail(sh, "wait") : 0;
}

static int time_command(struct shell *sh, int argc, char **argv)
{
	struct timespec from, to;

	clock_gettime(CLOCK_MONOTONIC, &from);
	int status = shell_run_command(sh, argc - 1, argv + 1);
	clock_gettime(CLOCK_MONOTONIC, &to);
	long long ms = (to.tv_sec - from.tv_sec) * 1000LL + (to.tv_nsec - from.tv_nsec) / 1000000;
	shell_error(sh, "%lld.%03lld s", ms / 1000, ms % 1000);
	return status;
}

const struct shell_command language_commands[] = {
	{ .name = "help",
	  .usage = "[-m] [COMMAND]",
	  .help = "list all commands, or tell how one is used",
	  .more = "  -m  the list as rows of a Markdown table\n",
	  .options = "m",
	  .max = 1,
	  .run = help },
	{ .name = "clear", .usage = "", .help = "clear the screen", .options = "", .run = clear },
	{ .name = "history",
	  .usage = "",
	  .help = "list the lines that were typed",
	  .options = "",
	  .run = history },
	{ .name = "exit",
	  .usage = "[STATUS]",
	  .help = "end the shell, or the script, with a status",
	  .more = "Without one it is that of the last command. The first shell's end is the "
		  "machine's.\n",
	  .options = "",
	  .max = 1,
	  .run = exit_shell },
	{ .name = "sh",
	  .usage = "FILE [ARGUMENT...]",
	  .help = "run a script; its arguments are $1 to $9",
	  .min = 1,
	  .max = -1,
	  .run = run_script },
	{ .name = "set",
	  .usage = "",
	  .help = "list the variables; NAME=value sets one",
	  .options = "",
	  .run = set },
	{ .name = "unset",
	  .usage = "NAME...",
	  .help = "forget variables",
	  .options = "",
	  .min = 1,
	  .max = -1,
	  .run = unset },
	{ .name = "true", .usage = "", .help = "status 0", .options = "", .max = -1, .run = yes },
	{ .name = "false", .usage = "", .help = "status 1", .options = "", .max = -1, .run = no },
	{ .name = "sleep",
	  .usage = "SECONDS",
	  .help = "wait",
	  .options = "",
	  .min = 1,
	  .max = 1,
	  .run = sleep_for },
	{ .name = "time",
	  .usage = "COMMAND [WORD...]",
	  .help = "run a command and tell how long it took",
	  .min = 1,
	  .max = -1,
	  .run = time_command },
	{ 0 },
};
