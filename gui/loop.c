/* SPDX-License-Identifier: MIT */
/*
 * loop.c - gui_open(), and the loop: one poll(2) over the input, posts from other threads and
 * the program's descriptors, with a timeout for timers and the next frame. A round handles
 * everything that is there and then draws one frame, if anything changed.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "backend.h"
#include "internal.h"

#define EVENTS     64u /* read at once */
#define ROUNDS_MAX 16u /* reads of EVENTS in a round: a flood does not stop the screen */
#define DPI_150    140 /* from that many dots per inch on, and from this: */
#define DPI_200    190
#define OWN_FDS    2u

struct gui_core gui_core = { .input = -1 };

static int open_error;

/* --- opening -----------------------------------------------------------------------------------
 */

const char *gui_error(void)
{
	switch (open_error) {
	case 0:
		return "the screen is open";
	case ENODEV:
		return gui_backend_advice();
	case EBUSY:
		return "another part of the program has opened it and not closed it";
	case ENOMEM:
		return "too little memory for its pixels: give the machine more (qemu -m)";
	default:
		return "no descriptors are left for the event loop";
	}
}

static int auto_scale(const struct display *d)
{
	long dpi = d->width_mm > 0 ? d->width * 254L / (d->width_mm * 10L) : 0;

	return dpi >= DPI_200 ? 200 : dpi >= DPI_150 ? 150 : 100;
}

static int first_scale(const struct display *d)
{
	if (IS_ENABLED(CONFIG_GUI_SCALE_100))
		return 100;
	if (IS_ENABLED(CONFIG_GUI_SCALE_150))
		return 150;
	if (IS_ENABLED(CONFIG_GUI_SCALE_200))
		return 200;
	return auto_scale(d);
}

static const struct gui_theme *first_theme(void)
{
	if (IS_ENABLED(CONFIG_GUI_THEME_DARK))
		return &gui_theme_dark;
	return IS_ENABLED(CONFIG_GUI_THEME_CONTRAST) ? &gui_theme_contrast : &gui_theme_light;
}

static int fail(int error)
{
	open_error = errno = error;
	return -1;
}

static void start(struct display *d)
{
	gui_core = (struct gui_core){ .open = true, .display = d };
	gui_core.screen = gui_core.work = (struct rect){ 0, 0, d->width, d->height };
	gui_core.modes_set = d->modes_set;
	gui_core.input = gui_backend_input();
	gui_core.last_input = gui_backend_now();
	gui_damage_forget();
	gui_keys_reset();
	gui_focus_reset();
	gui_pointer_reset();
	gui_set_scale(first_scale(d));
	gui_set_theme(first_theme());
	gui_core.desktop = gui_window_new(KIND_DESKTOP);
	gui_windows_refit();
	gui_redraw_all();
}

int gui_open(void)
{
	struct display *d = gui_backend_display();

	if (!d)
		return fail(ENODEV);
	int err = gui_core.open ? -EBUSY : gui_backend_take(d);
	if (err < 0)
		return fail(-err);
	if (gui_post_open() < 0) {
		gui_backend_release(d);
		return fail(EMFILE);
	}
	open_error = 0;
	start(d);
	return 0;
}

void gui_close(void)
{
	if (!gui_core.open)
		return;
	gui_core.open = false; /* from here on nothing new can be opened */
	gui_windows_close_all();
	gui_timers_free();
	gui_watch_free();
	gui_post_close();
	gui_shortcuts_close();
	gui_clipboard_free();
	gui_backdrop(NULL, NULL);
	if (gui_core.input >= 0)
		close(gui_core.input);
	gui_core.input = -1;
	gui_backend_release(gui_core.display);
	gui_core.display = NULL;
}

/* --- the round
 * ------------------------------------------------------------------------------------ */

static void handle(const struct input_event *ev)
{
	gui_core.last_input = gui_backend_now();
	if (ev->type == INPUT_KEY)
		gui_keys_event(ev);
	else
		gui_pointer_event(ev);
}

static void read_input(void)
{
	struct input_event events[EVENTS];

	for (unsigned round = 0; round < ROUNDS_MAX && gui_core.input >= 0; round++) {
		ssize_t n = read(gui_core.input, events, sizeof(events));

		for (size_t i = 0; n > 0 && i < (size_t)n / sizeof(*events); i++) {
			handle(&events[i]);
			if (!gui_core.open)
				return;
		}
		if (n < (ssize_t)sizeof(events))
			return;
	}
}

/* The display has another mode, or the same one set again, which is black: everything is placed
 * and drawn anew. */
static void follow_display(void)
{
	const struct display *d = gui_core.display;

	if (d->modes_set == gui_core.modes_set)
		return;
	gui_core.modes_set = d->modes_set;
	gui_core.screen = (struct rect){ 0, 0, d->width, d->height };
	gui_damage_forget();
	gui_windows_refit();
	gui_redraw_all();
}

unsigned gui_screen_modes(struct gui_size *modes, unsigned max)
{
	const struct display *d = gui_core.display;
	unsigned count = d ? MIN(d->modes_count, max) : 0;

	for (unsigned i = 0; i < count; i++)
		modes[i] = (struct gui_size){ d->modes[i].width, d->modes[i].height };
	return count;
}

int gui_set_screen_mode(struct gui_size mode)
{
	int err = -EINVAL;

	if (gui_core.display) {
		err = gui_backend_set_mode(gui_core.display, mode.w, mode.h);
		follow_display();
	}
	if (!err)
		return 0;
	errno = -err;
	return -1;
}

bool gui_screen_mode_asked(void)
{
	return gui_core.display && gui_core.display->mode_asked;
}

static void tell_windows(void)
{
	if (!gui_core.windows_changed)
		return;
	gui_core.windows_changed = false;
	gui_pointer_refresh();
	if (gui_core.on_windows)
		gui_core.on_windows(gui_core.on_windows_arg);
}

static void frame(uint64_t now)
{
	gui_core.last_frame = now;
	gui_core.frames++;
	gui_compose();
	if (gui_core.on_frame)
		gui_core.on_frame(gui_core.on_frame_arg);
}

/* When the next frame may be drawn; the first one at once. */
static uint64_t frame_due(void)
{
	return gui_core.frames ? gui_core.last_frame + FRAME_NS : 0;
}

/* When something must be done next. */
static uint64_t next_deadline(void)
{
	uint64_t next = gui_timers_next();

	if (gui_damaged())
		next = MIN(next, frame_due());
	return next;
}

uint64_t gui_next_deadline(void)
{
	return gui_core.open ? next_deadline() : NEVER;
}

/* What is due until now; draws the frame if it is time for one. */
static void round_of_work(const struct pollfd *fds, unsigned watched)
{
	read_input();
	if (gui_core.open)
		gui_post_run();
	if (gui_core.open)
		gui_watch_run(fds, watched);
	if (gui_core.open)
		gui_timers_run(gui_backend_now());
	if (!gui_core.open)
		return;
	follow_display();
	tell_windows();
	gui_windows_arrange();
	uint64_t now = gui_backend_now();
	if (gui_core.open && gui_damaged() && now >= frame_due())
		frame(now);
}

static bool over(void)
{
	bool left = gui_core.had_windows && !gui_core.stay && !gui_windows_open();

	return !gui_core.open || gui_core.quit || left;
}

void gui_stay(void)
{
	gui_core.stay = true;
}

static int milliseconds_until(uint64_t deadline, int most)
{
	uint64_t now = gui_backend_now();

	if (deadline == NEVER)
		return most;
	uint64_t ms = deadline > now ? (deadline - now + MSEC - 1) / MSEC : 0;
	return most >= 0 && ms > (uint64_t)most ? most : (int)MIN(ms, 60000u);
}

bool gui_step(int timeout_ms)
{
	if (over())
		return false;
	unsigned watched = gui_watch_count();
	struct pollfd few[16], *fds = few;
	if (watched + OWN_FDS > ARRAY_SIZE(few)) {
		fds = malloc((watched + OWN_FDS) * sizeof(*fds));
		if (!fds) {
			fds = few;
			watched = 0;
		}
	}
	fds[0] = (struct pollfd){ .fd = gui_core.input, .events = POLLIN };
	fds[1] = (struct pollfd){ .fd = gui_post_fd(), .events = POLLIN };
	if (watched)
		gui_watch_fill(fds + OWN_FDS);
	/* What a handler damaged before gui_run() has no frame yet. */
	gui_windows_arrange();
	if (poll(fds, watched + OWN_FDS, milliseconds_until(next_deadline(), timeout_ms)) >= 0)
		round_of_work(fds + OWN_FDS, watched);
	if (fds != few)
		free(fds);
	return !over();
}

int gui_run(void)
{
	while (gui_step(-1))
		continue;
	bool quit = gui_core.quit;
	gui_core.quit = false;
	return quit ? gui_core.status : 0;
}

void gui_quit(int status)
{
	gui_core.quit = true;
	gui_core.status = status;
}

/* --- what programs ask ---------------------------------------------------------------------------
 */

struct gui_size gui_screen_size(void)
{
	return (struct gui_size){ gui_core.screen.w, gui_core.screen.h };
}

struct rect gui_work_area(void)
{
	return gui_core.work;
}

uint64_t gui_frames(void)
{
	return gui_core.frames;
}

void gui_on_frame(void (*fn)(void *arg), void *arg)
{
	gui_core.on_frame = fn;
	gui_core.on_frame_arg = arg;
}

void gui_redraw_all(void)
{
	if (gui_core.open)
		gui_damage(gui_core.screen);
}

uint64_t gui_time(void)
{
	return gui_backend_now();
}

uint64_t gui_idle_time(void)
{
	return gui_backend_now() - gui_core.last_input;
}
