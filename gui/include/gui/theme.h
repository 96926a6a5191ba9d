/* SPDX-License-Identifier: MIT */
/*
 * theme.h - how everything looks: colours by what they are for, measures, and one scale of
 * text sizes. Widgets take all of these from the theme and have none of their own.
 *
 * Every text colour reads on the colour it stands on with a contrast of 4.5:1 or more (WCAG
 * AA): text and text_dim on background, surface and raised; on_accent on accent,
 * accent_hover and accent_pressed; on_danger on danger; on_selection on selection; title
 * and title_dim on title_bar. The tests compute it for every theme.
 */
#ifndef GUI_THEME_H
#define GUI_THEME_H

#include <stdint.h>
#include <core/rect.h>

typedef uint32_t gui_colour; /* 0xAARRGGBB */

struct gui_canvas;
struct gui_font;

struct gui_theme {
	const char *name; /* "light", "dark", "contrast" */

	gui_colour desktop;     /* behind all windows, without a backdrop */
	gui_colour background;  /* of a window */
	gui_colour surface;     /* of text boxes, lists, tables: where content stands */
	gui_colour surface_alt; /* every other row of a table */
	gui_colour raised;      /* of buttons, menus, dialogs: what lies on the window */
	gui_colour raised_hover, raised_pressed;
	gui_colour text, text_dim; /* dim: what matters less */
	gui_colour text_disabled;  /* not bound by 4.5:1 */
	gui_colour accent, accent_hover, accent_pressed, on_accent;
	gui_colour danger, danger_hover, on_danger;
	gui_colour success, warning; /* of marks and charts, not of text */
	gui_colour border;           /* of what can be operated */
	gui_colour separator;        /* between what belongs apart */
	gui_colour focus;            /* the ring */
	gui_colour selection, on_selection;
	gui_colour selection_idle; /* in a window that is not active */
	gui_colour hover;          /* over a row, a menu entry, a tab; translucent */
	gui_colour track;          /* of sliders, progress bars, scroll bars, switches */
	gui_colour thumb, thumb_hover;
	gui_colour shadow; /* translucent */
	gui_colour tip, on_tip;
	gui_colour title_bar, title; /* of the active window */
	gui_colour title_bar_idle, title_dim;
	gui_colour frame;                                   /* the line around a window */
	gui_colour close, minimise, maximise, control_idle; /* the three round controls */
	gui_colour chart[6];

	/* Design pixels: through gui_dp() (the theme's numbers are not scaled). */
	uint8_t space_s, space, space_m, space_l; /* 4, 8, 12, 16 */
	uint8_t radius_s, radius, radius_l;       /* of check boxes; controls; windows */
	uint8_t control;                          /* height of a button, a text box, a menu row */
	uint8_t row;                              /* height of a row of a list or table */
	uint8_t focus_width;
	uint8_t border_width;
	uint8_t title_height;
};

extern const struct gui_theme gui_theme_light, gui_theme_dark, gui_theme_contrast;

/** The one in use. */
const struct gui_theme *gui_theme(void);
/** Everything is arranged and drawn anew. Borrowed for ever. */
void gui_set_theme(const struct gui_theme *theme);

/* The scale: 12, 14, 16, 20, 28 design pixels. */
enum gui_text_style {
	GUI_TEXT_SMALL,   /* 12: captions, status lines, tool tips */
	GUI_TEXT_BODY,    /* 14: nearly everything */
	GUI_TEXT_STRONG,  /* 14 bold: titles of windows, heads of tables */
	GUI_TEXT_TITLE,   /* 16 bold: heads of groups and dialogs */
	GUI_TEXT_LARGE,   /* 20 bold */
	GUI_TEXT_DISPLAY, /* 28 bold */
	GUI_TEXT_CODE,    /* 14, all characters of one width */
	GUI_TEXT_STYLES
};
const struct gui_font *gui_theme_font(enum gui_text_style style);

/** The ring around what has the focus, outside of a control of that radius (pixels); the
 *  control leaves it room: gui_dp(focus_width) pixels within r. */
void gui_draw_focus(struct gui_canvas *c, struct rect r, int radius);

/** Design pixels to device pixels: 100, 150 or 200 in a hundred. */
int gui_scale_percent(void);
void gui_set_scale(int percent);

#endif
