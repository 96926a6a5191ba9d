/* SPDX-License-Identifier: MIT */
/* menu.h - an open menu, for what opens one: menu bars, buttons, lists. */
#ifndef GUI_WIDGET_MENU_H
#define GUI_WIDGET_MENU_H

#include <gui/gui.h>
#include <gui/menus.h>

/** Opens a menu beside anchor (in owner's coordinates); keys: its first item is marked. bar: the
 *  menu bar that it hangs on; Left and Right go on to its other menus by step(). NULL: none. The
 *  menu's pop-up, or NULL. */
struct gui_widget *menu_open(struct gui_widget *owner, struct rect anchor, enum gui_side side,
			     const struct gui_menu_item *items, void *arg, bool keys,
			     void (*step)(struct gui_widget *bar, int by), struct gui_widget *bar);

/** Marks an item of a menu that is open, as if the keys had gone there. NULL: nothing. */
void menu_mark(struct gui_widget *popup, int item);

#endif
