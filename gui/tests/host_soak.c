/* SPDX-License-Identifier: MIT */
/*
 * host_soak.c - random programs and random users: windows, dialogs, pop-ups and widgets come
 * and go, also from inside of handlers, while keys, buttons and motion of all kinds, sensible
 * or not, arrive. There are widgets and dialogs of every kind (zoo.h). Nothing may crash or leak,
 * no widget may draw outside of its clip (the sanitizers and a frame around the pixels see to
 * that), and what is on the screen must be what drawing everything anew gives.
 *
 * GUI_EVENTS in the environment says how many input events; 1,000,000 in "make soak".
 */
#include <stdlib.h>
#include <unistd.h>

#include <sanitizer/lsan_interface.h>

#include <core/compiler.h>
#include <core/input.h>
#include <test/test.h>
#include "internal.h"
#include "probe.h"
#include "programs.h"

#define EVENTS 12000u
#define BATCH  16u /* events between two rounds of the loop */

static void random_event(void)
{
	static const uint16_t keys[] = { 0x2b, 0x28, 0x29, 0x3d, 0x40, 0x41, 0x42, 0x43,
					 0x4f, 0x50, 0x51, 0x52, 0xe0, 0xe1, 0xe2, 0xe6 };
	struct input_event ev = { .type = (uint8_t)test_below(6), .down = test_below(2) };

	switch (ev.type) {
	case INPUT_KEY:
		ev.code = test_below(3) ? keys[test_below(ARRAY_SIZE(keys))]
					: (uint16_t)test_below(300);
		break;
	case INPUT_BUTTON:
		ev.code = (uint16_t)(test_below(4) ? 1 : test_below(8));
		break;
	case INPUT_POINT:
		ev.dx = (int16_t)test_random();
		ev.dy = (int16_t)test_random();
		break;
	default:
		ev.dx = (int16_t)((int)test_below(100) - 50);
		ev.dy = (int16_t)((int)test_below(100) - 50);
		break;
	}
	host_report(&ev);
}

/* Every window is in both lists, and what is remembered exists. */
static bool books_are_right(void)
{
	unsigned up = 0, down = 0;
	bool active = !gui_core.active;

	for (const struct gui_window *win = gui_core.bottom; win; win = win->above) {
		up++;
		active |= win == gui_core.active;
		CHECK(!win->widget.dead);
		CHECK(!win->focus || gui_is_in(win->focus, &win->widget));
	}
	for (const struct gui_window *win = gui_core.top; win; win = win->below)
		down++;
	return CHECK_EQ(up, sum_windows()) & CHECK_EQ(down, up) & CHECK(active);
}

TEST(gui_random_programs_and_users)
{
	const char *asked = getenv("GUI_EVENTS");
	unsigned events = asked ? (unsigned)strtoul(asked, NULL, 10) : EVENTS;

	alarm(0); /* a million take longer than a test may */
	host_screen(PROGRAMS_WIDTH, PROGRAMS_HEIGHT);
	CHECK_EQ(gui_open(), 0);
	programs_start();
	for (unsigned i = 0; i < events && !test_failing(); i += BATCH) {
		for (unsigned j = 0; j < BATCH; j++)
			random_event();
		random_action();
		if (test_below(40) == 0)
			rare_action();
		host_wait(test_below(100));
		books_are_right();
		calm = true;
		host_wait(20);
		if (test_below(8) == 0)
			CHECK(screen_is_right());
		calm = false;
		gui_core.had_windows = false; /* closing the last one does not end it */
	}
	gui_screen_keyboard(false);
	gui_close();
	programs_end();
	CHECK_EQ(probes_alive, 0);
	CHECK_EQ(__lsan_do_recoverable_leak_check(), 0);
}
