/* SPDX-License-Identifier: MIT */
/*
 * internal.h - what the files of the toolkit know of each other. Everything runs in the
 * thread that called gui_open(), but for gui_post().
 */
#ifndef GUI_INTERNAL_H
#define GUI_INTERNAL_H

#include <core/compiler.h>
#include <core/display.h>
#include <core/input.h>
#include <core/keyboard.h>
#include <gui/canvas.h>
#include <gui/gui.h>

#define FRAME_NS (NSEC / 60) /* the least between two frames */
#define NSEC     1000000000ul
#define MSEC     1000000ul
#define NEVER    UINT64_MAX

/* --- windows (window.c) --------------------------------------------------------------- */

/* From the bottom up; a window's place among others is first its level's. */
enum gui_level {
	LEVEL_DESKTOP,
	LEVEL_WINDOW,
	LEVEL_PANEL,
	LEVEL_FULLSCREEN, /* as long as the window is active */
	LEVEL_POPUP,
	LEVEL_TIP,
};

enum gui_kind { KIND_DESKTOP, KIND_WINDOW, KIND_MODAL, KIND_PANEL, KIND_POPUP, KIND_TIP };

/* Where on a window the pointer is. Edges are bits. */
enum gui_part {
	PART_NONE = 0,
	PART_LEFT = 1,
	PART_RIGHT = 2,
	PART_TOP = 4,
	PART_BOTTOM = 8,
	PART_EDGES = 15,
	PART_CLIENT = 16,
	PART_TITLE,
	PART_CLOSE,
	PART_MINIMISE,
	PART_MAXIMISE,
};

struct gui_shortcut {
	struct gui_shortcut *next;
	unsigned modifiers, key;
	void (*fn)(struct gui_widget *window, void *arg);
	void *arg;
};

struct gui_window {
	struct gui_widget widget; /* its area: the client area on the screen */
	enum gui_kind kind;
	enum gui_window_state state, restored; /* restored: what minimising leaves */
	bool plain, fixed, natural;            /* natural: not yet as large as it wants to be */
	bool shown;                            /* it has been arranged once */
	bool told;                             /* that it is about to be freed */
	char *title;
	struct rect normal; /* the client area when the state is GUI_NORMAL */
	struct gui_window *above, *below;
	struct gui_window *created; /* the next in the order of creation */
	struct gui_widget *focus;
	struct gui_shortcut *shortcuts;
	bool (*may_close)(struct gui_widget *window, void *arg);
	void *may_close_arg;
	bool (*on_event)(struct gui_widget *window, const struct gui_event *e, void *arg);
	void *on_event_arg;
	struct gui_widget *owner; /* of pop-ups, tips and modal windows */
	struct rect anchor;       /* of pop-ups and tips, in owner's coordinates */
	enum gui_side side;
	int thickness; /* of a panel along an edge, device pixels; 0: it has a place of its own */
};

extern const struct gui_widget_ops gui_window_ops;
struct gui_window *gui_window_new(enum gui_kind kind);
/* NULL: w is none. */
struct gui_window *gui_as_window(const struct gui_widget *w);
struct gui_window *gui_window_holding(const struct gui_widget *w);
/* It is on the screen: open, not minimised. */
bool gui_window_visible(const struct gui_window *win);
enum gui_level gui_window_level(const struct gui_window *win);
/* The open modal window above win, or NULL. */
struct gui_window *gui_window_modal(const struct gui_window *win);
void gui_window_raise(struct gui_window *win);
/* Makes the one on top active that can be. */
void gui_window_activate_top(void);
void gui_window_unlink(struct gui_window *win);
void gui_windows_changed(void);
/* Arranges what needs it, all windows. */
void gui_windows_arrange(void);
/* The screen has another size, or panels have come or gone. */
void gui_windows_refit(void);
void gui_windows_close_all(void);
/* True when there is one that keeps gui_run() going. */
bool gui_windows_open(void);
void gui_window_draw(struct gui_widget *w, struct gui_canvas *c);
/* Closes the pop-ups but keep and those that it was opened from. */
void gui_popups_close(const struct gui_window *keep);
void gui_popup_next(void);
/* The topmost window that takes the pointer at x, y, and which part of it that is. */
struct gui_window *gui_window_under(int x, int y, enum gui_part *part);

/* --- frames (frame.c) ------------------------------------------------------------------ */

/* It has a title bar. */
bool gui_framed(const struct gui_window *win);
/* The window with its frame; for a client area that it could have; and with its shadow: what
 * it can change on the screen. */
struct rect gui_outer(const struct gui_window *win);
struct rect gui_outer_of(const struct gui_window *win, struct rect client);
struct rect gui_reach(const struct gui_window *win);
/* What of it hides everything behind; may be empty. */
struct rect gui_solid(const struct gui_window *win);
/* The radius of its corners, pixels; 0: they are square. */
int gui_corner(const struct gui_window *win);
/* What lies behind the content: shadow first; and the line that goes around, at last. */
void gui_frame_draw_shadow(const struct gui_window *win, struct gui_canvas *c);
void gui_frame_draw(const struct gui_window *win, struct gui_canvas *c);
void gui_frame_draw_line(const struct gui_window *win, struct gui_canvas *c);
void gui_frame_redraw(const struct gui_window *win);
/* Which part of win is at a place of the screen. */
enum gui_part gui_frame_part(const struct gui_window *win, int x, int y);
/* The pointer is over that part of win (NULL: of none): controls show their signs. */
void gui_frame_hover(struct gui_window *win, enum gui_part part);
void gui_frame_forget(const struct gui_window *win);
/* A button goes down on a part other than the client area, and up anywhere. */
void gui_frame_press(struct gui_window *win, enum gui_part part, int clicks);
void gui_frame_release(void);
/* The button is up for the frame, which does nothing; what is moved stays where it is. */
void gui_frame_cancel(void);
enum gui_cursor gui_part_cursor(enum gui_part part);

/* --- moving and resizing (move.c) ------------------------------------------------------- */

void gui_move_begin(struct gui_window *win, enum gui_part part, int x, int y);
bool gui_moving(void);
void gui_move_to(int x, int y);
void gui_move_end(bool keep);
void gui_move_by_keys(struct gui_window *win, bool resize);
bool gui_move_key(unsigned key, unsigned modifiers);
void gui_move_forget(const struct gui_window *win);
/* The least size of a client area, which what is in it asks for. */
struct gui_size gui_least_size(struct gui_window *win);

/* --- damage (damage.c) ------------------------------------------------------------------ */

#define DAMAGE_MAX 16u

struct gui_damage {
	struct rect rects[DAMAGE_MAX];
	unsigned count;
};
/* Adds r, cut to bounds; joins rectangles when that draws little more, or there are too many. */
void gui_damage_add(struct gui_damage *d, struct rect r, struct rect bounds);

/* --- drawing (compose.c, cursor.c) ------------------------------------------------------- */

void gui_damage(struct rect r);
/* The screen is another one. */
void gui_damage_forget(void);
bool gui_damaged(void);
/* Draws and shows what is damaged. */
void gui_compose(void);
/* Pixels drawn so far: the sum of damaged areas. */
uint64_t gui_pixels_composed(void);
void gui_cursor_move(int x, int y);
void gui_cursor_set(enum gui_cursor shape);
/* No pointer has been seen: it is not shown. */
void gui_cursor_show(bool shown);
struct rect gui_cursor_area(void);
void gui_cursor_draw(struct gui_canvas *c);

/* --- events (pointer.c, focus.c, keys.c, widget.c) --------------------------------------- */

/* To w alone; to w and then upward until somebody uses it. x, y are in w's coordinates. */
bool gui_send(struct gui_widget *w, struct gui_event *e);
/* Who used it; NULL: nobody. */
struct gui_widget *gui_bubble(struct gui_widget *w, struct gui_event *e);
/* Between these, freed widgets keep their memory. */
void gui_enter(void);
void gui_leave(void);
/* w, and what is in it, cannot be reached any more: forget it. */
void gui_pointer_forget(struct gui_widget *w);
void gui_focus_forget(struct gui_widget *w);
/* Where the pointer is may be another widget now. */
void gui_pointer_refresh(void);
/* Unless NULL: told which widget the pointer is over (NULL: none), now and when a button is
 * pressed. */
extern void (*gui_on_hover)(struct gui_widget *w);
void gui_tell_hover(struct gui_widget *w);
void gui_pointer_cancel(void);
void gui_pointer_event(const struct input_event *ev);
/* Where it is, as an empty rectangle. */
struct rect gui_pointer_place(void);
void gui_pointer_reset(void);

/* The window that gets the keys. */
struct gui_window *gui_key_window(void);
/* The window with the keys, or its focus, may be another one: tells who had it and has it. */
void gui_focus_update(void);
/* Gives a window that has no focus one. */
void gui_focus_first(struct gui_window *win);
/* Keys are used, or the pointer: whether the ring around the focus is shown. */
void gui_focus_show(bool shown);
bool gui_focus_is_shown(void);
void gui_focus_reset(void);

void gui_keys_reset(void);
void gui_keys_event(const struct input_event *ev);
unsigned gui_modifiers(void);
bool gui_shortcut_key(struct gui_window *win, const struct gui_event *e);
void gui_shortcuts_free(struct gui_shortcut **list);
void gui_shortcuts_close(void);
/* Keys of the window manager: true when it was one. */
bool gui_manager_key(const struct gui_event *e);
void gui_manager_modifiers(unsigned modifiers);
/* The windows, or their order, are others now. */
void gui_manager_refresh(void);
void gui_manager_forget(const struct gui_window *win);

/* --- time, threads, descriptors (timer.c, post.c, watch.c) --------------------------------- */

uint64_t gui_timers_next(void);
void gui_timers_run(uint64_t now);
void gui_timers_free(void);
int gui_post_open(void);
int gui_post_fd(void);
void gui_post_run(void);
void gui_post_close(void);
struct pollfd;
unsigned gui_watch_count(void);
void gui_watch_fill(struct pollfd *p);
void gui_watch_run(const struct pollfd *p, unsigned n);
void gui_watch_free(void);
void gui_clipboard_free(void);

/* --- the screen ------------------------------------------------------------------------- */

struct gui_core {
	bool open, quit;
	int status;
	struct display *display;
	int input;          /* descriptor; -1: no keys and no pointer */
	struct rect screen; /* 0, 0, width, height */
	unsigned modes_set; /* of the display, when screen was right */
	struct rect work;
	struct gui_window *bottom, *top;   /* from the bottom up by above */
	struct gui_window *oldest;         /* by created */
	struct gui_window *active, *popup; /* popup: the one that gets the keys */
	struct gui_window *desktop;
	bool had_windows, stay; /* stay: the loop goes on without windows */
	uint64_t frames, last_frame, last_input;
	void (*on_frame)(void *arg);
	void *on_frame_arg;
	void (*on_windows)(void *arg);
	void *on_windows_arg;
	bool windows_changed;
};
extern struct gui_core gui_core;
/* When gui_step() has something to do by itself, ns; NEVER. */
uint64_t gui_next_deadline(void);

#endif
