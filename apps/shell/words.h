/* SPDX-License-Identifier: MIT */
/*
 * words.h - from words as they are written to the arguments of a command: quotes are taken
 * off, $NAME is replaced, and a word with an unquoted * ? or [...] becomes the names that
 * match it, if there are any.
 *
 * A variable's value stays one word whatever is in it, and no pattern: "$NAME" and $NAME
 * differ only where the value is empty, since the latter is then no word at all.
 */
#ifndef WORDS_H
#define WORDS_H

#include "parse.h"
#include "shell.h"

/** A list of strings that ends with a NULL, once there is one. */
struct string_list {
	char **strings; /* owned, as are the strings */
	size_t count;
};

/** Appends a copy of len bytes. Returns 0, or -1 without memory. */
int string_list_add(struct string_list *list, const char *text, size_t len);
void string_list_free(struct string_list *list);

/** Appends what w stands for: none to many strings. Returns 0, or -1 with errno. */
int shell_expand(const struct shell *sh, const struct shell_word *w, struct string_list *list);
/** The one string that w stands for: no pattern, never nothing. The caller frees it; NULL: no
 *  memory. */
char *shell_expand_one(const struct shell *sh, const struct shell_word *w);

/** Whether name matches pattern, in which * is any text, ? a character, [a-z] and [!a-z]
 *  one of a set, and a backslash takes the meaning from what follows. */
bool glob_match(const char *pattern, const char *name);
/** Appends the paths that match, in their order as bytes. Returns how many, or -1 with errno. */
long glob_paths(const struct shell *sh, const char *pattern, struct string_list *list);

#endif
