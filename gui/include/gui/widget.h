/* SPDX-License-Identifier: MIT */
/*
 * widget.h - what everything on the screen is made of, for those who write widgets.
 *
 * A widget is a struct that begins with a struct gui_widget, and a table of operations:
 *
 *	struct lamp {
 *		struct gui_widget widget;
 *		bool on;
 *	};
 *	static const struct gui_widget_ops lamp_ops = {
 *		.name = "lamp", .size = sizeof(struct lamp),
 *		.measure = lamp_measure, .draw = lamp_draw, .event = lamp_event,
 *	};
 *	struct gui_widget *lamp(struct gui_widget *parent)
 *	{
 *		return gui_widget_new(parent, &lamp_ops);
 *	}
 *
 * Coordinates. A widget sees only its own: (0, 0) is its top left corner, in draw(), in
 * events and in the areas it gives its children. They are device pixels; sizes of the
 * design go through gui_dp(). area is where the parent put the widget, in the parent's
 * coordinates; of a window it is the client area (what is inside the frame) on the screen.
 *
 * Layout. gui_relayout() says that what a widget wants has changed. Before the next frame
 * each window is arranged again: a parent asks gui_measure() what its children want and
 * gives each an area by gui_place(), from its own arrange(). Without arrange() every child
 * gets the whole widget. Nobody calls measure() or arrange() directly.
 *
 * Drawing. gui_redraw() damages a widget; draw() is called when the next frame is made,
 * perhaps several times with different clips, and perhaps only for a part. It draws the
 * widget from its state and changes nothing. Children are drawn after their parent, in
 * order, each clipped to its parent. Behind it all lies the window's background: a widget
 * draws what it has to show and no background that it does not need.
 *
 * Events go to one widget: keys to the one with the focus, pointer events to the one under
 * the pointer, or while a button is held to the one where it went down (which so gets
 * every GUI_POINTER_UP, wherever the pointer is then). event() returns true for what it
 * used; what it did not use goes to the parent, in the parent's coordinates. Hidden and
 * disabled widgets, and what is in them, get none.
 *
 * Memory. The parent owns its children. gui_free() takes a widget out of its window at
 * once, but its memory stays until the event in progress is over: a handler may free any
 * widget, its own too. NULL is a widget that does nothing, wherever one is asked for: who
 * has no memory left sees an incomplete window, not a crash.
 *
 * One thread, the one that called gui_open(), calls all of this (gui_post() is for others).
 */
#ifndef GUI_WIDGET_H
#define GUI_WIDGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/rect.h>

struct gui_canvas; /* gui/canvas.h */
struct gui_widget;

struct gui_size {
	int w, h;
};

/* --- events ---------------------------------------------------------------------------- */

enum gui_event_type {
	GUI_KEY_DOWN, /* also again and again while the key is held */
	GUI_KEY_UP,
	GUI_TEXT, /* a character was typed; not sent when GUI_KEY_DOWN was used */
	GUI_POINTER_DOWN,
	GUI_POINTER_UP,
	GUI_POINTER_MOVE,
	GUI_POINTER_ENTER, /* it is over the widget, and no button is held elsewhere */
	GUI_POINTER_LEAVE,
	GUI_WHEEL,
	GUI_FOCUS_IN,
	GUI_FOCUS_OUT,
	GUI_CLOSE,  /* to a window: it is about to be freed */
	GUI_RESIZE, /* to a window: its client area has another size */
};

/* Modifiers that are down. AltGr, which only types characters, is none of them. */
#define GUI_SHIFT 0x1u
#define GUI_CTRL  0x2u
#define GUI_ALT   0x4u
#define GUI_SUPER 0x8u /* the key with the maker's sign */

/* Keys by their place on the keyboard: usages of USB's HID page 7, moved behind the last
 * character of Unicode, so that a shortcut is one number. */
#define GUI_KEY(usage)     (0x110000u + (usage))
#define GUI_KEY_ENTER      GUI_KEY(0x28)
#define GUI_KEY_ESCAPE     GUI_KEY(0x29)
#define GUI_KEY_BACKSPACE  GUI_KEY(0x2a)
#define GUI_KEY_TAB        GUI_KEY(0x2b)
#define GUI_KEY_SPACE      GUI_KEY(0x2c)
#define GUI_KEY_F(n)       GUI_KEY(0x39 + (n)) /* 1..12 */
#define GUI_KEY_INSERT     GUI_KEY(0x49)
#define GUI_KEY_HOME       GUI_KEY(0x4a)
#define GUI_KEY_PAGE_UP    GUI_KEY(0x4b)
#define GUI_KEY_DELETE     GUI_KEY(0x4c)
#define GUI_KEY_END        GUI_KEY(0x4d)
#define GUI_KEY_PAGE_DOWN  GUI_KEY(0x4e)
#define GUI_KEY_RIGHT      GUI_KEY(0x4f)
#define GUI_KEY_LEFT       GUI_KEY(0x50)
#define GUI_KEY_DOWN_ARROW GUI_KEY(0x51)
#define GUI_KEY_UP_ARROW   GUI_KEY(0x52)
#define GUI_KEY_MENU       GUI_KEY(0x65)

/* Buttons of the pointer. */
#define GUI_BUTTON_LEFT   1
#define GUI_BUTTON_RIGHT  2
#define GUI_BUTTON_MIDDLE 3

struct gui_event {
	enum gui_event_type type;
	unsigned modifiers; /* GUI_SHIFT | ..., when it happened */
	uint64_t time;      /* ns, monotonic */

	int x, y;    /* pointer events and GUI_WHEEL: in the widget's coordinates */
	int button;  /* GUI_POINTER_DOWN and UP: 1..5 */
	int clicks;  /* the same: 1, or 2, 3 for a double and a triple click */
	int wheel;   /* GUI_WHEEL: notches, down positive */
	int wheel_x; /* the same to the right */

	unsigned key;  /* keys: GUI_KEY_*. The pad's keys are those that they mean now, and
			* its Enter is GUI_KEY_ENTER */
	bool repeated; /* GUI_KEY_DOWN: the key is held */
	/** GUI_TEXT: the character. Keys: what the key types with Shift and AltGr as they
	 *  are, Ctrl and Alt left aside (Ctrl+C: 'c', Ctrl+Shift+C: 'C'); 0 none. */
	uint32_t character;
};

/* --- widgets --------------------------------------------------------------------------- */

enum gui_cursor {
	GUI_CURSOR_INHERIT, /* the parent's */
	GUI_CURSOR_ARROW,
	GUI_CURSOR_TEXT,
	GUI_CURSOR_HAND,
	GUI_CURSOR_MOVE,
	GUI_CURSOR_RESIZE_H,  /* left and right */
	GUI_CURSOR_RESIZE_V,  /* up and down */
	GUI_CURSOR_RESIZE_NW, /* along the diagonal from the top left corner */
	GUI_CURSOR_RESIZE_NE,
	GUI_CURSOR_NONE,
};

/** Where a widget stands across its box's direction. */
enum gui_align { GUI_ALIGN_FILL, GUI_ALIGN_START, GUI_ALIGN_CENTRE, GUI_ALIGN_END };

#define GUI_UNBOUNDED (1 << 20) /* a width that is no limit, pixels */

/** Unset members do nothing. None may be called when the widget has been freed. */
struct gui_widget_ops {
	const char *name; /* for tests and error messages */
	size_t size;      /* bytes of the concrete struct */

	/** What the widget wants: fills in *wanted. On entry wanted->w is the width that there
	 *  is at most (GUI_UNBOUNDED: any), for text that wraps; h is 0. Unset: the largest of
	 *  the children. */
	void (*measure)(struct gui_widget *w, struct gui_size *wanted);
	/** area has a new size, or the children want others: places them. */
	void (*arrange)(struct gui_widget *w);
	/** Draws w at (0, 0) of c, whose clip is inside of w. */
	void (*draw)(struct gui_widget *w, struct gui_canvas *c);
	/** The same, on top of the children. */
	void (*draw_over)(struct gui_widget *w, struct gui_canvas *c);
	/** True: used. */
	bool (*event)(struct gui_widget *w, const struct gui_event *e);
	/** Frees what the struct points to. The children are already gone. */
	void (*destroy)(struct gui_widget *w);
	/** Of widgets that have a text: what gui_text() gives and gui_set_text() sets. */
	const char *(*text)(const struct gui_widget *w);
	void (*set_text)(struct gui_widget *w, const char *text);
	/** Of those that gui_edit() is for: does it (an enum gui_edit), or only tells whether
	 *  there would be something to do. */
	bool (*edit)(struct gui_widget *w, int what, bool only_ask);
};

struct gui_widget {
	const struct gui_widget_ops *ops;
	struct gui_widget *parent, *first, *last, *next, *previous;
	struct rect area;

	/* To be set by anyone, before the first frame or with gui_relayout()/gui_redraw(). */
	struct gui_size min;  /* device pixels asked for at least; 0: none */
	uint8_t grow;         /* weight when its box shares out what is left; 0: none */
	enum gui_align align; /* across the box's direction */
	enum gui_cursor cursor;
	bool focusable; /* Tab and a click give it the focus */
	bool tab_only;  /* focusable, but a click does not give it the focus */
	bool no_clip;   /* children may draw outside of it (inside of its own parent) */
	bool opaque;    /* draw() covers every pixel: what lies behind need not be drawn */
	void *user;     /* the program's */

	/* Kept by the toolkit; widgets read them. */
	bool hidden, disabled; /* itself; see gui_is_enabled() */
	bool hovered;          /* the pointer is over it, or over what is in it */
	bool pressed;          /* a button went down on it and has not come up */
	bool focused;          /* it gets the keys, when its window is active */

	/* Gui's own. */
	bool dead, arranged;
	char *tip; /* gui_tooltip(); owned */
	struct {
		int width; /* 0: nothing is known */
		struct gui_size size;
	} measured[2];
};

/** A new widget, the last of parent's children, zeroed but for what the toolkit keeps.
 *  NULL: parent is NULL, or there is no memory (errno). The parent owns it. */
struct gui_widget *gui_widget_new(struct gui_widget *parent, const struct gui_widget_ops *ops);
/** Frees w and what is in it; of a window, closes it without asking; of the desktop, only
 *  what is in it. */
void gui_free(struct gui_widget *w);
/** Frees what is in w. */
void gui_free_children(struct gui_widget *w);

/** What w shows has changed. The second: only in r, in w's coordinates. */
void gui_redraw(struct gui_widget *w);
void gui_redraw_area(struct gui_widget *w, struct rect r);
/** What w wants has changed: w's window is arranged anew, and drawn. */
void gui_relayout(struct gui_widget *w);

/** What w wants when there is width (or GUI_UNBOUNDED): at least w->min; 0, 0 when it is
 *  hidden. For arrange() and measure(). */
struct gui_size gui_measure(struct gui_widget *w, int width);
/** Gives w its area, in its parent's coordinates. For arrange(); a scroll view also calls it
 *  any time, to move what is in it. */
void gui_place(struct gui_widget *w, struct rect area);

/** The widget gets the keys, if it is shown, enabled and focusable. */
void gui_focus(struct gui_widget *w);
/** The one that has the focus in the active window; NULL: none. */
struct gui_widget *gui_focused(void);
/** Moves the focus to the next (step 1) or the previous one (-1) of w's window, round. */
void gui_focus_step(struct gui_widget *w, int step);
/** Pointer events go to w, wherever the pointer is, until the last button comes up or
 *  gui_release(). (The widget where a button goes down has it by itself.) */
void gui_capture(struct gui_widget *w);
void gui_release(struct gui_widget *w);

void gui_hide(struct gui_widget *w, bool hidden);
void gui_disable(struct gui_widget *w, bool disabled);
/** Neither it nor what it is in is hidden, or disabled. */
bool gui_is_shown(const struct gui_widget *w);
bool gui_is_enabled(const struct gui_widget *w);
/** The focus is on w, and its window is the active one: then it shows the focus ring. */
bool gui_has_focus(const struct gui_widget *w);

/** The window that w is in. */
struct gui_widget *gui_window_of(struct gui_widget *w);
/** True when w is ancestor, or is in it. */
bool gui_is_in(const struct gui_widget *w, const struct gui_widget *ancestor);
/** r, in w's coordinates, in those of the screen. */
struct rect gui_to_screen(const struct gui_widget *w, struct rect r);
/** The topmost widget of w at a place in w's coordinates, w itself when no child is there;
 *  NULL outside of w. */
struct gui_widget *gui_widget_at(struct gui_widget *w, int x, int y);

/** A length of the design, at 1x, in device pixels. */
int gui_dp(int n);

#endif
