/* SPDX-License-Identifier: MIT */
/*
 * gui.h - windows, buttons and everything else on the screen. A whole program:
 *
 *	static void pressed(struct gui_widget *button, void *label)
 *	{
 *		gui_set_text(label, "Thank you");
 *	}
 *
 *	int main(void)
 *	{
 *		if (gui_open() < 0) {
 *			fprintf(stderr, "no screen: %s\n", gui_error());
 *			return 1;
 *		}
 *		struct gui_widget *window = gui_window("Hello", 320, 200);
 *		struct gui_widget *column = gui_column(window);
 *		struct gui_widget *label = gui_label(column, "Nothing yet");
 *		gui_button(column, "Press me", pressed, label);
 *		gui_run();
 *		gui_close();
 *	}
 *
 * The parts:
 *	gui/gui.h       the screen, the event loop, windows, timers, the clipboard
 *	gui/layout.h    boxes that put widgets in order
 *	gui/widgets.h   labels, buttons, sliders, charts, scroll views, tabs, ...
 *	gui/lists.h, gui/editors.h, gui/menus.h, gui/dialogs.h   the larger ones
 *	gui/theme.h     colours and measures, light and dark
 *	gui/widget.h    how to write a widget of one's own
 *	gui/canvas.h, gui/text.h, gui/image.h   what widgets draw with
 *
 * The toolkit has no thread: all happens inside of gui_run(), which calls the program back,
 * and in the thread that called gui_open(). A callback that takes long stops the screen for
 * as long: work goes to a thread of its own, which reports by gui_post(). Everything shown
 * is drawn once per frame, at most 60 times a second, and only where something changed.
 *
 * Sizes that a program gives are design pixels, which the scale (1x, 1.5x, 2x) makes larger
 * on fine screens. Texts are UTF-8 and copied. Functions that create something return NULL
 * when there is no memory, and NULL is accepted wherever a widget is asked for and does
 * nothing: a program need not check each call. Functions that return int give 0, or -1 with
 * errno.
 */
#ifndef GUI_GUI_H
#define GUI_GUI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <gui/dialogs.h>
#include <gui/editors.h>
#include <gui/layout.h>
#include <gui/lists.h>
#include <gui/menus.h>
#include <gui/theme.h>
#include <gui/widget.h>
#include <gui/widgets.h>

/* --- the screen and the loop --------------------------------------------------------------- */

/** Takes screen, keyboard and pointer; the console is not drawn from now on. 0, or -1 with
 *  errno: ENODEV there is none, EBUSY somebody has it, ENOMEM. */
int gui_open(void);
/** Why gui_open() failed and what to do, as a sentence. */
const char *gui_error(void);
/** Frees all windows, timers and watches, and gives the screen back to the console. */
void gui_close(void);

/** Handles events and draws until gui_quit(), or until the last window has closed (panels
 *  and a backdrop do not count). 0, or what gui_quit() was given. */
int gui_run(void);
void gui_quit(int status);
/** Only gui_quit() ends it, as a desktop needs it whose windows come and go. */
void gui_stay(void);
/** One round of it, for programs with a loop of their own, not for callbacks: handles what is
 * there, draws what changed, and waits at most timeout_ms for more (0: not at all). False when
 * gui_run() would have returned. */
bool gui_step(int timeout_ms);

/** Size of the screen, device pixels, and what panels leave of it for windows. */
struct gui_size gui_screen_size(void);
struct rect gui_work_area(void);
/** The sizes that the screen can have, max at most. How many; 0: its size is fixed. */
unsigned gui_screen_modes(struct gui_size *modes, unsigned max);
/** Gives it one of them; windows are placed anew. 0, or -1 with errno: EINVAL it is none of them,
 *  ENOMEM, EIO the display refused; then nothing has changed. */
int gui_set_screen_mode(struct gui_size mode);
/** Whether it began with a size that was asked for when the machine was started (video=). */
bool gui_screen_mode_asked(void);
/** The layout of keyboards, "us", "de" or "fr": the configuration's, or what was set since
 *  gui_open(). False: there is none of that name. */
const char *gui_layout(void);
bool gui_set_layout(const char *name);
/** Frames shown so far: what a watchdog looks at. With fn: it is called after each of them. */
uint64_t gui_frames(void);
void gui_on_frame(void (*fn)(void *arg), void *arg);
/** The next frame draws everything. */
void gui_redraw_all(void);

/** ns, by the clock of timers and of gui_event's time; it only goes forward. */
uint64_t gui_time(void);
/** ns since the last key or motion of the pointer. */
uint64_t gui_idle_time(void);

/* --- from outside: time, threads, descriptors ------------------------------------------------ */

/** Calls fn(arg) after ms; again, each time after ms, as long as fn returns true. Returns the
 *  timer's number (never 0), or 0: no memory. */
unsigned gui_timer(unsigned ms, bool (*fn)(void *arg), void *arg);
/** Nothing for a timer that is over. */
void gui_timer_stop(unsigned timer);

/** From any thread, and never from a signal handler: fn(arg) is called in the loop, in the
 *  order of the posts. 0, or -1: ENOMEM, or EPIPE when the screen is closed. */
int gui_post(void (*fn)(void *arg), void *arg);

/** Calls fn(fd, what happened, arg) in the loop whenever poll(2) says one of events (POLLIN,
 *  POLLOUT). 0, or -1: ENOMEM. */
int gui_watch(int fd, short events, void (*fn)(int fd, short events, void *arg), void *arg);
void gui_unwatch(int fd);

/* --- the clipboard ----------------------------------------------------------------------- */

/** Copies len bytes of text. 0, or -1 and the old text stays. */
int gui_clipboard_set(const char *text, size_t len);
/** Never NULL, ends in a NUL; valid until the next gui_clipboard_set(). */
const char *gui_clipboard(void);

/* --- shortcuts --------------------------------------------------------------------------- */

/** Calls fn(window, arg) when no widget used the key: key is a character ('s') or GUI_KEY_*
 *  (GUI_KEY_F(5)), letters in both cases. window NULL: in all windows. */
int gui_shortcut(struct gui_widget *window, unsigned modifiers, unsigned key,
		 void (*fn)(struct gui_widget *window, void *arg), void *arg);

/* --- windows -------------------------------------------------------------------------------
 *
 * A window is a widget; what is put in it fills it. By default it has a title bar with three
 * round controls (close, minimise, maximise), is moved by its title and resized by its edges.
 * The active window is the one on top; it gets the keys. By keyboard:
 *
 *	Alt+Tab, Alt+Shift+Tab   the next window      Alt+F9    minimise
 *	Alt+F4                   close                Alt+F10   maximise, and back
 *	Alt+F7, Alt+F8           move, size: arrows, then Enter, or Esc to leave it as it was
 */

/** A new window, shown on top and active. width, height: the client area, design pixels; 0:
 *  as large as what is in it wants, when it is first shown. */
struct gui_widget *gui_window(const char *title, int width, int height);
/** The same, for a question: it stays above owner, which gets no input until it is closed. */
struct gui_widget *gui_modal(struct gui_widget *owner, const char *title, int width, int height);

void gui_window_title(struct gui_widget *window, const char *title);
const char *gui_window_get_title(const struct gui_widget *window);
/** Asked to close by its control or Alt+F4, a window calls fn(window, arg): true lets it go,
 *  false keeps it, to ask the user first for instance. */
void gui_window_on_close(struct gui_widget *window,
			 bool (*fn)(struct gui_widget *window, void *arg), void *arg);
/** Calls fn for the events that no widget of the window used, for GUI_RESIZE, and for GUI_CLOSE
 *  just before it is freed. It returns true for what it used. */
void gui_window_on_event(struct gui_widget *window,
			 bool (*fn)(struct gui_widget *window, const struct gui_event *e,
				    void *arg),
			 void *arg);
/** Closes as its control does; gui_free(window) does not ask. */
void gui_window_close(struct gui_widget *window);
/** On top, shown if it was minimised, and active. */
void gui_window_activate(struct gui_widget *window);
struct gui_widget *gui_window_active(void);
bool gui_window_is_active(const struct gui_widget *window);

enum gui_window_state { GUI_NORMAL, GUI_MINIMISED, GUI_MAXIMISED, GUI_FULLSCREEN };
void gui_window_set_state(struct gui_widget *window, enum gui_window_state state);
enum gui_window_state gui_window_state(const struct gui_widget *window);
/** A window that fills the screen without a frame, as a kiosk has. */
void gui_fullscreen(struct gui_widget *window);
/** Moves the client area: screen coordinates, device pixels. */
void gui_window_move(struct gui_widget *window, struct rect client);
/** Fixed windows are not resized or maximised by the user. */
void gui_window_fixed(struct gui_widget *window, bool fixed);
/** The frame is left out: no title, no edges. Of a panel, the ground: what lies behind is seen. */
void gui_window_plain(struct gui_widget *window, bool plain);

/** The program's windows in the order of their creation, for a dock; panels, pop-ups and
 *  dialogs are not among them. fn is called when the list, a title, a state or the active
 *  window changes. */
unsigned gui_window_count(void);
struct gui_widget *gui_window_at(unsigned index);
void gui_on_windows(void (*fn)(void *arg), void *arg);

/** A strip along an edge of the screen, above all windows, thickness design pixels; what is
 *  left is the work area. It takes no focus by itself. */
enum gui_side { GUI_TOP, GUI_BOTTOM, GUI_LEFT, GUI_RIGHT };
struct gui_widget *gui_panel(enum gui_side side, int thickness);
/** A panel of any place and size, in screen coordinates. */
struct gui_widget *gui_panel_at(struct rect area);

/** A menu, or a list that drops down: above everything, beside anchor (in owner's coordinates)
 *  on the side asked for or, where there is no room, on the other one; as large as what is in
 *  it wants. The keys go to it while it is there. A press outside closes it, and is lost
 *  unless it is on owner; so does Esc; gui_window_on_close() tells. It goes with owner. */
struct gui_widget *gui_popup(struct gui_widget *owner, struct rect anchor, enum gui_side side);
/** The same, but it gets neither keys nor pointer: a tool tip. */
struct gui_widget *gui_tip(struct gui_widget *owner, struct rect anchor, enum gui_side side);

/** What lies behind all windows: draw(canvas, screen's area, arg). NULL: the theme's colour. */
void gui_backdrop(void (*draw)(struct gui_canvas *c, struct rect area, void *arg), void *arg);
/** The window behind all others, as large as the screen: for icons on the desktop. */
struct gui_widget *gui_desktop(void);

#endif
