/* SPDX-License-Identifier: MIT */
/* table.c - the one table of all commands, and their help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "groups.h"

const struct shell_command *const shell_groups[] = {
	folder_commands,
	file_commands,
	text_commands,
	system_commands,
	disk_commands,
	language_commands,
#ifdef CONFIG_SHELL_NET
	net_commands,
#endif
	NULL,
};

static const struct shell_command *find_in(const struct shell_command *group, const char *name)
{
	for (const struct shell_command *c = group; c->name; c++) {
		if (strcmp(c->name, name) == 0)
			return c;
	}
	return NULL;
}

const struct shell_command *shell_find(const struct shell *sh, const char *name)
{
	const struct shell_command *found = sh->own ? find_in(sh->own, name) : NULL;

	for (size_t i = 0; !found && shell_groups[i]; i++)
		found = find_in(shell_groups[i], name);
	return found;
}

char *shell_help_text(const struct shell_command *c)
{
	const char *more = c->more ? c->more : "";
	const char *blank = *c->usage ? " " : "";
	static const char format[] = "usage: %s%s%s\n%s.\n%s";
	int len = snprintf(NULL, 0, format, c->name, blank, c->usage, c->help, more);
	char *text = malloc((size_t)len + 1);

	if (text)
		snprintf(text, (size_t)len + 1, format, c->name, blank, c->usage, c->help, more);
	return text;
}
