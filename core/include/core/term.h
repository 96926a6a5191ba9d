/* SPDX-License-Identifier: MIT */
/*
 * term.h - a screen of characters: what consoles write, with escape sequences in it,
 * becomes rows and columns of cells. A driver gives the memory and shows the cells;
 * term.c knows where the next one goes, and what has changed.
 *
 * Understood: UTF-8; \b \t \n (which also returns) \r; of ECMA-48 and the VT100: colours
 * and attributes (SGR, with the 16 bright and dark colours), cursor movement, erasing,
 * inserting and deleting in a line and of lines, saved cursor, hidden cursor. A line that
 * is full goes on in the next row once one more character comes.
 *
 * What cannot be shown, a control character or a broken byte, takes one cell with
 * TERM_UNPRINTABLE. Nothing here allocates or waits; the owner serialises the calls.
 */
#ifndef CORE_TERM_H
#define CORE_TERM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

#define TERM_UNPRINTABLE 0x25a0u /* a black square */
#define TERM_PARAMS_MAX  16u     /* numbers in one sequence; a longer one is swallowed */

/** One character: a code point of Unicode's first 65536, and its colours as numbers of
 *  SGR: 0 black, 1 red, 2 green, 3 yellow, 4 blue, 5 magenta, 6 cyan, 7 white; 8 more is
 *  the bright one. */
struct term_cell {
	uint16_t code;
	uint8_t fg, bg;
};

struct term_pen {
	uint8_t fg, bg; /* 0..15 */
	bool bold, reverse;
};

struct term {
	/* The driver sets these, then calls term_init(). */
	unsigned rows, cols;     /* at least 1 */
	struct term_cell *cells; /* rows * cols, what is to be seen */
	struct term_cell *shown; /* the same number: what the device shows already */
	/** Shows n cells from (row, col) on; all are in one row. */
	void (*draw)(struct term *t, unsigned row, unsigned col, const struct term_cell *cells,
		     unsigned n) IRQ_SAFE;
	/** Puts the cursor at (row, col), after everything is drawn. */
	void (*cursor)(struct term *t, unsigned row, unsigned col, bool visible) IRQ_SAFE;

	/** The top row scrolls away; NULL: nobody keeps it. */
	void (*gone)(struct term *t, const struct term_cell *row) IRQ_SAFE;

	/* Below: owned by core/term. */
	unsigned row, col; /* where the next character goes */
	bool wrap;         /* the row is full: the next character starts another one */
	bool hidden;       /* the cursor */
	struct term_pen pen, saved_pen;
	unsigned saved_row, saved_col;
	unsigned dirty_from, dirty_to; /* rows [from, to) may differ from what is shown */
	unsigned utf8_left;            /* bytes that the character still needs */
	uint32_t utf8_code, utf8_min;
	uint8_t state;  /* of the sequence: escape.c's enum */
	uint8_t prefix; /* '?' and its like in front of the numbers; 0: none */
	unsigned param_count;
	uint16_t params[TERM_PARAMS_MAX];
};

/** Clears the screen and everything remembered; it is drawn like any change. */
void term_init(struct term *t);
/** The screen has another size, and perhaps other memory; the text up to the cursor stays,
 *  cut at the right. Memory that stays must have had room for as many rows and columns. */
void term_resize(struct term *t, unsigned rows, unsigned cols, struct term_cell *cells,
		 struct term_cell *shown) IRQ_SAFE;
/** Takes n bytes: cells change, and nothing is drawn. */
void term_put(struct term *t, const char *s, size_t n) IRQ_SAFE;
/** Draws what has changed in one row, or at last the cursor. True: there is more. */
bool term_show(struct term *t) IRQ_SAFE;
/** Both at once: for a device that is quickly written to. */
void term_write(struct term *t, const char *s, size_t n) IRQ_SAFE;
/** The device has lost everything: term_show() is to draw it again. */
void term_lost(struct term *t) IRQ_SAFE;

#endif
