/* SPDX-License-Identifier: MIT */
/*
 * dialogs.h - questions. A dialog stands over the window of its owner, which gets no events
 * until it is answered. Nothing waits: the answer comes to a function. When the owner's window
 * is freed its dialogs go with it, unanswered.
 */
#ifndef GUI_DIALOGS_H
#define GUI_DIALOGS_H

#include <gui/widgets.h>

enum gui_message_kind { GUI_INFO, GUI_QUESTION, GUI_WARNING, GUI_ERROR };

/** Gets the number of the button, from 0 at the left; -1: Esc, or the dialog was closed. */
typedef void (*gui_answer)(int button, void *arg);

/** A title, a text, and buttons: "Cancel|Delete", the last one is what Enter presses. A button
 *  that begins with '!' is one that cannot be taken back. NULL: one button, "OK". */
void gui_message(struct gui_widget *owner, enum gui_message_kind kind, const char *title,
		 const char *text, const char *buttons, gui_answer answered, void *arg);

/** Gets what was written (borrowed), NULL when it was cancelled. */
typedef void (*gui_written)(const char *text, void *arg);
/** A line to write: a name, for example. */
void gui_prompt(struct gui_widget *owner, const char *title, const char *label, const char *text,
		const char *button, gui_written written, void *arg);

struct gui_file_options {
	const char *title;  /* NULL: "Open" or "Save" */
	const char *folder; /* where to begin; NULL: the current one */
	const char *name;   /* to begin with, for saving */
	const char *filter; /* "*.png;*.jpg": of the names that are shown; NULL: all */
	bool folders;       /* opening: a folder is wanted */
};
/** Lets the user choose a file that exists; gets its path. Options are only read at once and
 *  may be NULL. */
void gui_open_dialog(struct gui_widget *owner, const struct gui_file_options *options,
		     gui_written chosen, void *arg);
/** The same for a file to be written; one that exists only after a question. */
void gui_save_dialog(struct gui_widget *owner, const struct gui_file_options *options,
		     gui_written chosen, void *arg);

/* --- on-screen keyboard ------------------------------------------------------------------- */

/** For screens that are touched: while it is on, a keyboard is shown at the bottom of the screen
 *  as long as something to write in has the focus. */
void gui_screen_keyboard(bool on);

#endif
