/* SPDX-License-Identifier: MIT */
/*
 * lists.h - many rows: lists and tables. The program keeps the rows; the widget asks for
 * those that are seen, by functions of a model:
 *
 *	static size_t count(void *arg) { return ((struct album *)arg)->songs; }
 *	static void item(void *arg, size_t row, struct gui_item *item)
 *	{
 *		item->text = ((struct album *)arg)->song[row].title;
 *	}
 *	static const struct gui_list_model songs = { count, item };
 *	struct gui_widget *list = gui_list(column, &songs, album);
 *	gui_rows_on_activate(list, play, album);
 *
 * Strings are borrowed until the model is called again. What the program changes in the rows
 * it tells by gui_rows_changed().
 *
 * Keys: arrows, Page keys, Home, End move the cursor; Enter activates, as does a double
 * click; letters go to the next row that begins with them; where many rows can be selected,
 * Shift extends, Ctrl+Space and Ctrl+click take one in or out, Ctrl+A takes all.
 */
#ifndef GUI_LISTS_H
#define GUI_LISTS_H

#include <gui/widgets.h>

#define GUI_NO_ROW ((size_t)-1)

struct gui_item {
	const char *text;
	const char *detail; /* dim, at the right; NULL none */
	enum gui_icon icon;
	gui_colour icon_colour;        /* 0: dim text */
	const struct gui_image *image; /* instead of the icon */
};

struct gui_list_model {
	size_t (*count)(void *arg);
	/** Fills in *item, which is zeroed. */
	void (*item)(void *arg, size_t row, struct gui_item *item);
};
struct gui_widget *gui_list(struct gui_widget *parent, const struct gui_list_model *model,
			    void *arg);
/** The list shows large icons with the text below, side by side. */
void gui_list_tiles(struct gui_widget *list, bool tiles);

struct gui_table_column {
	const char *title;
	int width;     /* design pixels; at least that when it grows */
	uint8_t grow;  /* weight of what is left; 0: it stays as it is */
	bool right;    /* numbers: the text stands at the right */
	bool sortable; /* a click on the head calls the model's sort() */
};

struct gui_table_model {
	size_t (*count)(void *arg);
	/** The text of a cell; buf, of size bytes, may hold it. */
	const char *(*cell)(void *arg, size_t row, int column, char *buf, size_t size);
	/** Of the first column; may be NULL. */
	enum gui_icon (*icon)(void *arg, size_t row, gui_colour *colour);
	/** Puts the rows in another order. NULL: nothing is sortable. */
	void (*sort)(void *arg, int column, bool descending);
};
/** The columns are borrowed for as long as the table is. Widths can be dragged in the head. */
struct gui_widget *gui_table(struct gui_widget *parent, const struct gui_table_column *columns,
			     int count, const struct gui_table_model *model, void *arg);
/** Sorts by a column, as a click on its head does. */
void gui_table_sort(struct gui_widget *table, int column, bool descending);

/* --- of both ------------------------------------------------------------------------------ */

/** The rows are others now: they are asked for again, nothing is selected, the cursor stays
 *  on its row's number. */
void gui_rows_changed(struct gui_widget *rows);
/** Rows have other texts; all else stays. */
void gui_rows_redraw(struct gui_widget *rows);
/** More than one can be selected. */
void gui_rows_many(struct gui_widget *rows, bool many);
/** The row with the cursor, GUI_NO_ROW when none has. */
size_t gui_rows_cursor(const struct gui_widget *rows);
bool gui_rows_selected(const struct gui_widget *rows, size_t row);
size_t gui_rows_selected_count(const struct gui_widget *rows);
/** Selects one row alone and shows it; GUI_NO_ROW: none. */
void gui_rows_select(struct gui_widget *rows, size_t row);
/** Actions: what is selected has changed; Enter or a double click on the cursor's row; the
 *  menu key or the right button, with the row under it selected (the menu is the program's:
 *  gui_menu_popup()). */
void gui_rows_on_select(struct gui_widget *rows, gui_action selected, void *arg);
void gui_rows_on_activate(struct gui_widget *rows, gui_action activated, void *arg);
void gui_rows_on_menu(struct gui_widget *rows, gui_action menu, void *arg);
/** Where such a menu is to open, in the widget's coordinates. */
void gui_rows_menu_place(const struct gui_widget *rows, int *x, int *y);
/** What an empty list says, dim, in its middle. Copied. */
void gui_rows_empty_text(struct gui_widget *rows, const char *text);

#endif
