/* SPDX-License-Identifier: MIT */
/* crash_screen.h - the picture of a panic, for people (CONFIG_CRASH_SCREEN). */
#ifndef DRIVERS_VIDEO_CRASH_SCREEN_H
#define DRIVERS_VIDEO_CRASH_SCREEN_H

#include "fb.h"

/** screen is where it will be. Once more when it has another mode, or is another one. */
void crash_screen_use(struct framebuffer *screen);

#endif
