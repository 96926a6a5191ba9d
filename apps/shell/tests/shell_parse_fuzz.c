/* SPDX-License-Identifier: MIT */
/* shell_parse_fuzz.c - any text as a script: what is found lies in the text, and in order. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shell_script s;
	char *text = malloc(size ? size : 1);

	memcpy(text, data, size);
	if (!shell_parse(&s, text, size))
		check(&s, text, size);
	shell_parse_free(&s);
	free(text);
	return 0;
}
