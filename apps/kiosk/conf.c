/* SPDX-License-Identifier: MIT */
/* conf.c - reads kiosk.conf, line by line, and refuses what it does not understand. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "keys.h"

#define LINE_SIZE 1024

struct parser {
	struct conf *conf;
	int line;
	const struct section *section; /* NULL: none has begun */
	void *base;                    /* the struct of that section */
};

static bool fail(struct parser *p, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static bool fail(struct parser *p, const char *fmt, ...)
{
	char *error = p->conf->error;
	size_t size = sizeof(p->conf->error);
	int len = snprintf(error, size, "%s:%d: ", CONF_FILE, p->line);
	va_list args;

	va_start(args, fmt);
	vsnprintf(error + len, size - (size_t)len, fmt, args);
	va_end(args);
	return false;
}

/* --- sections ---------------------------------------------------------------------------- */

static const char *missing(const struct tile *t)
{
	if (t->type == TILE_TEXT && !t->text)
		return "text";
	if (t->type == TILE_IMAGE && !t->image)
		return "image";
	if ((t->type == TILE_VALUE || t->type == TILE_CHART) && !t->url)
		return "url";
	if ((t->type == TILE_VALUE || t->type == TILE_CHART) && !t->path)
		return "path";
	return NULL;
}

/* The section before line is whole. */
static bool end_section(struct parser *p)
{
	if (p->section == &section_tile) {
		const struct tile *t = p->base;
		const char *key = missing(t);

		if (t->type < 0 || key) {
			p->line = t->line;
			return fail(p, "this [tile] needs a line \"%s = ...\"", key ? key : "type");
		}
	}
	return true;
}

static bool begin_slide(struct parser *p)
{
	struct conf *conf = p->conf;

	if (conf->slide_count == SLIDES_MAX)
		return fail(p, "more than %d slides; leave some out", SLIDES_MAX);
	struct slide *more = realloc(conf->slides, (conf->slide_count + 1) * sizeof(*more));
	if (!more)
		return fail(p, "there is no memory left");
	conf->slides = more;
	more[conf->slide_count] = (struct slide){ .line = p->line };
	p->base = &more[conf->slide_count++];
	p->section = &section_slide;
	return true;
}

static bool begin_tile(struct parser *p)
{
	if (p->conf->slide_count == 0)
		return fail(p, "a [tile] belongs to a slide: write [slide] above it");
	struct slide *slide = &p->conf->slides[p->conf->slide_count - 1];
	if (slide->tile_count == TILES_MAX)
		return fail(p, "more than %d tiles on one slide; begin another [slide]", TILES_MAX);
	slide->tiles[slide->tile_count] =
		(struct tile){ .line = p->line, .type = -1, .decimals = -1, .refresh = 60 };
	p->base = &slide->tiles[slide->tile_count++];
	p->section = &section_tile;
	return true;
}

static bool begin_section(struct parser *p, const char *name)
{
	if (!end_section(p))
		return false;
	if (strcmp(name, "[slide]") == 0)
		return begin_slide(p);
	if (strcmp(name, "[tile]") == 0)
		return begin_tile(p);
	if (strcmp(name, "[kiosk]") != 0)
		return fail(p, "unknown section %.40s; there are [kiosk], [slide] and [tile]",
			    name);
	p->base = p->conf;
	p->section = &section_kiosk;
	return true;
}

/* --- lines ------------------------------------------------------------------------------- */

static bool unknown_key(struct parser *p, const char *name)
{
	char known[200];
	int len = 0;

	for (const struct key *k = p->section->keys; k->name; k++)
		len += snprintf(known + len, sizeof(known) - (size_t)len, "%s%s", len ? ", " : "",
				k->name);
	return fail(p, "unknown line \"%.40s\" in [%s]; there are %s", name, p->section->name,
		    known);
}

static bool read_key(struct parser *p, const char *name, const char *value)
{
	const struct key *key = p->section->keys;

	while (key->name && strcmp(key->name, name) != 0)
		key++;
	if (!key->name)
		return unknown_key(p, name);
	const char *wrong = key_set(key, p->base, value);
	return !wrong || fail(p, "%s = %.60s: %s", name, value, wrong);
}

/* text without white space at its ends; what was there is overwritten. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r");
	len = strlen(text);
	while (len && strchr(" \t\r", text[len - 1]))
		len--;
	text[len] = '\0';
	return text;
}

static bool read_line(struct parser *p, char *line)
{
	char *text = trim(line), *equals = strchr(text, '=');

	if (!*text || *text == '#')
		return true;
	if (*text == '[')
		return begin_section(p, text);
	if (!equals)
		return fail(p, "\"%.40s\" is neither a [section] nor \"name = value\"", text);
	if (!p->section)
		return fail(p, "a line before the first section; write [kiosk] above it");
	*equals = '\0';
	return read_key(p, trim(text), trim(equals + 1));
}

static bool read_lines(struct parser *p, const char *text, size_t len)
{
	char line[LINE_SIZE];

	for (size_t at = 0; at < len;) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t n = end ? (size_t)(end - text) - at : len - at;

		p->line++;
		if (n >= sizeof(line))
			return fail(p, "a line of more than %d bytes", LINE_SIZE - 1);
		if (memchr(text + at, '\0', n))
			return fail(p, "this is not text");
		memcpy(line, text + at, n);
		line[n] = '\0';
		if (!read_line(p, line))
			return false;
		at += n + 1;
	}
	if (!end_section(p))
		return false;
	return p->conf->slide_count > 0 || fail(p, "there is no [slide]; write at least one");
}

bool conf_parse(struct conf *conf, const char *text, size_t len)
{
	struct parser p = { .conf = conf };

	*conf = (struct conf){
		.transition = TRANSITION_FADE, .transition_ms = 500, .seconds = 10, .corner = true
	};
	if (len > CONF_TEXT_MAX)
		fail(&p, "more than %d KiB; leave some out", CONF_TEXT_MAX / 1024);
	else if (read_lines(&p, text, len))
		return true;
	conf_free(conf);
	return false;
}

/* --- the end ----------------------------------------------------------------------------- */

static void free_texts(const struct section *section, void *base)
{
	for (const struct key *k = section->keys; k->name; k++) {
		char **text = (char **)(void *)((char *)base + k->offset);

		if (k->kind == KEY_TEXT || k->kind == KEY_FILE || k->kind == KEY_URL) {
			free(*text);
			*text = NULL;
		}
	}
}

void conf_free(struct conf *conf)
{
	for (unsigned i = 0; i < conf->slide_count; i++) {
		for (unsigned j = 0; j < conf->slides[i].tile_count; j++)
			free_texts(&section_tile, &conf->slides[i].tiles[j]);
		free_texts(&section_slide, &conf->slides[i]);
	}
	free_texts(&section_kiosk, conf);
	free(conf->slides);
	conf->slides = NULL;
	conf->slide_count = 0;
}
