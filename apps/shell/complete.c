/* SPDX-License-Identifier: MIT */
/* complete.c - what Tab offers: commands where one is expected, paths elsewhere. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "interact.h"
#include "parse.h"
#include "words.h"

/* Where the word that ends at text[at] begins, and whether it is the first of a command. */
static size_t find_word(const char *text, size_t at, bool *first)
{
	size_t start = 0, pos = 0;

	*first = true;
	while (pos < at) {
		ptrdiff_t len = shell_word_length(text + pos, at - pos);
		start = pos;
		if (len < 0 || pos + (size_t)len == at)
			return start;
		pos += (size_t)len;
		bool separates = strchr("|;&", text[pos]) != NULL;
		if (separates)
			*first = true;
		else if (len > 0)
			*first = false;
		pos++;
		start = pos;
	}
	return start;
}

static void offer_commands(const struct shell_command *group, const char *prefix,
			   struct line_matches *m)
{
	char with_blank[64];

	for (const struct shell_command *c = group; c && c->name; c++) {
		if (strncmp(c->name, prefix, strlen(prefix)) != 0)
			continue;
		snprintf(with_blank, sizeof(with_blank), "%s ", c->name);
		edit_offer(m, with_blank, c->name);
	}
}

/* Appends name to out so that the parser takes it as it is. */
static size_t quote(char *out, size_t size, const char *name)
{
	size_t n = 0;

	for (; *name && n + 3 < size; name++) {
		if (strchr(" \t\\'\"$`;|&<>()*?[]#!", *name))
			out[n++] = '\\';
		out[n++] = *name;
	}
	out[n] = '\0';
	return n;
}

static void offer_path(const char *folder, const char *written, const char *name,
		       struct line_matches *m)
{
	char path[PATH_MAX], insert[2 * PATH_MAX];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	bool is_folder = n < (int)sizeof(path) && stat(path, &st) == 0 && S_ISDIR(st.st_mode);

	size_t len = quote(insert, sizeof(insert), written);
	len += quote(insert + len, sizeof(insert) - len - 1, name);
	strcpy(insert + len, is_folder ? "/" : " ");
	if (is_folder)
		snprintf(path, sizeof(path), "%s/", name);
	edit_offer(m, insert, is_folder ? path : name);
}

/* A new line in a name would end the command that it is put into. */
static bool is_text(const char *name)
{
	for (; *name; name++) {
		if ((unsigned char)*name < 0x20 || *name == 0x7f)
			return false;
	}
	return true;
}

/* word has no quotes any more. */
static void offer_paths(const struct shell *sh, const char *word, struct line_matches *m)
{
	char written[PATH_MAX], folder[PATH_MAX];
	const char *name = shell_base_name(word);
	int len = snprintf(written, sizeof(written), "%.*s", (int)(name - word), word);
	const struct dirent *e;

	if (len >= (int)sizeof(written) || !shell_path(sh, len ? written : ".", folder))
		return;
	DIR *d = opendir(folder);
	if (!d)
		return;
	while ((e = readdir(d))) {
		if (strncmp(e->d_name, name, strlen(name)) == 0 &&
		    (e->d_name[0] != '.' || name[0] == '.') && strcmp(e->d_name, ".") != 0 &&
		    strcmp(e->d_name, "..") != 0 && is_text(e->d_name))
			offer_path(folder, written, e->d_name, m);
	}
	closedir(d);
}

size_t shell_complete(void *ctx, const char *text, size_t at, struct line_matches *m)
{
	const struct shell *sh = ctx;
	bool first;
	size_t start = find_word(text, at, &first);
	struct shell_word w = { text + start, at - start };
	char *word = shell_expand_one(sh, &w);

	if (!word)
		return start;
	if (first && !strchr(word, '/')) {
		offer_commands(sh->own, word, m);
		for (size_t i = 0; shell_groups[i]; i++)
			offer_commands(shell_groups[i], word, m);
	} else {
		offer_paths(sh, word, m);
	}
	free(word);
	return start;
}
