/* SPDX-License-Identifier: MIT */
/*
 * cmdline.c - the kernel command line, split into options and arguments in place.
 *
 * Words are shortened where they stand, since taking quotes and backslashes out never
 * makes them longer. One array holds all of them: options, then (after the "--", which
 * is dropped) the program's arguments, then NULL.
 *
 * Locking: written once, before there is a second thread.
 */
#define LOG_TAG "cmdline"
#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/log.h>

#define WORDS_MAX 128

TABLE_DECLARE(struct option_desc, options);

static char *words[WORDS_MAX + 1] SEALED;
static int option_count SEALED, word_count SEALED;

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char *skip_blanks(char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* Takes one word at p, without its quotes, to where it started, ended by a NUL.
 * Returns what follows it, or NULL for a quote or backslash without its other half. */
static char *take_word(char *p)
{
	char *to = p;
	bool quoted = false;

	for (; *p && (quoted || !is_blank(*p)); p++) {
		if (*p == '"') {
			quoted = !quoted;
			continue;
		}
		if (*p == '\\' && !*++p)
			return NULL;
		*to++ = *p;
	}
	if (quoted)
		return NULL;
	char *next = *p ? p + 1 : p;
	*to = '\0';
	return next;
}

/* The separator counts only when written plainly: "--" in quotes is a word. */
static bool is_separator(const char *p)
{
	return p[0] == '-' && p[1] == '-' && (!p[2] || is_blank(p[2]));
}

static int split(char *line)
{
	bool separated = false;
	int n = 0;

	for (char *p = skip_blanks(line); *p; p = skip_blanks(p)) {
		if (!separated && is_separator(p)) {
			separated = true;
			option_count = n;
			p += 2;
			continue;
		}
		if (n == WORDS_MAX) {
			log_err("more than %d words, at byte %ld", WORDS_MAX, (long)(p - line));
			return -EINVAL;
		}
		char *start = p;
		p = take_word(p);
		if (!p) {
			log_err("the word at byte %ld ends inside quotes or after a backslash",
				(long)(start - line));
			return -EINVAL;
		}
		words[n++] = start;
	}
	if (!separated)
		option_count = n;
	return n;
}

/* The value in word when its name is name, else NULL. */
static const char *value_of(const char *word, const char *name)
{
	size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return NULL;
	if (word[len] == '=')
		return word + len + 1;
	return word[len] ? NULL : word + len;
}

/* Hypervisors append where their devices are to the line, so behind the program's arguments.
 * The word becomes the last option: an argument never was one of these by accident. */
static void take_appended(int n, const char *name)
{
	while (option_count < n && value_of(words[n - 1], name)) {
		char *word = words[n - 1];

		memmove(&words[option_count + 1], &words[option_count],
			(size_t)(n - 1 - option_count) * sizeof(words[0]));
		words[option_count++] = word;
	}
}

int cmdline_init(char *line)
{
	option_count = word_count = 0;
	int n = split(line);

	if (n < 0) {
		option_count = 0;
		words[0] = NULL;
		return n;
	}
	word_count = n;
	words[n] = NULL;
	if (IS_ENABLED(CONFIG_VIRTIO_MMIO))
		take_appended(n, "virtio_mmio.device");
	log_read_options();
	return 0;
}

static bool announced(const char *word)
{
	FOR_TABLE(struct option_desc, o, options)
	{
		if (value_of(word, o->name))
			return true;
	}
	return false;
}

void cmdline_check(void)
{
	bool unknown = false;

	for (int i = 0; i < option_count; i++) {
		if (!announced(words[i])) {
			unknown = true;
			log_warn("unknown option \"%s\" ignored", words[i]);
		}
	}
	if (!unknown)
		return;
	FOR_TABLE(struct option_desc, o, options)
	{
		log_info("option %s: %s", o->name, o->help);
	}
}

const char *cmdline_option(const char *name)
{
	for (int i = option_count - 1; i >= 0; i--) {
		const char *value = value_of(words[i], name);

		if (value)
			return value;
	}
	return NULL;
}

const char *cmdline_option_nth(const char *name, unsigned n)
{
	for (int i = 0; i < option_count; i++) {
		const char *value = value_of(words[i], name);

		if (value && n-- == 0)
			return value;
	}
	return NULL;
}

int cmdline_args(char *const **argv)
{
	*argv = words + option_count;
	return word_count - option_count;
}
