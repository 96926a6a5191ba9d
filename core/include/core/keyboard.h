/* SPDX-License-Identifier: MIT */
/*
 * keyboard.h - from keys to what a terminal sends: characters of a layout in UTF-8, and
 * escape sequences for the keys that have no character.
 */
#ifndef CORE_KEYBOARD_H
#define CORE_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

#define KEYMAP_FIRST 0x04u /* usage of the first row */
#define KEYMAP_ROWS  0x61u /* the last usage is 0x64 */

enum keymap_level { LEVEL_PLAIN, LEVEL_SHIFT, LEVEL_ALTGR, LEVEL_COUNT };

/** The characters of a layout, in Unicode; 0: none. A layout without third characters
 *  uses the right Alt key like the left one. */
struct keymap {
	const char *name; /* "us" */
	bool altgr;
	uint16_t keys[KEYMAP_ROWS][LEVEL_COUNT]; /* by usage - KEYMAP_FIRST */
};
extern const struct keymap keymap_us, keymap_de;

#define KEY_BYTES_MAX 8 /* of one key */

/** Locks and modifiers, and which keys are down. Zeroed memory, but for the locks that
 *  are on at the start, is a keyboard at rest. */
struct keyboard {
	const struct keymap *map;
	unsigned leds;     /* INPUT_LED_* */
	uint8_t modifiers; /* bit n: usage 0xe0 + n is down */
	uint32_t held[8];  /* bit per usage below 256 */
};

/** Follows one key event and writes what the terminal is to get, at most KEY_BYTES_MAX
 *  bytes; returns their number, often 0. */
size_t keyboard_translate(struct keyboard *k, uint16_t usage, bool down, char *out) IRQ_SAFE;

/** The console's keyboard: translates and hands on to console_input(). */
void keyboard_event(uint16_t usage, bool down) IRQ_SAFE;

#endif
