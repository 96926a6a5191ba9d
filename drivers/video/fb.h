/* SPDX-License-Identifier: MIT */
/*
 * fb.h - a framebuffer: a display that the text console can draw on too. For the drivers of
 * screens and for fb_console.c.
 */
#ifndef DRIVERS_VIDEO_FB_H
#define DRIVERS_VIDEO_FB_H

#include <stdint.h>
#include <core/display.h>

struct framebuffer {
	struct display display;
	/* What the console draws on: slow to read, and never read. */
	uint32_t *memory;
	unsigned stride; /* pixels from one row of memory to the next */
	/** The console has drawn r of memory, and it is to be seen, whatever was to be seen
	 *  before. NULL: it is seen as it is. */
	void (*drawn)(struct framebuffer *fb, struct rect r) IRQ_SAFE;
};

/** Registers fb's display; when it is the screen, the console goes there. */
void fb_register(struct framebuffer *fb);
/** fb has another mode, or another memory. */
void fb_changed(struct framebuffer *fb);
/** Copies r of the display's pixels to to, whose rows are stride pixels apart. */
void fb_copy(const struct display *d, struct rect r, uint32_t *to, unsigned stride);

/** Makes fb the console's screen, until somebody takes its display and when he is gone. Once
 *  more for another one, or when its mode has changed: the text moves with it. */
void fb_console_use(struct framebuffer *fb);

#endif
