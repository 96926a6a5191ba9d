/* SPDX-License-Identifier: MIT */
/* backend.c - the toolkit's screen, input and clock in an image: those of core. */
#include <fcntl.h>
#include <time.h>

#include <core/display.h>
#include <core/input.h>
#include "backend.h"

struct display *gui_backend_display(void)
{
	return display_get();
}

const char *gui_backend_advice(void)
{
	return "this machine has none, or none that the configured drivers know: give it one "
	       "(qemu -vga std) and switch on its driver";
}

int gui_backend_take(struct display *d)
{
	return display_take(d);
}

void gui_backend_release(struct display *d)
{
	display_release(d);
}

int gui_backend_set_mode(struct display *d, int width, int height)
{
	return display_set_mode(d, width, height);
}

int gui_backend_input(void)
{
	int fd = input_open();

	if (fd >= 0)
		fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

uint64_t gui_backend_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}
