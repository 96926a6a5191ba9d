/* SPDX-License-Identifier: MIT */
/* parse_words.c - where a word ends, and which words make no sense; see parse.h. */
#include <string.h>

#include "parse.h"

bool shell_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool ends_word(char c)
{
	return shell_is_blank(c) || c == '\n' || c == ';' || c == '|' || c == '&' || c == '<' ||
	       c == '>';
}

bool shell_name_char(char c, bool first)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
	       (!first && c >= '0' && c <= '9');
}

/* The place behind the quoted part that begins at text[at]; -1: there is no end of it. */
static ptrdiff_t skip_quoted(const char *text, size_t len, size_t at)
{
	char quote = text[at++];

	while (at < len && text[at] != quote)
		at += quote == '"' && text[at] == '\\' ? 2 : 1;
	return at < len ? (ptrdiff_t)at + 1 : -1;
}

size_t shell_escape_length(const char *text, size_t len)
{
	return len > 2 && text[1] == '\r' && text[2] == '\n' ? 3 : 2;
}

ptrdiff_t shell_word_length(const char *text, size_t len)
{
	size_t at = 0;

	while (at < len && !ends_word(text[at])) {
		if (text[at] == '\'' || text[at] == '"') {
			ptrdiff_t next = skip_quoted(text, len, at);
			if (next < 0)
				return -1;
			at = (size_t)next;
		} else if (text[at] == '\\') {
			if (at + 1 == len)
				return -1;
			at += shell_escape_length(text + at, len - at);
		} else {
			at++;
		}
	}
	return (ptrdiff_t)at;
}

size_t shell_assignment(const struct shell_word *w)
{
	size_t n = 0;

	while (n < w->len && shell_name_char(w->text[n], n == 0))
		n++;
	return n > 0 && n < w->len && w->text[n] == '=' ? n : 0;
}

/* --- what other shells know ------------------------------------------------------------------- */
/* Taken for text or for a command's name, it would do something else than was meant: the body of
 * an "if" would run in any case. */

static const char no_output[] = "$(...) and `...` are not known; in '' they are text";
static const char no_parameter[] = "behind $ a name, ?, # or a digit is known; in '' it is text";
static const char no_braces[] = "between ${ and } a name, ?, # or a digit is known, nothing more";
static const char no_groups[] = "groups and functions, ( and ), are not known; in '' they are text";

/* What is wrong with what follows a dollar sign. */
static const char *dollar_mistake(const char *text, size_t len)
{
	size_t n = 1;

	if (len > 0 && text[0] == '(')
		return no_output;
	if (len > 0 && strchr("@*!-$", text[0]))
		return no_parameter;
	if (len == 0 || text[0] != '{')
		return NULL;
	if (len > 1 && strchr("?#0123456789", text[1])) {
		n++;
	} else {
		while (n < len && shell_name_char(text[n], n == 1))
			n++;
	}
	return n > 1 && n < len && text[n] == '}' ? NULL : no_braces;
}

const char *shell_word_mistake(const struct shell_word *w)
{
	const char *mistake = NULL;
	bool quoted = false;

	for (size_t at = 0; at < w->len && !mistake; at++) {
		char c = w->text[at];
		if (c == '\\')
			at++;
		else if (c == '"')
			quoted = !quoted;
		else if (c == '\'' && !quoted)
			at = (size_t)skip_quoted(w->text, w->len, at) - 1;
		else if (c == '`')
			mistake = no_output;
		else if (c == '$')
			mistake = dollar_mistake(w->text + at + 1, w->len - at - 1);
		else if ((c == '(' || c == ')') && !quoted)
			mistake = no_groups;
	}
	return mistake;
}

bool shell_is_keyword(const struct shell_word *w)
{
	static const char *const words[] = { "if",    "then",  "else", "elif", "fi",
					     "for",   "do",    "done", "case", "esac",
					     "while", "until", "{",    "}",    "!" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == w->len && memcmp(w->text, words[i], w->len) == 0)
			return true;
	}
	return false;
}
