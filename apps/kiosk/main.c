/* SPDX-License-Identifier: MIT */
/*
 * kiosk - a full screen of slides and live tiles, described by a text file. docs/KIOSK.md is
 * the manual.
 *
 *	kiosk [FOLDER or URL]
 *
 * It never ends and never goes blank: whatever is wrong with the text or the network is said on
 * the screen, and looked at again until it is right.
 *
 * Exit status: 1 there is no screen, or no memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/sysinfo.h>

#include <gui/gui.h>

#include "conf.h"
#include "content.h"
#include "keep.h"
#include "pictures.h"
#include "poll.h"
#include "start.h"
#include "tidy.h"
#include "view.h"
#include "watch.h"

#define LOOK_AGAIN_MS 2000

static struct conf shown; /* what the view borrows */
static bool good;         /* there is something to borrow */
static unsigned long version;

/* What is shown stays when the new text is wrong: the line on the console says so. */
static void show_trouble(const char *headline, const char *text)
{
	fprintf(stderr, "kiosk: %s\n", text);
	if (!good)
		view_trouble(headline, text);
}

static void use_text(const char *text, size_t len)
{
	static struct conf next;

	if (!conf_parse(&next, text, len)) {
		show_trouble("There is a mistake in kiosk.conf", next.error);
		return;
	}
	struct conf old = shown;
	shown = next;
	poll_begin();
	content_version(CONF_FILE); /* wanted on, so that nothing takes its place */
	pictures_forget();
	view_show(&shown);
	if (good)
		conf_free(&old);
	good = true;
	tidy(&shown);
}

static void load(void)
{
	char why[WHY_MAX];
	size_t len;
	char *text;

	/* Before it is read: what is written meanwhile is another version. */
	version = content_version(CONF_FILE);
	text = content_read(CONF_FILE, &len, why);
	if (text)
		use_text(text, len);
	else
		show_trouble("Nothing to show yet", why);
	free(text);
}

/* Once the folder is there, or has another text in it. */
static bool look_again(void *arg)
{
	(void)arg;
	unsigned long found = content_version(CONF_FILE);
	if (found && found != version)
		load();
	return true;
}

static void source_changed(struct source *source)
{
	(void)source;
	view_changed();
}

static void frame_shown(void *arg)
{
	(void)arg;
	if (good)
		start_done();
	watch_feed();
}

/* Bytes for pictures that nobody sees at the moment: others need memory too. */
static long quarter_of_memory(void)
{
	struct sysinfo info;

	return sysinfo(&info) == 0 ? (long)(info.freeram / 4 * info.mem_unit) : 0;
}

int main(int argc, char **argv)
{
	if (gui_open() < 0) {
		fprintf(stderr, "kiosk: no screen: %s\n", gui_error());
		return EXIT_FAILURE;
	}
	pictures_open(quarter_of_memory(), view_end_change);
	content_open(argc > 1 ? argv[1] : CONFIG_KIOSK_SOURCE);
	keep_open(CONFIG_KIOSK_KEEP);
	if (!view_open() || poll_start(source_changed) < 0) {
		gui_close();
		fprintf(stderr, "kiosk: no memory for the screen or for threads\n");
		return EXIT_FAILURE;
	}
	load();
	gui_timer(LOOK_AGAIN_MS, look_again, NULL);
	watch_start();
	gui_on_frame(frame_shown, NULL);
	int status = gui_run();
	watch_end();
	gui_close();
	return status;
}
