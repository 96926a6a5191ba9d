/* SPDX-License-Identifier: MIT */
/* choices.c - see choices.h. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "choices.h"

#define CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789. "
#define BLANKS     " \t\r"

#define FIELD(name)                                                                                \
	{                                                                                          \
#name, offsetof(struct choices, name), sizeof(((struct choices *)0)->name)         \
	}
static const struct {
	const char *name;
	size_t at, size;
} fields[] = {
	FIELD(theme),   FIELD(scale), FIELD(keyboard), FIELD(screen),
	FIELD(address), FIELD(mask),  FIELD(gateway),  FIELD(dns),
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

struct words {
	const char *at;
	size_t len;
};

/* Without the blanks at both ends. */
static struct words trimmed(const char *at, size_t len)
{
	while (len && strchr(BLANKS, *at)) {
		at++;
		len--;
	}
	while (len && strchr(BLANKS, at[len - 1]))
		len--;
	return (struct words){ at, len };
}

static bool is_value(struct words w)
{
	for (size_t i = 0; i < w.len; i++) {
		if (!w.at[i] || !strchr(CHARACTERS, w.at[i]))
			return false;
	}
	return true;
}

static void parse_line(struct choices *c, const char *line, size_t len)
{
	const char *equals = memchr(line, '=', len);

	if (!equals)
		return;
	struct words name = trimmed(line, (size_t)(equals - line));
	struct words value = trimmed(equals + 1, len - (size_t)(equals + 1 - line));
	for (size_t i = 0; i < FIELDS; i++) {
		if (strlen(fields[i].name) != name.len ||
		    memcmp(fields[i].name, name.at, name.len) != 0)
			continue;
		if (value.len < fields[i].size && is_value(value)) {
			memcpy((char *)c + fields[i].at, value.at, value.len);
			((char *)c)[fields[i].at + value.len] = '\0';
		}
	}
}

void choices_parse(struct choices *c, const char *text, size_t len)
{
	const char *end = text + len;

	*c = (struct choices){ 0 };
	while (text < end) {
		const char *line_end = memchr(text, '\n', (size_t)(end - text));
		size_t line = line_end ? (size_t)(line_end - text) : (size_t)(end - text);

		parse_line(c, text, line);
		text += line + (line_end != NULL);
	}
}

size_t choices_print(const struct choices *c, char text[CHOICES_TEXT])
{
	size_t len = 0;

	for (size_t i = 0; i < FIELDS; i++) {
		const char *value = (const char *)c + fields[i].at;

		if (*value)
			len += (size_t)snprintf(text + len, CHOICES_TEXT - len, "%s = %s\n",
						fields[i].name, value);
	}
	return len;
}
