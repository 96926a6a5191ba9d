/* SPDX-License-Identifier: MIT */
/* fb.h - the framebuffer, for its driver (fb.c) and its console (fb_console.c). */
#ifndef DRIVERS_VIDEO_FB_H
#define DRIVERS_VIDEO_FB_H

#include <stdint.h>
#include <core/display.h>

struct framebuffer {
	struct display display;
	/* What the screen shows: slow to read, and never read. */
	volatile uint32_t *memory;
	unsigned stride; /* pixels from one row of memory to the next */
};

/** Makes fb a console until somebody takes its display. */
void fb_console_start(struct framebuffer *fb);

#endif
