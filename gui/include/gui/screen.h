/* SPDX-License-Identifier: MIT */
/*
 * screen.h - the bare screen, for programs that draw every pixel themselves (a game, a
 * picture): one picture in memory, drawn on with ordinary stores and then shown. Windows
 * and buttons are in gui/gui.h; a program uses one of the two at a time.
 *
 *	struct gui_screen screen;
 *	if (gui_screen_open(&screen) < 0)
 *		perror("no screen");
 *	screen.pixels[y * screen.stride + x] = 0xff8000;
 *	gui_screen_show(&screen, x, y, 1, 1);
 *
 * The screen is that of a driver (BOCHS_DISPLAY), or the one that the boot loader set up
 * (FB_WIDTH, FB_HEIGHT), of which there is none with qemu -kernel. While it is open the
 * console is not drawn; closing it, or a panic, brings the console back. One thread draws at
 * a time.
 */
#ifndef GUI_SCREEN_H
#define GUI_SCREEN_H

#include <stdint.h>

struct display;

struct gui_screen {
	int width, height; /* pixels */
	int stride;        /* pixels from one row to the next */
	uint32_t *pixels;  /* 0x00RRGGBB, origin top left, black at first */

	struct display *display; /* gui's own */
};

/** Takes the screen. 0, or -1 with errno: ENODEV there is none, EBUSY it is taken, ENOMEM. */
int gui_screen_open(struct gui_screen *screen);
/** Makes the pixels of a rectangle visible; what lies outside the screen is left out. */
void gui_screen_show(struct gui_screen *screen, int x, int y, int width, int height);
/** Gives the screen back to the console. */
void gui_screen_close(struct gui_screen *screen);

#endif
