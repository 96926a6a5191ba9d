/* SPDX-License-Identifier: MIT */
/* fbline - draws a line from corner to corner of the screen, and waits for Enter. */
#include <stdio.h>
#include <stdlib.h>

#include <gui/screen.h>

#define ORANGE 0xff8000u

/* Bresenham's line: the error tells which step, along x, y or both, stays nearest to the ideal. */
static void draw_line(struct gui_screen *s, int x, int y, int to_x, int to_y, uint32_t colour)
{
	int dx = abs(to_x - x), step_x = x < to_x ? 1 : -1;
	int dy = abs(to_y - y), step_y = y < to_y ? 1 : -1;
	int error = dx - dy;

	for (;;) {
		s->pixels[y * s->stride + x] = colour;
		if (x == to_x && y == to_y)
			return;
		int doubled = 2 * error;
		if (doubled >= -dy) {
			error -= dy;
			x += step_x;
		}
		if (doubled <= dx) {
			error += dx;
			y += step_y;
		}
	}
}

int main(void)
{
	struct gui_screen screen;

	if (gui_screen_open(&screen) < 0) {
		perror("fbline: no screen");
		return EXIT_FAILURE;
	}
	draw_line(&screen, 0, 0, screen.width - 1, screen.height - 1, ORANGE);
	gui_screen_show(&screen, 0, 0, screen.width, screen.height);
	printf("A line on %dx%d pixels. Enter ends.\n", screen.width, screen.height);
	getchar();
	gui_screen_close(&screen);
	return EXIT_SUCCESS;
}
