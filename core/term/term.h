/* SPDX-License-Identifier: MIT */
/* term.h - what the two halves of core/term share: cells (term.c) and escape
 * sequences (escape.c). */
#ifndef CORE_TERM_TERM_H
#define CORE_TERM_TERM_H

#include <core/term.h>

/** The pen of "\033[0m". */
#define TERM_PEN_PLAIN ((struct term_pen){ .fg = 7 })

/** Moves the cursor; places outside the screen mean its edge. */
void term_move(struct term *t, long row, long col);
/** Blanks the cells from (row, col) up to, not with, (row2, col2), in reading order. */
void term_erase(struct term *t, unsigned row, unsigned col, unsigned row2, unsigned col2);
/** Moves the rows from `row` down to the last one by n rows (down positive); rows that
 *  appear are blank. */
void term_shift_rows(struct term *t, unsigned row, long n);
/** The same for the cells from the cursor to the end of its row (right positive). */
void term_shift_cells(struct term *t, long n);

/** Takes one character that may belong to an escape sequence. False: it does not. */
bool term_escape(struct term *t, uint8_t c);

#endif
