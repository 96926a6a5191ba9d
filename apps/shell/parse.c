/* SPDX-License-Identifier: MIT */
/* parse.c - one pass over the text, token by token; see parse.h for the grammar. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "parse.h"

enum token_kind {
	WORD,
	PIPE,
	OR,
	AND,
	END_OF_PIPELINE, /* ";" or a new line */
	REDIRECTION,
	END,
};

struct token {
	enum token_kind kind;
	struct shell_word word;
	struct shell_redirect redirect; /* its target is the word that follows */
};

struct parser {
	struct shell_script *script;
	const char *at, *end;
	const char *start; /* of the token */
	struct token token;
	const char *mistake;
};

static const char no_memory[] = "no memory";
static const char no_keywords[] = "loops, functions, groups and \"if\" are not known";

static bool fail(struct parser *p, const char *mistake)
{
	if (!p->mistake)
		p->mistake = mistake;
	return false;
}

static bool take(struct parser *p, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(p->end - p->at) < len || memcmp(p->at, text, len) != 0)
		return false;
	p->at += len;
	return true;
}

/* Blanks, comments, and new lines behind a backslash. */
static void skip_space(struct parser *p)
{
	while (p->at < p->end) {
		if (shell_is_blank(*p->at))
			p->at++;
		else if (take(p, "\\\n") || take(p, "\\\r\n"))
			continue;
		else
			break;
	}
	if (p->at < p->end && *p->at == '#') {
		while (p->at < p->end && *p->at != '\n')
			p->at++;
	}
}

/* "<", "2>>", ">&2": a digit belongs to the operator right behind it. */
static bool take_redirection(struct parser *p)
{
	struct shell_redirect *r = &p->token.redirect;
	const char *at = p->at;
	int digit = -1;

	if (p->end - at > 1 && at[0] >= '0' && at[0] <= '9' && (at[1] == '<' || at[1] == '>'))
		digit = *p->at++ - '0';
	if (take(p, ">>"))
		r->kind = REDIRECT_APPEND;
	else if (take(p, ">&"))
		r->kind = REDIRECT_COPY;
	else if (take(p, ">"))
		r->kind = REDIRECT_WRITE;
	else if (take(p, "<"))
		r->kind = REDIRECT_READ;
	else
		return false;
	r->fd = digit >= 0 ? digit : r->kind != REDIRECT_READ;
	p->token.kind = REDIRECTION;
	return true;
}

static bool take_operator(struct parser *p)
{
	if (take(p, "||"))
		p->token.kind = OR;
	else if (take(p, "|"))
		p->token.kind = PIPE;
	else if (take(p, "&&"))
		p->token.kind = AND;
	else if (take(p, ";") || take(p, "\n"))
		p->token.kind = END_OF_PIPELINE;
	else
		return false;
	return true;
}

static bool next(struct parser *p)
{
	skip_space(p);
	p->start = p->at;
	if (p->at == p->end) {
		p->token.kind = END;
		return true;
	}
	if (*p->at == '\0')
		return fail(p, "a byte 0 is no text");
	if (take_redirection(p) || take_operator(p))
		return true;
	if (*p->at == '&')
		return fail(p, "there are no background jobs (&)");
	ptrdiff_t len = shell_word_length(p->at, (size_t)(p->end - p->at));
	if (len < 0)
		return fail(p, "a quote is not closed, or nothing follows a backslash");
	if (memchr(p->at, '\0', (size_t)len))
		return fail(p, "a byte 0 is no text");
	p->token.kind = WORD;
	p->token.word = (struct shell_word){ p->at, (size_t)len };
	p->at += len;
	const char *mistake = shell_word_mistake(&p->token.word);
	return mistake ? fail(p, mistake) : true;
}

/* Room for one more element behind the count of them: doubled at powers of two. */
static void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

#define APPEND(p, array, count, ...)                                                               \
	({                                                                                         \
		void *room = grown((array), (count), sizeof(*(array)));                            \
		if (room) {                                                                        \
			(array) = room;                                                            \
			(array)[(count)++] = (__VA_ARGS__);                                        \
		}                                                                                  \
		room ? true : fail(p, no_memory);                                                  \
	})

static bool parse_redirection(struct parser *p)
{
	struct shell_script *s = p->script;
	struct shell_redirect r = p->token.redirect;

	if (r.fd > 2)
		return fail(p, "0, 1 and 2 can be redirected");
	if (!next(p))
		return false;
	if (p->token.kind != WORD)
		return fail(p, "a redirection needs a path behind it");
	r.target = p->token.word;
	if (r.kind == REDIRECT_COPY) {
		r.from = r.target.text[0] - '0';
		if (r.target.len != 1 || r.from < 0 || r.from > 2)
			return fail(p, "one of 0, 1 and 2 follows >&");
	}
	return APPEND(p, s->redirects, s->redirects_count, r) && next(p);
}

static bool parse_step(struct parser *p)
{
	struct shell_script *s = p->script;
	struct shell_step step = { .word = s->words_count, .redirect = s->redirects_count };
	bool ok = true;

	while (ok && (p->token.kind == WORD || p->token.kind == REDIRECTION)) {
		bool first = p->token.kind == WORD && s->words_count == step.word;
		if (first && shell_is_keyword(&p->token.word))
			return fail(p, no_keywords);
		if (p->token.kind == WORD)
			ok = APPEND(p, s->words, s->words_count, p->token.word) && next(p);
		else
			ok = parse_redirection(p);
	}
	if (!ok)
		return false;
	step.words = s->words_count - step.word;
	step.redirects = s->redirects_count - step.redirect;
	if (step.words == 0 && step.redirects == 0)
		return fail(p, "a command is missing");
	return APPEND(p, s->steps, s->steps_count, step);
}

static bool is_bang(const struct token *t)
{
	return t->kind == WORD && t->word.len == 1 && t->word.text[0] == '!';
}

static bool ends_line(const struct parser *p)
{
	return p->token.kind == END_OF_PIPELINE && p->at[-1] == '\n';
}

/* Further lines may begin behind "|", "&&", "||" and a pipeline. */
static bool skip_new_lines(struct parser *p)
{
	while (next(p)) {
		if (!ends_line(p))
			return true;
	}
	return false;
}

static bool parse_pipeline(struct parser *p, enum pipeline_when when)
{
	struct shell_script *s = p->script;
	struct shell_pipeline pipeline = { .when = when, .step = s->steps_count };

	if (is_bang(&p->token)) {
		pipeline.inverted = true;
		if (!next(p))
			return false;
	}
	while (parse_step(p) && p->token.kind == PIPE) {
		if (!skip_new_lines(p))
			return false;
	}
	if (p->mistake)
		return false;
	pipeline.steps = s->steps_count - pipeline.step;
	return APPEND(p, s->pipelines, s->pipelines_count, pipeline);
}

static bool parse_script(struct parser *p)
{
	enum pipeline_when when = ALWAYS;

	if (!next(p))
		return false;
	for (;;) {
		/* Here ";" would end a command that is missing: parse_pipeline() says so. */
		if (when == ALWAYS && ends_line(p) && !skip_new_lines(p))
			return false;
		if (when == ALWAYS && p->token.kind == END)
			return true;
		if (!parse_pipeline(p, when))
			return false;
		when = p->token.kind == AND ? IF_TRUE : p->token.kind == OR ? IF_FALSE : ALWAYS;
		if (p->token.kind != END && !skip_new_lines(p))
			return false;
	}
}

const char *shell_parse(struct shell_script *s, const char *text, size_t len)
{
	struct parser p = { .script = s, .at = text, .end = text + len };

	*s = (struct shell_script){ .line = 1 };
	if (parse_script(&p))
		return NULL;
	for (const char *c = text; c < p.start; c++)
		s->line += *c == '\n';
	return p.mistake;
}

void shell_parse_free(struct shell_script *s)
{
	free(s->words);
	free(s->redirects);
	free(s->steps);
	free(s->pipelines);
	*s = (struct shell_script){ 0 };
}
