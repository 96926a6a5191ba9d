/* SPDX-License-Identifier: MIT */
/*
 * display.h - one screen of pixels, as the firmware or a driver left it: drivers register
 * it, whoever draws takes it. Until then, and again in a panic, it shows the console.
 */
#ifndef CORE_DISPLAY_H
#define CORE_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/rect.h>

struct display {
	const char *name;
	int width, height; /* pixels */
	int stride;        /* pixels from one row to the next */
	/** 0x00RRGGBB, ordinary cached memory. NULL until it is taken the first time. */
	uint32_t *pixels;
	/** Makes r of pixels visible. r is inside the screen. */
	void (*flush)(struct display *d, struct rect r);
	/** The screen was given back: show something else. May be NULL. */
	void (*released)(struct display *d);
	bool taken;
};

/** Registers d, borrowed for ever. The first one is the screen. */
void display_register(struct display *d);
/** The screen, NULL when there is none. */
struct display *display_get(void);
/** Takes the screen for drawing; pixels start black. 0; -EBUSY somebody has it; -ENOMEM. */
int display_take(struct display *d);
void display_release(struct display *d);

#endif
