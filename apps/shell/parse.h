/* SPDX-License-Identifier: MIT */
/*
 * parse.h - the grammar: a text becomes pipelines of steps, without running or looking up
 * anything.
 *
 *	script    pipeline { (";" | newline | "&&" | "||") pipeline }
 *	pipeline  ["!"] step { "|" step }
 *	step      (word | redirection) { word | redirection }
 *
 * Words are kept as they were written: expand.c takes quotes and variables apart.
 */
#ifndef PARSE_H
#define PARSE_H

#include <stdbool.h>
#include <stddef.h>

/** A part of the text, which the caller keeps. */
struct shell_word {
	const char *text;
	size_t len;
};

enum redirect_kind { REDIRECT_READ, REDIRECT_WRITE, REDIRECT_APPEND, REDIRECT_COPY };

struct shell_redirect {
	enum redirect_kind kind;
	int fd;                   /* 0 to 2: what is led elsewhere */
	int from;                 /* REDIRECT_COPY: to where this one goes */
	struct shell_word target; /* the others: a path */
};

/** A command and its redirections, as ranges of the script's arrays. */
struct shell_step {
	size_t word, words;
	size_t redirect, redirects;
};

enum pipeline_when { ALWAYS, IF_TRUE, IF_FALSE };

struct shell_pipeline {
	enum pipeline_when when; /* looks at the status of what ran before */
	bool inverted;
	size_t step, steps;
};

struct shell_script {
	struct shell_word *words;
	struct shell_redirect *redirects;
	struct shell_step *steps;
	struct shell_pipeline *pipelines;
	size_t words_count, redirects_count, steps_count, pipelines_count;
	unsigned line; /* after a mistake: its line, from 1 */
};

/** Takes text apart. Returns NULL, or what is wrong with it, a text that lasts. What s holds
 *  is the caller's to free in either case. */
const char *shell_parse(struct shell_script *s, const char *text, size_t len);
void shell_parse_free(struct shell_script *s);

/** The length of the word that begins at text, quotes included; it ends at a blank or an
 *  operator outside of them. -1: a quote is not closed. */
ptrdiff_t shell_word_length(const char *text, size_t len);
/** How many bytes a backslash at text[0] has, with what it quotes: the end of a line may be two. */
size_t shell_escape_length(const char *text, size_t len);
/** Whether a word is NAME=value; the length of NAME, or 0. */
size_t shell_assignment(const struct shell_word *w);
bool shell_name_char(char c, bool first);
bool shell_is_blank(char c);

/** What a whole word has in it that other shells replace and this one would take for text; NULL:
 *  nothing. */
const char *shell_word_mistake(const struct shell_word *w);
/** Whether the first word of a command belongs to a language that this is not: "if", "while". */
bool shell_is_keyword(const struct shell_word *w);

#endif
