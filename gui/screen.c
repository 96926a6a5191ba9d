/* SPDX-License-Identifier: MIT */
/* screen.c - the display of core/display.h as a program sees it. */
#include <errno.h>
#include <string.h>

#include <core/display.h>
#include <gui/screen.h>

int gui_screen_open(struct gui_screen *screen)
{
	struct display *d = display_get();
	int err = d ? display_take(d) : -ENODEV;

	if (err < 0) {
		errno = -err;
		return -1;
	}
	*screen = (struct gui_screen){ d->width, d->height, d->stride, d->pixels, d };
	memset(d->pixels, 0, (size_t)d->height * (size_t)d->stride * sizeof(*d->pixels));
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
	display_release(screen->display);
	screen->pixels = NULL;
}
