/* SPDX-License-Identifier: MIT */
/*
 * widgets.h - what windows contain, except for lists, editors, menus and dialogs, which have
 * headers of their own (gui/{lists,editors,menus,dialogs}.h). gui/gui.h includes them all.
 *
 *	struct gui_widget *column = gui_column(window);
 *	struct gui_widget *name = gui_text_box(column, "", NULL, NULL);
 *	struct gui_widget *loud = gui_checkbox(column, "Loudly", NULL, NULL);
 *	gui_button(column, "Greet", greet, name);
 *
 * Every constructor takes the parent first and gives the widget, which the parent owns; NULL
 * when there is no memory, and every function here accepts that NULL and does nothing. Text is
 * UTF-8 and is copied. Sizes are design pixels unless it says otherwise.
 *
 * An action is called when the user has done something; not when the program calls gui_set_*.
 * It may free any widget, its own too.
 *
 * All of it can be used by keyboard: Tab and Shift+Tab go from one to the next, Space or Enter
 * press, arrows move within a widget, Esc closes what opened over others.
 */
#ifndef GUI_WIDGETS_H
#define GUI_WIDGETS_H

#include <gui/icon.h>
#include <gui/image.h>
#include <gui/theme.h>
#include <gui/widget.h>

typedef void (*gui_action)(struct gui_widget *w, void *arg);

/* --- labels and pictures ---------------------------------------------------------------- */

/** Text in one line, cut with an ellipsis where it does not fit. A '\n' begins a new line. */
struct gui_widget *gui_label(struct gui_widget *parent, const char *text);
/** Of labels: its place in the scale of sizes (GUI_TEXT_BODY); text_dim instead of text; lines
 *  are broken between words instead of cut; and where the text stands in what the label has. */
struct gui_widget *gui_label_style(struct gui_widget *label, enum gui_text_style style);
struct gui_widget *gui_label_dim(struct gui_widget *label, bool dim);
struct gui_widget *gui_label_wrap(struct gui_widget *label, bool wrap);
struct gui_widget *gui_label_align(struct gui_widget *label, enum gui_align align);
/** A colour of its own; 0: the theme's. */
struct gui_widget *gui_label_colour(struct gui_widget *label, gui_colour colour);

/** The text of a label, button, checkbox, radio button, switch, text box; "" of others. */
const char *gui_text(const struct gui_widget *w);
/** Sets it, when it is not the same: a label that is set each second costs nothing. */
void gui_set_text(struct gui_widget *w, const char *text);
/** The same, as printf does it; cut at 1023 bytes. */
void gui_printf(struct gui_widget *w, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

enum gui_fit {
	GUI_FIT_INSIDE, /* all of it is seen */
	GUI_FIT_COVER,  /* it covers the widget, and is cut */
	GUI_FIT_NONE,   /* in its own size */
};
/** An image, borrowed until it is replaced; NULL: nothing is shown. */
struct gui_widget *gui_picture(struct gui_widget *parent, const struct gui_image *image,
			       enum gui_fit fit);
void gui_picture_set(struct gui_widget *picture, const struct gui_image *image);
/** An icon that is size large, in the colour (0: the text's). */
struct gui_widget *gui_icon_view(struct gui_widget *parent, enum gui_icon icon, int size,
				 gui_colour colour);
/** A line between what belongs apart, across the box that it is in. */
struct gui_widget *gui_separator(struct gui_widget *parent);
/** A box with a surface, a border and a title above its children ("": none). Gives the column that
 *  they stand in; the box itself is its parent. */
struct gui_widget *gui_group(struct gui_widget *parent, const char *title);

/* --- buttons ---------------------------------------------------------------------------- */

enum gui_button_kind {
	GUI_BUTTON_NORMAL,
	GUI_BUTTON_PRIMARY, /* what one came for: one per window */
	GUI_BUTTON_DANGER,  /* what cannot be taken back */
	GUI_BUTTON_FLAT,    /* in tool bars: no border until it is pointed at */
};
struct gui_widget *gui_button(struct gui_widget *parent, const char *text, gui_action pressed,
			      void *arg);
/** A flat button with an icon alone; tip says what it does, to a pointer that rests. */
struct gui_widget *gui_icon_button(struct gui_widget *parent, enum gui_icon icon, const char *tip,
				   gui_action pressed, void *arg);
struct gui_widget *gui_button_kind(struct gui_widget *button, enum gui_button_kind kind);
struct gui_widget *gui_button_icon(struct gui_widget *button, enum gui_icon icon);
/** As if the user had pressed it. */
void gui_press(struct gui_widget *button);

/** Things to switch. Radio buttons of one parent are a group: at most one is on. */
struct gui_widget *gui_checkbox(struct gui_widget *parent, const char *text, gui_action changed,
				void *arg);
struct gui_widget *gui_radio(struct gui_widget *parent, const char *text, gui_action changed,
			     void *arg);
struct gui_widget *gui_switch(struct gui_widget *parent, const char *text, gui_action changed,
			      void *arg);
bool gui_is_on(const struct gui_widget *w);
void gui_set_on(struct gui_widget *w, bool on);

/* --- numbers ---------------------------------------------------------------------------- */

/** A number between two others, by dragging, arrows (step), Page keys (ten steps), Home, End. */
struct gui_widget *gui_slider(struct gui_widget *parent, int from, int to, int step,
			      gui_action changed, void *arg);
int gui_slider_value(const struct gui_widget *slider);
void gui_slider_set(struct gui_widget *slider, int value);

#define GUI_PROGRESS_MAX     1000
#define GUI_PROGRESS_UNKNOWN (-1) /* something is being done, nobody knows how long */
/** How much of something is done: 0..GUI_PROGRESS_MAX, or GUI_PROGRESS_UNKNOWN. */
struct gui_widget *gui_progress(struct gui_widget *parent);
void gui_progress_set(struct gui_widget *progress, int done);

/* --- charts ----------------------------------------------------------------------------- */

enum gui_chart_kind { GUI_CHART_LINE, GUI_CHART_AREA, GUI_CHART_BARS };
#define GUI_CHART_SERIES_MAX 6
#define GUI_CHART_POINTS_MAX 4096

/** Values over an axis with round numbers. Each series has up to `points` values; one more
 *  pushes the oldest out, so a chart that gets one per second shows the last `points`
 *  seconds. Values that are no numbers leave a gap. Colours are the theme's, in order. */
struct gui_widget *gui_chart(struct gui_widget *parent, enum gui_chart_kind kind, int points);
/** Adds a series; the name is shown when there is more than one. Its number; -1 (errno) when
 *  there are GUI_CHART_SERIES_MAX, or no memory. */
int gui_chart_series(struct gui_widget *chart, const char *name);
void gui_chart_push(struct gui_widget *chart, int series, double value);
/** Replaces all values of a series (the last `points` of them). */
void gui_chart_values(struct gui_widget *chart, int series, const double *values, int count);
/** What the axis covers at least: for a load in per cent 0, 100. Equal: what the values do. */
void gui_chart_range(struct gui_widget *chart, double low, double high);
/** Words below the bars or points, borrowed for as long as the chart is; a unit behind the
 *  numbers of the axis (copied, at most 7 bytes). */
void gui_chart_labels(struct gui_widget *chart, const char *const *labels, int count);
void gui_chart_unit(struct gui_widget *chart, const char *unit);

/* --- parts of something long ------------------------------------------------------------ */

/** A bar that shows and moves a position in 0..range - page; units are the program's. */
struct gui_widget *gui_scroll_bar(struct gui_widget *parent, bool vertical, gui_action moved,
				  void *arg);
/** Nothing is drawn when page covers the range; step is what an arrow or a notch moves. */
void gui_scroll_bar_set(struct gui_widget *bar, int range, int page, int position, int step);
int gui_scroll_bar_position(const struct gui_widget *bar);

/** Shows a part of its one child, which is made as wide as the view, or as wide as it wants
 *  with `both`. Wheel, Page keys and dragging the bars move it; a child that gets the focus is
 *  brought into view. */
struct gui_widget *gui_scroll_view(struct gui_widget *parent, bool both);
/** Moves as little as needed to show r, in w's coordinates, in all scroll views around w. */
void gui_scroll_to_show(struct gui_widget *w, struct rect r);
/** The same, to the bottom (for what grows there). */
void gui_scroll_to_end(struct gui_widget *view);

/** Pages of which one is seen, chosen by tabs above them: Left and Right on the tabs,
 *  Ctrl+Page Up and Down anywhere in them. */
struct gui_widget *gui_tabs(struct gui_widget *parent, gui_action changed, void *arg);
/** A page: a column for its children, with padding. Freeing it takes its tab away. */
struct gui_widget *gui_tab(struct gui_widget *tabs, const char *title);
int gui_tabs_current(const struct gui_widget *tabs);
void gui_tabs_show(struct gui_widget *tabs, int page);

/* --- tips ------------------------------------------------------------------------------- */

/** What is shown beside the pointer when it rests on w. Copied; "" or NULL: nothing. */
void gui_tooltip(struct gui_widget *w, const char *text);

#endif
