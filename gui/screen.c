/* SPDX-License-Identifier: MIT */
/* screen.c - the display as a program sees it that draws every pixel itself. */
#include <errno.h>
#include <string.h>

#include <core/compiler.h>
#include <core/display.h>
#include <gui/screen.h>
#include "backend.h"

int gui_screen_open(struct gui_screen *screen)
{
	struct display *d = gui_backend_display();
	int err = d ? gui_backend_take(d) : -ENODEV;

	if (err < 0) {
		errno = -err;
		return -1;
	}
	*screen = (struct gui_screen){ d->width, d->height, d->stride, d->pixels, d };
	gui_screen_show(screen, 0, 0, d->width, d->height);
	return 0;
}

void gui_screen_show(struct gui_screen *screen, int x, int y, int width, int height)
{
	struct rect r = { MAX(x, 0), MAX(y, 0), 0, 0 };
	long right = MIN((long)x + width, screen->width);
	long bottom = MIN((long)y + height, screen->height);

	if (right <= r.x || bottom <= r.y)
		return;
	r.w = (int)(right - r.x);
	r.h = (int)(bottom - r.y);
	screen->display->flush(screen->display, &r, 1);
}

void gui_screen_close(struct gui_screen *screen)
{
	gui_backend_release(screen->display);
	screen->pixels = NULL;
}
