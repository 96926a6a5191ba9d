/* SPDX-License-Identifier: MIT */
/* cmd_grep.c - grep. Source: POSIX.1-2017, regcomp(3). */
#include <errno.h>
#include <fcntl.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "grep.h"

struct search {
	regex_t regex;
	bool named; /* several files: each line with the name of its own */
	bool found;
};

/* libc's regexec() wants a string: bytes 0 end the line for it. */
static int matches(struct search *s, const struct shell_lines *l)
{
	char *text = strndup(l->line, l->len);
	int ret = text ? regexec(&s->regex, text, 0, NULL, 0) == 0 : -1;

	free(text);
	return ret;
}

static int search_file(struct shell *sh, struct search *s, int fd, const char *name)
{
	struct shell_lines l = { .fd = fd };
	unsigned long long number = 0, count = 0;
	int more = 0;

	if (!shell_flag(sh, 'c') && shell_reads_its_output(sh, fd, name))
		return 1;
	while (!shell_stopped(sh) && (more = shell_next_line(sh, &l)) > 0) {
		int hit = matches(s, &l);
		if (hit < 0) {
			more = -1;
			break;
		}
		number++;
		if (hit == shell_flag(sh, 'v'))
			continue;
		count++;
		if (shell_flag(sh, 'c'))
			continue;
		if (s->named)
			shell_print(sh, "%s:", name);
		if (shell_flag(sh, 'n'))
			shell_print(sh, "%llu:", number);
		shell_put(sh, l.line, l.len);
		shell_put(sh, "\n", 1);
	}
	int status = more < 0 && !shell_stopped(sh) ? shell_fail(sh, name) : 0;
	if (shell_flag(sh, 'c') && !status)
		shell_print(sh, s->named ? "%s:%llu\n" : "%.0s%llu\n", name, count);
	s->found |= count > 0;
	shell_lines_free(&l);
	return status;
}

/* shell_each_file() has no room for the pattern: the files are opened here. */
static int search_files(struct shell *sh, struct search *s, int argc, char **argv)
{
	int worst = 0;

	if (argc == 0)
		return search_file(sh, s, sh->in, "-");
	for (int i = 0; i < argc && !shell_stopped(sh); i++) {
		bool standard = strcmp(argv[i], "-") == 0;
		int fd = standard ? sh->in : shell_open_file(sh, argv[i], O_RDONLY);
		int status = fd < 0 ? shell_fail(sh, argv[i]) : search_file(sh, s, fd, argv[i]);
		if (!standard && fd >= 0)
			close(fd);
		worst = status > worst ? status : worst;
	}
	return worst;
}

int shell_grep(struct shell *sh, int argc, char **argv)
{
	struct search s = { .named = argc > 3 };
	int flags = REG_EXTENDED | REG_NOSUB | (shell_flag(sh, 'i') ? REG_ICASE : 0);
	int error = regcomp(&s.regex, argv[1], flags);
	char text[128];

	if (error) {
		regerror(error, &s.regex, text, sizeof(text));
		shell_error(sh, "%s: %s", argv[1], text);
		return SHELL_USAGE;
	}
	int status = search_files(sh, &s, argc - 2, argv + 2);
	regfree(&s.regex);
	return status ? SHELL_USAGE : !s.found;
}
