/* SPDX-License-Identifier: MIT */
/* host_script.c - what "make host" gives a program: a screen that is a file, and a user who
 * is one too. In real time. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <test/test.h>
#include "probe.h"

static const char script[] = "# a user\n"
			     "move 160 120\n"
			     "click 160 120\n"
			     "wheel 3\n"
			     "text aB\n"
			     "key ctrl+shift+s\n"
			     "key esc\n"
			     "wait 20\n"
			     "this is not a command\n"
			     "shot host_script.shot\n"
			     "quit\n";

static bool starts_with(const char *file, const char *text)
{
	char found[64] = "";
	FILE *f = fopen(file, "rb");
	bool same;

	if (!f)
		return false;
	same = fread(found, 1, strlen(text), f) == strlen(text) && !strcmp(found, text);
	fclose(f);
	return same;
}

TEST(gui_programs_of_make_host_have_a_screen_and_a_user)
{
	char folder[] = "/tmp/bobbin-gui-XXXXXX";
	NEED(mkdtemp(folder) && chdir(folder) == 0);
	FILE *f = fopen("script", "w");
	fputs(script, f);
	fclose(f);
	setenv("SCREEN", "screen.ppm", 1);
	setenv("SCREEN_SIZE", "320x240", 1);
	setenv("SCREEN_INPUT", "script", 1);

	NEED(gui_open() == 0);
	CHECK_EQ(gui_screen_size().w, 320);
	struct gui_widget *window = gui_window("live", 200, 100);
	struct probe *p = probe_new(window, 10, 10);
	p->widget.focusable = true;
	p->uses = false;
	CHECK_EQ(gui_run(), 0);
	CHECK_EQ(p->count[GUI_POINTER_DOWN], 1);
	CHECK_EQ(p->last[GUI_WHEEL].wheel, 3);
	CHECK_EQ(p->count[GUI_TEXT], 2);
	CHECK_EQ(p->last[GUI_TEXT].character, 'B');
	CHECK_EQ(p->last[GUI_KEY_DOWN].key, GUI_KEY_ESCAPE);
	CHECK(gui_frames() > 1);
	gui_close();
	CHECK(starts_with("screen.ppm", "P6 320 240 255\n"));
	CHECK(starts_with("host_script.shot", "P6 320 240 255\n"));
	unlink("script");
	unlink("screen.ppm");
	unlink("host_script.shot");
	CHECK_EQ(rmdir(folder), 0);
}
