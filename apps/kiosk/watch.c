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

void watch_feed(void)
{
	static time_t last;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	if (device < 0 || now.tv_sec == last) /* once a second is enough, at 60 frames */
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
}

void watch_end(void)
{
	if (device < 0)
		return;
	if (write(device, "V", 1) != 1)
		perror("kiosk: /dev/watchdog");
	close(device);
	device = -1;
}
