/* SPDX-License-Identifier: MIT */
/*
 * watch.c - /dev/watchdog is fed where a frame has been shown, and nowhere else: a thread that
 * feeds would go on when the screen does not.
 */
#include <fcntl.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include <gui/gui.h>

#include "watch.h"

static int device = -1;

/* Once a second is enough, at 60 frames. */
static void feed(void *arg)
{
	static time_t last;
	struct timespec now;

	(void)arg;
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec == last)
		return;
	last = now.tv_sec;
	if (write(device, "", 1) != 1)
		perror("kiosk: /dev/watchdog");
}

static bool hang(void *arg)
{
	(void)arg;
	while (pause() < 0)
		;
	return false;
}

void watch_start(void)
{
	if (CONFIG_KIOSK_HANG_SECONDS)
		gui_timer(CONFIG_KIOSK_HANG_SECONDS * 1000u, hang, NULL);
	device = open("/dev/watchdog", O_WRONLY);
	if (device >= 0)
		gui_on_frame(feed, NULL);
}

void watch_end(void)
{
	if (device < 0)
		return;
	gui_on_frame(NULL, NULL);
	if (write(device, "V", 1) != 1)
		perror("kiosk: /dev/watchdog");
	close(device);
	device = -1;
}
