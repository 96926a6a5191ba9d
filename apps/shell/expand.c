/* SPDX-License-Identifier: MIT */
/* expand.c - quotes and variables; see words.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "words.h"

/* A word under construction, twice: as text, and as a pattern for glob_paths(), in which
 * what is no pattern has a backslash before it. */
struct expansion {
	const struct shell *sh;
	char *text, *pattern;
	size_t text_len, pattern_len, text_size, pattern_size;
	bool is_pattern; /* it has an unquoted * ? [ */
	bool exists;     /* quotes, even empty ones, make it a word */
	bool failed;
};

int string_list_add(struct string_list *list, const char *text, size_t len)
{
	char **strings = list->strings;

	if ((list->count & (list->count + 1)) == 0) { /* full: 1, 2, 4... with the NULL */
		strings = reallocarray(strings, 2 * (list->count + 1), sizeof(*strings));
		if (!strings)
			return -1;
		list->strings = strings;
	}
	strings[list->count] = strndup(text, len);
	strings[list->count + 1] = NULL;
	return strings[list->count] ? (list->count++, 0) : -1;
}

void string_list_free(struct string_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->strings[i]);
	free(list->strings);
	*list = (struct string_list){ 0 };
}

static bool reserve(char **buf, size_t *size, size_t want)
{
	if (want <= *size)
		return true;
	char *larger = realloc(*buf, 2 * want + 32);
	if (!larger)
		return false;
	*buf = larger;
	*size = 2 * want + 32;
	return true;
}

/* Adds one byte; active: it is unquoted, and may be part of a pattern. */
static void add(struct expansion *x, char c, bool active)
{
	if (!reserve(&x->text, &x->text_size, x->text_len + 2) ||
	    !reserve(&x->pattern, &x->pattern_size, x->pattern_len + 3)) {
		x->failed = true;
		return;
	}
	x->exists = true;
	x->text[x->text_len++] = c;
	if (active && strchr("*?[", c))
		x->is_pattern = true;
	if (!active && strchr("*?[]\\!^-", c))
		x->pattern[x->pattern_len++] = '\\';
	x->pattern[x->pattern_len++] = c;
}

static void add_text(struct expansion *x, const char *text)
{
	while (*text)
		add(x, *text++, false);
}

static void add_number(struct expansion *x, int n)
{
	char text[16];

	snprintf(text, sizeof(text), "%d", n);
	add_text(x, text);
}

static void add_variable(struct expansion *x, const char *name, size_t len)
{
	char *copy = strndup(name, len);
	const char *value = copy ? shell_get(x->sh, copy) : NULL;

	x->failed |= !copy;
	add_text(x, value ? value : "");
	free(copy);
}

/* The dollar sign has been passed: returns how many bytes of w belong to it. */
static size_t expand_dollar(struct expansion *x, const char *w, size_t len)
{
	bool braces = len > 0 && w[0] == '{';
	size_t n = braces;

	if (len > n && w[n] == '?') {
		add_number(x, x->sh->status);
		n++;
	} else if (len > n && w[n] == '#') {
		add_number(x, x->sh->arguments_count ? x->sh->arguments_count - 1 : 0);
		n++;
	} else if (len > n && w[n] >= '0' && w[n] <= '9') {
		int which = w[n++] - '0';
		add_text(x, which < x->sh->arguments_count ? x->sh->arguments[which] : "");
	} else {
		while (n < len && shell_name_char(w[n], n == (size_t)braces))
			n++;
		if (n == (size_t)braces) {
			add(x, '$', false);
			return 0;
		}
		add_variable(x, w + braces, n - braces);
	}
	return n + (braces && n < len && w[n] == '}');
}

/* Between double quotes a backslash quotes what has a meaning there. */
static size_t expand_quoted(struct expansion *x, const char *w, size_t len)
{
	size_t at = 1;

	while (at < len && w[at] != '"') {
		size_t escape = shell_escape_length(w + at, len - at);
		if (w[at] == '\\' && at + 1 < len && strchr("\"\\$`", w[at + 1])) {
			add(x, w[at + 1], false);
			at += 2;
		} else if (w[at] == '\\' && at + escape <= len && w[at + escape - 1] == '\n') {
			at += escape; /* a line that goes on */
		} else if (w[at] == '$') {
			at++;
			at += expand_dollar(x, w + at, len - at);
		} else {
			add(x, w[at++], false);
		}
	}
	return at + 1;
}

static size_t expand_part(struct expansion *x, const char *w, size_t len)
{
	size_t at = 1, escape;

	switch (w[0]) {
	case '\'':
		while (at < len && w[at] != '\'')
			add(x, w[at++], false);
		x->exists = true;
		return at + 1;
	case '"':
		x->exists = true;
		return expand_quoted(x, w, len);
	case '\\':
		escape = shell_escape_length(w, len);
		if (len > 1 && w[escape - 1] != '\n') /* a line that goes on is one line */
			add(x, w[1], false);
		return escape;
	case '$':
		return 1 + expand_dollar(x, w + 1, len - 1);
	default:
		add(x, w[0], true);
		return 1;
	}
}

/* False: no memory, and nothing to free. */
static bool expand(struct expansion *x, const struct shell_word *w)
{
	size_t at = 0;

	x->failed = !reserve(&x->text, &x->text_size, 1) ||
		    !reserve(&x->pattern, &x->pattern_size, 1);
	while (at < w->len && !x->failed)
		at += expand_part(x, w->text + at, w->len - at);
	if (x->failed) {
		free(x->text);
		free(x->pattern);
		errno = ENOMEM;
		return false;
	}
	x->text[x->text_len] = x->pattern[x->pattern_len] = '\0';
	return true;
}

char *shell_expand_one(const struct shell *sh, const struct shell_word *w)
{
	struct expansion x = { .sh = sh };

	if (!expand(&x, w))
		return NULL;
	free(x.pattern);
	return x.text;
}

int shell_expand(const struct shell *sh, const struct shell_word *w, struct string_list *list)
{
	struct expansion x = { .sh = sh };
	long found = 0;

	if (!expand(&x, w))
		return -1;
	if (x.is_pattern)
		found = glob_paths(sh, x.pattern, list);
	if (found == 0 && x.exists)
		found = string_list_add(list, x.text, x.text_len);
	free(x.text);
	free(x.pattern);
	return found < 0 ? -1 : 0;
}
