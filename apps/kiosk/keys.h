/* SPDX-License-Identifier: MIT */
/* keys.h - which lines a section of kiosk.conf may have, as tables. */
#ifndef KIOSK_KEYS_H
#define KIOSK_KEYS_H

#include <stddef.h>

enum key_kind {
	KEY_TEXT,   /* char *; \n is a line break */
	KEY_FILE,   /* char *: a name in the kiosk's folder, without a path out of it */
	KEY_URL,    /* char *: http:// or https:// */
	KEY_NUMBER, /* int, min to max */
	KEY_CHOICE, /* int: index of the word */
	KEY_SWITCH, /* bool: on, off */
	KEY_COLOUR, /* uint32_t: #RRGGBB */
	KEY_LIMIT,  /* struct limit: a number with or without a fraction */
};

struct key {
	const char *name;
	enum key_kind kind;
	size_t offset; /* of the member in the section's struct */
	int min, max;
	const char *const *words; /* KEY_CHOICE, ended by NULL */
};

struct section {
	const char *name;
	const struct key *keys; /* ended by a name of NULL */
};

extern const struct section section_kiosk, section_slide, section_tile;

/** Puts value, ended by a NUL, where key wants it in the struct at base. NULL, or what is
 *  wrong with it, as a sentence without a point in memory of its own, valid until the next call. */
const char *key_set(const struct key *key, void *base, const char *value);

#endif
