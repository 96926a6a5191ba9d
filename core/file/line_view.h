/* SPDX-License-Identifier: MIT */
/*
 * line_view.h - between the editor of a line (line_edit.c) and what is seen of it. The
 * editor changes the ring's entries [tty.line, tty.head) and says where. All under tty.lock.
 */
#ifndef CORE_FILE_LINE_VIEW_H
#define CORE_FILE_LINE_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <core/log.h>

struct line_view {
	unsigned cursor;            /* index in the ring, within [tty.line, tty.head] */
	struct console_place place; /* where the consoles stood after the last key */

	/* Below: owned by line_view.c. */
	unsigned first;   /* index of what is shown first */
	unsigned columns; /* of the row; 0: none is begun */
	unsigned room;    /* of them for the line */
	unsigned filled;  /* of those, with the line */
	unsigned at;      /* where among them the terminal's cursor is */
};
extern struct line_view line_view;

/** The line is empty, and begins where the consoles will stand at the next key. */
void line_view_begin(void);
/** Before each key: shows the line where the consoles stand now, unless it is there. */
void line_find_row(void);
/** Moves the cursor. */
void line_move_to(unsigned target);
/** The line has changed from the cursor on, which moves to `cursor`. */
void line_changed(unsigned cursor);

/** True for the further bytes of a character, in UTF-8. */
bool line_continues(uint16_t entry);
/** The character before at, and the one behind; at the line's ends at itself. */
unsigned line_previous(unsigned at);
unsigned line_next(unsigned at);

#endif
