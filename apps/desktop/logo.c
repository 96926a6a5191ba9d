/* SPDX-License-Identifier: MIT */
/* logo.c - the desktop's sign: a bobbin, seen from the side, with thread on it. */
#include "desktop.h"

#define GRID   24 /* the design's squares */
#define TURNS  4  /* of thread that are seen */
#define ROUND  2
#define MIDDLE 5 /* where the thread begins, and its share of the height */
#define HEIGHT 14

static struct rect cell(struct rect square, int x, int y, int w, int h)
{
	int left = square.x + x * square.w / GRID, top = square.y + y * square.h / GRID;

	return (struct rect){ left, top, square.x + (x + w) * square.w / GRID - left,
			      square.y + (y + h) * square.h / GRID - top };
}

void draw_logo(struct gui_canvas *c, struct rect box, gui_colour flange, gui_colour thread)
{
	int size = box.w < box.h ? box.w : box.h;
	struct rect square = { box.x + (box.w - size) / 2, box.y + (box.h - size) / 2, size, size };
	struct rect body = cell(square, 6, MIDDLE, 12, HEIGHT);
	int gap = body.h / (TURNS * 4) > 0 ? body.h / (TURNS * 4) : 1;

	for (int i = 0; i < TURNS; i++) {
		int top = body.y + i * body.h / TURNS, bottom = body.y + (i + 1) * body.h / TURNS;
		struct rect turn = { body.x, top + gap / 2, body.w, bottom - top - gap };

		gui_round_rect(c, turn, turn.h / 2, thread);
	}
	gui_round_rect(c, cell(square, 3, 1, 18, 4), size * ROUND / GRID, flange);
	gui_round_rect(c, cell(square, 3, 19, 18, 4), size * ROUND / GRID, flange);
}
