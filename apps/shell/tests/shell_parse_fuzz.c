/* SPDX-License-Identifier: MIT */
/* shell_parse_fuzz.c - any text as a script: what is found lies in the text, and in order. Its
 * words lose their quotes then, and each is held as a pattern against the text of the next. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../command.h"
#include "../parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Stand-ins for shell.c: one variable, and no folder anywhere. */
const char *shell_get(const struct shell *sh, const char *name)
{
	(void)sh;
	return name[0] == 'X' ? "a*\\[b]" : NULL;
}

char *shell_path(const struct shell *sh, const char *path, char buf[PATH_MAX])
{
	(void)sh;
	(void)path;
	(void)buf;
	errno = ENOENT;
	return NULL;
}

static void need(int ok)
{
	if (!ok)
		abort();
}

static void check(const struct shell_script *s, const char *text, size_t size)
{
	const char *at = text;
	size_t step = 0, word = 0, redirect = 0;

	for (size_t i = 0; i < s->words_count; i++) {
		need(s->words[i].len > 0 && s->words[i].text >= at);
		at = s->words[i].text + s->words[i].len;
		need(at <= text + size);
	}
	for (size_t i = 0; i < s->pipelines_count; i++) {
		need(s->pipelines[i].step == step && s->pipelines[i].steps > 0);
		step += s->pipelines[i].steps;
	}
	for (size_t i = 0; i < s->steps_count; i++) {
		need(s->steps[i].word == word && s->steps[i].redirect == redirect);
		need(s->steps[i].words + s->steps[i].redirects > 0);
		word += s->steps[i].words;
		redirect += s->steps[i].redirects;
	}
	need(step == s->steps_count && word == s->words_count && redirect == s->redirects_count);
}

/* Quotes go, nothing comes but by a dollar sign, and no pattern has names. */
static void expand(const struct shell_script *s)
{
	static char *arguments[] = { "script", "one" };
	static const struct shell sh = { .arguments = arguments, .arguments_count = 2 };
	struct string_list list = { 0 };

	for (size_t i = 0; i < s->words_count; i++) {
		const struct shell_word *w = &s->words[i];
		char *text = shell_expand_one(&sh, w);
		need(text && (memchr(w->text, '$', w->len) || strlen(text) <= w->len));
		need(shell_expand(&sh, w, &list) == 0);
		need(list.count <= i + 1 && (!list.count || list.strings[list.count] == NULL));
		if (list.count > 1)
			glob_match(text, list.strings[list.count - 2]);
		free(text);
	}
	string_list_free(&list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shell_script s;
	char *text = malloc(size ? size : 1);

	memcpy(text, data, size);
	if (!shell_parse(&s, text, size)) {
		check(&s, text, size);
		expand(&s);
	}
	shell_parse_free(&s);
	free(text);
	return 0;
}
