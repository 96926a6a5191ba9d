/* SPDX-License-Identifier: MIT */
/*
 * fb_display.c - what the drivers of framebuffers share.
 *
 * Locking: the probing thread; fb_copy() is called by who has taken the display.
 */
#include <string.h>

#include "crash_screen.h"
#include "fb.h"

void fb_changed(struct framebuffer *fb)
{
	if (display_get() != &fb->display)
		return;
	if (IS_ENABLED(CONFIG_FB_CONSOLE))
		fb_console_use(fb);
	if (IS_ENABLED(CONFIG_CRASH_SCREEN))
		crash_screen_use(fb);
}

void fb_register(struct framebuffer *fb)
{
	display_register(&fb->display);
	fb_changed(fb);
}

void fb_copy(const struct display *d, struct rect r, uint32_t *to, unsigned stride)
{
	const uint32_t *from = d->pixels + (size_t)r.y * (size_t)d->stride + r.x;

	to += (size_t)r.y * stride + (size_t)r.x;
	for (int row = 0; row < r.h; row++) {
		memcpy(to, from, (size_t)r.w * sizeof(*to));
		from += d->stride;
		to += stride;
	}
}
