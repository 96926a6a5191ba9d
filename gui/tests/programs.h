/* SPDX-License-Identifier: MIT */
/* programs.h - random programs, for the soak. */
#ifndef GUI_TESTS_PROGRAMS_H
#define GUI_TESTS_PROGRAMS_H

#include <stdbool.h>

#define PROGRAMS_WIDTH  400 /* of their screen, at most */
#define PROGRAMS_HEIGHT 300

/** Between gui_open() and gui_close(). */
void programs_start(void);
void programs_end(void);
/** Something, and something that is rare: another theme, another scale, another screen. */
void random_action(void);
void rare_action(void);
/** Handlers do nothing. */
extern bool calm;
/** How many windows there are, of all kinds. */
unsigned sum_windows(void);

#endif
