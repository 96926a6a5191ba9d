/* SPDX-License-Identifier: MIT */
/* host_display.c - the size of the screen in Settings: it stays when somebody says so, and goes
 * back by itself otherwise; and what was kept at the next start. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/host.h"
#include <test/test.h>

#include "../choices.h"
#include "../settings.h"

static char home[32];

const char *home_folder(void)
{
	return home;
}

void settings_net_begin(void)
{
}

static bool size_is(int width, int height)
{
	struct gui_size now = gui_screen_size();

	return now.w == width && now.h == height;
}

/* A screen of 1024x768 in a machine whose home has this file; NULL: none. */
static bool begin(const char *kept)
{
	char path[64];

	strcpy(home, "/tmp/bobbin-desktop-XXXXXX");
	if (!CHECK(mkdtemp(home)))
		return false;
	snprintf(path, sizeof(path), "%s/%s", home, CHOICES_FILE);
	FILE *file = kept ? fopen(path, "w") : NULL;
	if (file) {
		fputs(kept, file);
		fclose(file);
	}
	choices = (struct choices){ 0 };
	host_screen(1024, 768);
	return CHECK(!kept == !file);
}

static void end(void)
{
	char path[64];

	gui_close();
	snprintf(path, sizeof(path), "%s/%s", home, CHOICES_FILE);
	unlink(path);
	CHECK_EQ(rmdir(home), 0);
}

/* The page, and 800x600 chosen on it: the fourth choice, and its second size. */
static void choose_another(void)
{
	struct gui_widget *window = gui_window("Settings", 520, 400);

	settings_display_fill(gui_column(window));
	host_wait(20);
	for (int i = 0; i < 3; i++)
		host_key(GUI_KEY_TAB, 0);
	host_key(GUI_KEY_SPACE, 0);
	host_key(GUI_KEY_HOME, 0);
	host_key(GUI_KEY_DOWN_ARROW, 0);
	host_key(GUI_KEY_ENTER, 0);
	CHECK(size_is(800, 600));
	CHECK_STR(choices.screen, "");
}

static void wait_seconds(int seconds)
{
	while (seconds--)
		host_wait(1000);
}

TEST(desktop_screen_goes_back_when_nobody_answers)
{
	if (!begin(NULL))
		return;
	CHECK_EQ(gui_open(), 0);
	choose_another();
	wait_seconds(14);
	CHECK(size_is(800, 600));
	wait_seconds(1);
	CHECK(size_is(1024, 768));
	CHECK_STR(choices.screen, "");
	settings_display_closed();
	CHECK(size_is(1024, 768));
	end();
}

TEST(desktop_screen_goes_back_when_settings_are_closed)
{
	if (!begin(NULL))
		return;
	CHECK_EQ(gui_open(), 0);
	choose_another();
	wait_seconds(3);
	settings_display_closed();
	CHECK(size_is(1024, 768));
	wait_seconds(20);
	CHECK(size_is(1024, 768));
	end();
}

TEST(desktop_screen_stays_when_somebody_sees_it)
{
	if (!begin(NULL))
		return;
	CHECK_EQ(gui_open(), 0);
	choose_another();
	wait_seconds(14);
	host_key(GUI_KEY_TAB, 0); /* from Go Back to Keep */
	host_key(GUI_KEY_SPACE, 0);
	wait_seconds(20);
	settings_display_closed();
	CHECK(size_is(800, 600));
	gui_close();
	host_screen(1024, 768);
	CHECK_EQ(gui_open(), 0);
	choices_begin();
	CHECK_STR(choices.screen, "800x600");
	CHECK(size_is(800, 600));
	end();
}

TEST(desktop_screen_is_the_boot_options_before_the_kept_one)
{
	if (!begin("theme = dark\nscreen = 800x600\n"))
		return;
	host_screen_asked();
	CHECK_EQ(gui_open(), 0);
	choices_begin();
	CHECK(size_is(1024, 768));
	CHECK(gui_theme() == &gui_theme_dark);
	CHECK_STR(choices.screen, "800x600"); /* for a start without the option */
	end();
}
