/* SPDX-License-Identifier: MIT */
/* input.c - the keyboard and the pointer that host.h moves: a stream of events. */
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "backend.h"
#include "host/host.h"
#include "host/machine.h"
#include "internal.h"

#define DRAG_STEPS 4
#define QUIET_MAX  1000u /* rounds that handling what is there may take */

static int write_end = -1;

int gui_backend_input(void)
{
	int ends[2];

	if (write_end >= 0)
		close(write_end);
	write_end = -1;
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		return -1;
	fcntl(ends[0], F_SETFL, O_NONBLOCK);
	fcntl(ends[1], F_SETFL, O_NONBLOCK);
	write_end = ends[1];
	if (host_is_live())
		host_script_start();
	return ends[0];
}

bool host_report(const struct input_event *event)
{
	struct input_event ev = *event;

	ev.time = gui_backend_now();
	return write_end >= 0 && send(write_end, &ev, sizeof(ev), MSG_NOSIGNAL) == sizeof(ev);
}

/* Until the frame is drawn; a frame may be due a little later than now. False: the loop has
 * ended, and does nothing of what is due. */
static bool settle(void)
{
	for (unsigned i = 0; i < QUIET_MAX && !host_is_live(); i++) {
		if (!gui_step(0) || !gui_core.open)
			return false;
		if (!gui_damaged())
			return true;
		host_set_time(MAX(gui_backend_now(), gui_core.last_frame + FRAME_NS));
	}
	return true;
}

void host_wait(unsigned ms)
{
	uint64_t end = gui_backend_now() + ms * MSEC;

	bool runs = settle();
	for (uint64_t next = gui_next_deadline(); runs && next <= end; next = gui_next_deadline()) {
		host_set_time(MAX(next, gui_backend_now()));
		runs = settle();
	}
	host_set_time(MAX(end, gui_backend_now()));
	settle();
}

/* --- keys ---------------------------------------------------------------------------------- */

static void key(unsigned usage, bool down)
{
	unsigned code = usage >= GUI_KEY(0) ? usage - GUI_KEY(0) : usage;

	host_report(
		&(struct input_event){ .type = INPUT_KEY, .code = (uint16_t)code, .down = down });
	settle();
}

void host_key_down(unsigned usage)
{
	key(usage, true);
}

void host_key_up(unsigned usage)
{
	key(usage, false);
}

static void modifiers(unsigned mods, bool down)
{
	static const unsigned usages[] = { 0xe1, 0xe0, 0xe2, 0xe3 }; /* Shift, Ctrl, Alt, Super */

	for (unsigned i = 0; i < ARRAY_SIZE(usages); i++) {
		if (mods >> i & 1)
			key(usages[i], down);
	}
}

void host_key(unsigned usage, unsigned mods)
{
	modifiers(mods, true);
	key(usage, true);
	key(usage, false);
	modifiers(mods, false);
}

static void type_character(const struct keymap *map, uint16_t c)
{
	for (unsigned i = 0; i < KEYMAP_ROWS; i++) {
		if (map->keys[i][LEVEL_PLAIN] == c || map->keys[i][LEVEL_SHIFT] == c) {
			host_key(KEYMAP_FIRST + i, map->keys[i][LEVEL_PLAIN] == c ? 0 : GUI_SHIFT);
			return;
		}
	}
}

void host_text(const char *text)
{
	struct keyboard k;

	keyboard_start(&k);
	for (; *text; text++)
		type_character(k.map, (uint8_t)*text);
}

/* --- the pointer ---------------------------------------------------------------------------- */

static int16_t tablet(int at, int size)
{
	int last = MAX(size - 1, 1);

	return (int16_t)(((long)at * INPUT_POINT_MAX + last / 2) / last);
}

void host_move(int x, int y)
{
	host_report(&(struct input_event){ .type = INPUT_POINT,
					   .dx = tablet(x, gui_core.screen.w),
					   .dy = tablet(y, gui_core.screen.h) });
	settle();
}

void host_button(int button, bool down)
{
	host_report(&(struct input_event){
		.type = INPUT_BUTTON, .code = (uint16_t)button, .down = down });
	settle();
}

void host_click(int x, int y)
{
	host_move(x, y);
	host_button(GUI_BUTTON_LEFT, true);
	host_button(GUI_BUTTON_LEFT, false);
}

void host_double_click(int x, int y)
{
	host_wait(1000); /* not the third of another one */
	host_click(x, y);
	host_click(x, y);
}

void host_drag(int from_x, int from_y, int to_x, int to_y)
{
	host_move(from_x, from_y);
	host_button(GUI_BUTTON_LEFT, true);
	for (int i = 1; i <= DRAG_STEPS; i++)
		host_move(from_x + (to_x - from_x) * i / DRAG_STEPS,
			  from_y + (to_y - from_y) * i / DRAG_STEPS);
	host_button(GUI_BUTTON_LEFT, false);
}

void host_wheel(int notches)
{
	host_report(&(struct input_event){ .type = INPUT_WHEEL, .dy = (int16_t)notches });
	settle();
}
