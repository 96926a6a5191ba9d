/* SPDX-License-Identifier: MIT */
/*
 * keyboard.h - from keys to characters: to what a terminal sends (a layout's characters in
 * UTF-8, and escape sequences for the keys that have none), and to what a program needs
 * that reads events itself:
 *
 *	struct keyboard k;
 *	struct key_stroke s;
 *	keyboard_start(&k);
 *	keyboard_stroke(&k, event.code, event.down, &s);
 *	if (s.modifiers & (KEYBOARD_CTRL | KEYBOARD_ALT))
 *		... a shortcut: s.text[0] is the letter on the key ...
 */
#ifndef CORE_KEYBOARD_H
#define CORE_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

#define KEYMAP_FIRST 0x04u /* usage of the first row */
#define KEYMAP_ROWS  0x61u /* the last usage is 0x64 */

enum keymap_level { LEVEL_PLAIN, LEVEL_SHIFT, LEVEL_ALTGR, LEVEL_SHIFT_ALTGR, LEVEL_COUNT };

/** What an accent and a letter make; with a blank the accent alone. */
struct keymap_composition {
	uint16_t accent, letter, composed;
};

/** The characters of a layout, in Unicode; 0: none. A combining character (U+0300..) is a
 *  dead key: it waits for a letter. A layout without third characters uses the right Alt
 *  key like the left one. Made at build time, by scripts/xkb2c.py. */
struct keymap {
	const char *name; /* "us" */
	bool altgr;
	const struct keymap_composition *compositions;
	unsigned compositions_count;
	uint16_t keys[KEYMAP_ROWS][LEVEL_COUNT]; /* by usage - KEYMAP_FIRST */
};
extern const struct keymap keymap_us, keymap_de, keymap_fr;
/** The layout of the configuration; that of the boot option keyboard= (CONFIG_KEYMAP_CHOICE), or
 *  else the configuration's. */
const struct keymap *keymap_configured(void);
const struct keymap *keymap_chosen(void) IRQ_SAFE;

#define KEY_BYTES_MAX 8 /* of one key */

/** Locks and modifiers, and which keys are down. Zeroed memory, but for the locks that
 *  are on at the start, is a keyboard at rest. */
struct keyboard {
	const struct keymap *map;
	unsigned leds;     /* INPUT_LED_* */
	uint8_t modifiers; /* bit n: usage 0xe0 + n is down */
	uint16_t accent;   /* of a dead key, waiting; 0: none */
	uint32_t held[8];  /* bit per usage below 256 */
};

/** Follows one key event and writes what the terminal is to get, at most KEY_BYTES_MAX
 *  bytes; returns their number, often 0. */
size_t keyboard_translate(struct keyboard *k, uint16_t usage, bool down, char *out) IRQ_SAFE;

/* What is held down, as programs count it. The right Alt key of a layout that has third
 * characters is ALTGR and not ALT. */
#define KEYBOARD_SHIFT 0x01u
#define KEYBOARD_CTRL  0x02u
#define KEYBOARD_ALT   0x04u
#define KEYBOARD_ALTGR 0x08u
#define KEYBOARD_GUI   0x10u /* the key with the window on it */

#define KEY_TEXT_MAX 2

/** What one event of a key means. */
struct key_stroke {
	uint16_t usage;    /* of the key; on the pad without Num Lock the arrow's, or 0 */
	uint8_t modifiers; /* KEYBOARD_*, after this event */
	uint8_t count;     /* of text[] */
	/** The characters in Unicode, of a key that goes down; never controls: Enter, Tab and
	 *  their like are keys. Without regard to Ctrl and Alt. A dead key gives none; the key
	 *  behind it gives what both make, or the accent and its own. */
	uint32_t text[KEY_TEXT_MAX];
};

/** A keyboard at rest with the configured layout, and the locks that shine now. */
void keyboard_start(struct keyboard *k);
/** Follows one key event and tells what it means. When the locks change, so do the lights. */
void keyboard_stroke(struct keyboard *k, uint16_t usage, bool down, struct key_stroke *s) IRQ_SAFE;

/** The console's keyboard: translates and hands on to console_input(). */
void keyboard_event(uint16_t usage, bool down) IRQ_SAFE;
/** No key of it is down: others have had the events. */
void keyboard_rest(void) IRQ_SAFE;

#endif
