/* SPDX-License-Identifier: MIT */
/*
 * desktop.h - what the desktop's parts know of each other: the programs in its dock, and how
 * one opens what another one has.
 *
 * A program is a row of a table and a function that opens a window. Every window of a program
 * points to its row (window->user), by which the dock knows whose it is. What belongs to one
 * window is a struct that its GUI_CLOSE frees. There is one process: a program that faults
 * takes the machine with it (docs/DESKTOP.md).
 */
#ifndef DESKTOP_H
#define DESKTOP_H

#include <gui/gui.h>

struct program {
	const char *name;
	enum gui_icon icon;
	gui_colour top, bottom; /* of the tile in the dock */
	/** Opens a window, with a file or folder in it; NULL: with nothing, or the home. */
	void (*open)(const struct program *program, const char *path);
};

#define PROGRAM_COUNT 6
extern const struct program programs[PROGRAM_COUNT];
extern const struct program *const program_terminal,
	*const program_files, *const program_editor, *const program_viewer,
							     *const program_system,
								     *const program_settings;

/** A new window of a program; like gui_window(), but no larger than there is room. */
struct gui_widget *program_window(const struct program *program, const char *title, int width,
				  int height);
/** Opens a file or a folder in the program for its type. */
void program_open(const char *path);
/** Activates a window of the program, or opens one. */
void program_show(const struct program *program);
/** The program of a window; NULL: it is none of a program's. */
const struct program *program_of(const struct gui_widget *window);
/** The folder to begin in. */
const char *home_folder(void);

/* --- the parts of the screen (backdrop.c, dock.c, bar.c, logo.c) */

void backdrop_open(void);
void dock_open(void);
void bar_open(void);
/** Another window may be the active one. */
void bar_windows_changed(void);
/** Draws the sign of the desktop, a bobbin, into the largest square in the middle of box:
 *  flanges in one colour, thread in another. */
void draw_logo(struct gui_canvas *c, struct rect box, gui_colour flange, gui_colour thread);

/* --- programs' open functions */

void terminal_open(const struct program *program, const char *path);
void files_open(const struct program *program, const char *path);
void editor_open(const struct program *program, const char *path);
void viewer_open(const struct program *program, const char *path);
void system_open(const struct program *program, const char *path);
/** path: the name of a page, "network", "display" or "about"; NULL the first. */
void settings_open(const struct program *program, const char *path);

#endif
