/* SPDX-License-Identifier: MIT */
/* text_keys.h - keys and the clipboard, for text boxes and text areas. */
#ifndef GUI_WIDGET_TEXT_KEYS_H
#define GUI_WIDGET_TEXT_KEYS_H

#include <gui/editors.h>

#include "text_model.h"

enum text_key {
	TEXT_KEY_UNUSED,
	TEXT_KEY_MOVED,   /* cursor or selection; perhaps to where it was */
	TEXT_KEY_CHANGED, /* the text; perhaps to what it was */
};

/** What a key does that needs no lines. With read_only, nothing changes; with secret, nothing
 *  is copied. */
enum text_key text_key(struct text_model *t, const struct gui_event *e, bool read_only,
		       bool secret);
/** Does what a menu offers. True: the text has changed. */
bool text_edit(struct text_model *t, enum gui_edit what, bool secret);
bool text_can_edit(const struct text_model *t, enum gui_edit what, bool read_only, bool secret);

#endif
