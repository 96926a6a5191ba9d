/* SPDX-License-Identifier: MIT */
/*
 * menus.h - menus: of a window (a bar at its top), at the pointer, of a button.
 *
 *	static const struct gui_menu_item edit[] = {
 *		{ .text = "Undo", .keys = "Ctrl+Z", .chosen = undo },
 *		{ .kind = GUI_MENU_LINE },
 *		{ .text = "More", .items = more },
 *		{ 0 }
 *	};
 *	gui_menu_popup(list, x, y, edit, arg);
 *
 * Tables of items end with a zeroed one and are borrowed for as long as they are used. Keys
 * are shown only; gui_shortcut() makes them work. In an open menu: arrows, Enter, Esc, and
 * letters that an item begins with.
 */
#ifndef GUI_MENUS_H
#define GUI_MENUS_H

#include <gui/widgets.h>

enum gui_menu_kind { GUI_MENU_ITEM, GUI_MENU_LINE };

struct gui_menu_item {
	const char *text;
	const char *keys; /* "Ctrl+S"; NULL none */
	enum gui_icon icon;
	enum gui_menu_kind kind;
	void (*chosen)(void *arg);
	const struct gui_menu_item *items; /* a menu of its own opens; NULL none */
	/** Asked when the menu opens; NULL: enabled, without a mark. */
	bool (*enabled)(void *arg);
	bool (*checked)(void *arg);
	void *arg; /* what its functions get; NULL: what the menu was given */
};

/** Opens a menu at a place in w's coordinates, moved so that all of it is on the screen. */
void gui_menu_popup(struct gui_widget *w, int x, int y, const struct gui_menu_item *items,
		    void *arg);
/** Closes the menus that are open. */
void gui_menu_close(void);
bool gui_menu_is_open(void);

/** A bar; each item of the table is the title of a menu (its text and items). F10 goes there. */
struct gui_widget *gui_menu_bar(struct gui_widget *parent, const struct gui_menu_item *menus,
				void *arg);
/** A button that opens a menu below itself. */
struct gui_widget *gui_menu_button(struct gui_widget *parent, const char *text,
				   const struct gui_menu_item *items, void *arg);
/** A button that shows one of the texts and lets the user choose another: changed is called.
 *  The texts are borrowed. */
struct gui_widget *gui_choice(struct gui_widget *parent, const char *const *texts, int count,
			      gui_action changed, void *arg);
int gui_choice_value(const struct gui_widget *choice);
void gui_choice_set(struct gui_widget *choice, int value);

#endif
