/* SPDX-License-Identifier: MIT */
/* dialog.h - the frame of all dialogs: a modal window, what Esc and Enter do, its end. */
#ifndef GUI_WIDGET_DIALOG_H
#define GUI_WIDGET_DIALOG_H

#include <gui/dialogs.h>
#include <gui/gui.h>

#include "kit.h"

struct dialog {
	struct gui_widget widget;
	int width;                 /* of what is in it at most, design pixels; 0: any */
	struct gui_widget *accept; /* the button that Enter presses; NULL: none */
	/** It was closed without an answer. The dialog is freed next. */
	void (*cancelled)(struct dialog *d);
	void (*freed)(struct dialog *d);
};

/** A new one, of `size` bytes that begin with a struct dialog; a column is to be put in it. */
struct dialog *dialog_new(struct gui_widget *owner, const char *title, int width, size_t size);
/** Frees the dialog with its window. */
void dialog_close(struct dialog *d);
/** Esc, or a button that says so. */
void dialog_cancel(struct dialog *d);
/** The row of buttons at the bottom; they stand at its right. */
struct gui_widget *dialog_buttons(struct gui_widget *column);

#endif
