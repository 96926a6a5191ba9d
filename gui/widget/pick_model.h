/* SPDX-License-Identifier: MIT */
/*
 * pick_model.h - which rows of a list are selected, and how keys and clicks change that; and
 * the letters typed to find a row. Lists and tables are views of it.
 *
 * One row has the cursor. In a list of one selection the cursor's row is the selected one;
 * with many, Shift extends from the anchor and Ctrl takes single rows in and out.
 */
#ifndef GUI_WIDGET_PICK_MODEL_H
#define GUI_WIDGET_PICK_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PICK_NONE    SIZE_MAX
#define PICK_TYPED   32u           /* bytes of the typed letters that count */
#define PICK_TYPE_NS 1000000000ull /* after a pause of 1 s they begin anew */

struct pick_model {
	size_t count;          /* rows */
	size_t cursor, anchor; /* PICK_NONE: none */
	bool many;
	uint8_t *bits; /* one per row; NULL unless many */
	size_t room;   /* bytes of bits */
	char typed[PICK_TYPED];
	size_t typed_length;
	uint64_t typed_time;
};

void pick_free(struct pick_model *p);
/** There are count rows now, other ones maybe: nothing is selected, the cursor stays when
 *  its row exists. 0, or -1 with errno ENOMEM. */
int pick_reset(struct pick_model *p, size_t count, bool many);
bool pick_has(const struct pick_model *p, size_t row);
size_t pick_selected_count(const struct pick_model *p);
/** Puts the cursor on a row and selects it alone; PICK_NONE: nothing. */
void pick_only(struct pick_model *p, size_t row);
/** Puts the cursor there and selects all from the anchor to it (many), or like above. */
void pick_extend(struct pick_model *p, size_t row);
/** Puts the cursor there and takes the row in, or out (many), or like above. */
void pick_toggle(struct pick_model *p, size_t row);
void pick_all(struct pick_model *p);
/** Moves the cursor by rows, as far as it goes, without selecting. */
size_t pick_moved(const struct pick_model *p, long by);
/** Adds typed bytes at a time; the row to go to among names, PICK_NONE: none begins so. The
 *  same letter again and again goes through the rows that begin with it. */
size_t pick_type(struct pick_model *p, const char *bytes, size_t n, uint64_t time,
		 const char *(*name)(void *arg, size_t row), void *arg);

#endif
