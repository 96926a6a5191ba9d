/* SPDX-License-Identifier: MIT */
/* keys.c - which lines a section of kiosk.conf may have, and what their values may be. */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "conf.h"
#include "keys.h"

static const char *const themes[] = { "light", "dark", "contrast", NULL };
static const char *const transitions[] = { "none", "fade", "slide", NULL };
static const char *const fits[] = { "fill", "whole", NULL };
static const char *const types[] = { "text", "image", "clock", "value", "chart", NULL };
static const char *const styles[] = { "line", "bar", NULL };

#define TEXT(name, type, member)                                                                   \
	{                                                                                          \
		name, KEY_TEXT, offsetof(type, member), 0, 0, NULL                                 \
	}
#define NUMBER(name, type, member, low, high)                                                      \
	{                                                                                          \
		name, KEY_NUMBER, offsetof(type, member), low, high, NULL                          \
	}
#define CHOICE(name, type, member, words)                                                          \
	{                                                                                          \
		name, KEY_CHOICE, offsetof(type, member), 0, 0, words                              \
	}
#define OTHER(name, kind, type, member)                                                            \
	{                                                                                          \
		name, kind, offsetof(type, member), 0, 0, NULL                                     \
	}
#define END                                                                                        \
	{                                                                                          \
		NULL, KEY_TEXT, 0, 0, 0, NULL                                                      \
	}

static const struct key kiosk_keys[] = {
	TEXT("title", struct conf, title),
	CHOICE("theme", struct conf, theme, themes),
	OTHER("accent", KEY_COLOUR, struct conf, accent),
	CHOICE("transition", struct conf, transition, transitions),
	NUMBER("transition-ms", struct conf, transition_ms, 0, 5000),
	NUMBER("seconds", struct conf, seconds, 1, 86400),
	NUMBER("dim-minutes", struct conf, dim_minutes, 0, 1440),
	OTHER("corner", KEY_SWITCH, struct conf, corner),
	TEXT("zone", struct conf, zone),
	END,
};

static const struct key slide_keys[] = {
	OTHER("image", KEY_FILE, struct slide, image),
	CHOICE("fit", struct slide, fit, fits),
	TEXT("headline", struct slide, headline),
	TEXT("text", struct slide, text),
	NUMBER("seconds", struct slide, seconds, 1, 86400),
	NUMBER("columns", struct slide, columns, 1, 6),
	OTHER("background", KEY_COLOUR, struct slide, background),
	END,
};

static const struct key tile_keys[] = {
	CHOICE("type", struct tile, type, types),
	TEXT("label", struct tile, label),
	TEXT("text", struct tile, text),
	OTHER("image", KEY_FILE, struct tile, image),
	TEXT("format", struct tile, format),
	TEXT("zone", struct tile, zone),
	OTHER("url", KEY_URL, struct tile, url),
	TEXT("path", struct tile, path),
	TEXT("unit", struct tile, unit),
	NUMBER("decimals", struct tile, decimals, 0, 6),
	CHOICE("style", struct tile, style, styles),
	NUMBER("refresh", struct tile, refresh, 1, 86400),
	OTHER("warn-above", KEY_LIMIT, struct tile, warn_above),
	OTHER("alarm-above", KEY_LIMIT, struct tile, alarm_above),
	OTHER("warn-below", KEY_LIMIT, struct tile, warn_below),
	OTHER("alarm-below", KEY_LIMIT, struct tile, alarm_below),
	END,
};

const struct section section_kiosk = { "kiosk", kiosk_keys };
const struct section section_slide = { "slide", slide_keys };
const struct section section_tile = { "tile", tile_keys };

static char wrong[160];

static const char *set_text(char **to, const char *value)
{
	char *copy = malloc(strlen(value) + 1), *out = copy;

	if (!copy)
		return "there is no memory left";
	for (const char *in = value; *in; in++) {
		if (in[0] == '\\' && in[1] == 'n') {
			*out++ = '\n';
			in++;
		} else {
			*out++ = *in;
		}
	}
	*out = '\0';
	free(*to);
	*to = copy;
	return NULL;
}

/* A kiosk's folder may come from the network: its names stay in the folder. */
static const char *set_file(char **to, const char *value)
{
	if (value[0] == '/' || strstr(value, "..") || strchr(value, '\\'))
		return "a name in the kiosk's folder is wanted, without \"/\" before it or \"..\" "
		       "in it";
	return set_text(to, value);
}

static const char *set_url(char **to, const char *value)
{
	if (strncmp(value, "http://", 7) != 0 && strncmp(value, "https://", 8) != 0)
		return "an address that begins with http:// or https:// is wanted";
	return set_text(to, value);
}

static const char *set_number(const struct key *key, int *to, const char *value)
{
	char *end;
	long n = strtol(value, &end, 10);

	if (end == value || *end || n < key->min || n > key->max) {
		snprintf(wrong, sizeof(wrong), "a number from %d to %d is wanted", key->min,
			 key->max);
		return wrong;
	}
	*to = (int)n;
	return NULL;
}

static const char *set_choice(const struct key *key, int *to, const char *value)
{
	int len = snprintf(wrong, sizeof(wrong), "one of these is wanted:");

	for (int i = 0; key->words[i]; i++) {
		if (strcmp(value, key->words[i]) == 0) {
			*to = i;
			return NULL;
		}
		len += snprintf(wrong + len, sizeof(wrong) - (size_t)len, "%s %s", i ? "," : "",
				key->words[i]);
	}
	return wrong;
}

static const char *set_switch(bool *to, const char *value)
{
	if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
		return "on or off is wanted";
	*to = strcmp(value, "on") == 0;
	return NULL;
}

static const char *set_colour(uint32_t *to, const char *value)
{
	if (value[0] != '#' || strspn(value + 1, "0123456789abcdefABCDEF") != 6 || value[7])
		return "a colour is wanted, such as #3b82f6 (red, green, blue)";
	*to = 0xff000000u | (uint32_t)strtoul(value + 1, NULL, 16);
	return NULL;
}

static const char *set_limit(struct limit *to, const char *value)
{
	char *end;
	double at = strtod(value, &end);

	if (end == value || *end || !isfinite(at))
		return "a number is wanted, such as 21.5";
	*to = (struct limit){ true, at };
	return NULL;
}

const char *key_set(const struct key *key, void *base, const char *value)
{
	void *to = (char *)base + key->offset;

	switch (key->kind) {
	case KEY_TEXT:
		return set_text(to, value);
	case KEY_FILE:
		return set_file(to, value);
	case KEY_URL:
		return set_url(to, value);
	case KEY_NUMBER:
		return set_number(key, to, value);
	case KEY_CHOICE:
		return set_choice(key, to, value);
	case KEY_SWITCH:
		return set_switch(to, value);
	case KEY_COLOUR:
		return set_colour(to, value);
	case KEY_LIMIT:
		return set_limit(to, value);
	}
	return NULL;
}
