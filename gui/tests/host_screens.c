/* SPDX-License-Identifier: MIT */
/* host_screens.c - what a desktop needs of the screen: one without windows. */
#include <stdlib.h>

#include <test/test.h>
#include "internal.h"
#include "probe.h"

static void quit(void *arg)
{
	(void)arg;
	gui_quit(3);
}

TEST(gui_may_stay_without_windows)
{
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0);
	gui_stay();
	gui_free(gui_window("comes and goes", 100, 100));
	CHECK(gui_step(0));
	gui_post(quit, NULL);
	CHECK_EQ(gui_run(), 3);
	gui_close();
	host_screen(640, 480);
	CHECK_EQ(gui_open(), 0); /* the next one ends with its windows again */
	gui_free(gui_window("the last", 100, 100));
	CHECK(!gui_step(0));
	gui_close();
}
