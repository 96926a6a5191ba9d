/* SPDX-License-Identifier: MIT */
/*
 * icon.c - draws the outlines of icon_shapes.h. Lines are 1/14 of the icon wide, at least one
 * and a quarter pixels, so that icons look as heavy as the text beside them at any scale.
 */
#include <stdlib.h>

#include <core/compiler.h>
#include <gui/icon.h>
#include <gui/path.h>

#include "icon_shapes.h"

#define GRID    240 /* tenths of the design's 24 */
#define LEAST   (GUI_ONE * 5 / 4)
#define NUMBERS 6 /* of a command at most */

struct pen {
	struct gui_path path;
	int x, y, size; /* of the square; pixels */
};

/* A number with at most one decimal, in tenths. */
static int number(const char **s)
{
	long whole = strtol(*s, (char **)s, 10);
	long sign = whole < 0 ? -1 : 1, tenths = 0;

	if (**s == '.') {
		tenths = (*s)[1] - '0';
		*s += 2;
	}
	return (int)(whole * 10 + sign * tenths);
}

static int place(const struct pen *p, int tenths)
{
	return tenths * p->size * GUI_ONE / GRID;
}

static int at_x(const struct pen *p, int tenths)
{
	return p->x * GUI_ONE + place(p, tenths);
}

static int at_y(const struct pen *p, int tenths)
{
	return p->y * GUI_ONE + place(p, tenths);
}

static void command(struct pen *p, char letter, const int *n)
{
	switch (letter) {
	case 'M':
		gui_path_move(&p->path, at_x(p, n[0]), at_y(p, n[1]));
		break;
	case 'L':
		gui_path_line(&p->path, at_x(p, n[0]), at_y(p, n[1]));
		break;
	case 'C':
		gui_path_curve(&p->path, at_x(p, n[0]), at_y(p, n[1]), at_x(p, n[2]), at_y(p, n[3]),
			       at_x(p, n[4]), at_y(p, n[5]));
		break;
	case 'A':
		gui_path_arc(&p->path, at_x(p, n[0]), at_y(p, n[1]), place(p, n[2]), n[3] / 10,
			     n[4] / 10);
		break;
	case 'O':
		gui_path_move(&p->path, at_x(p, n[0]) + place(p, n[2]), at_y(p, n[1]));
		gui_path_arc(&p->path, at_x(p, n[0]), at_y(p, n[1]), place(p, n[2]), 0, 360);
		break;
	default: /* 'Z' */
		gui_path_close(&p->path);
	}
}

static void ink(struct pen *p, struct gui_canvas *c, bool fill, gui_colour colour)
{
	if (fill)
		gui_path_fill(c, &p->path, colour);
	else
		gui_path_stroke(c, &p->path, MAX(p->size * GUI_ONE / 14, LEAST), colour);
	gui_path_clear(&p->path);
}

static void draw(struct pen *p, struct gui_canvas *c, const char *shape, gui_colour colour)
{
	static const char letters[] = "MLCAOZ";
	static const unsigned char counts[] = { 2, 2, 6, 5, 3, 0 };

	while (*shape) {
		char letter = *shape++;
		int n[NUMBERS];

		if (letter == 'S' || letter == 'F')
			ink(p, c, letter == 'F', colour);
		for (unsigned i = 0; letters[i]; i++) {
			if (letters[i] != letter)
				continue;
			for (unsigned j = 0; j < counts[i]; j++)
				n[j] = number(&shape);
			command(p, letter, n);
		}
	}
	if (p->path.count)
		ink(p, c, false, colour);
}

void gui_draw_icon(struct gui_canvas *c, struct rect box, enum gui_icon icon, gui_colour colour)
{
	int size = MIN(box.w, box.h);
	struct pen p = { .x = box.x + (box.w - size) / 2,
			 .y = box.y + (box.h - size) / 2,
			 .size = size };

	if (icon >= GUI_ICONS || !shapes[icon] || size <= 0)
		return;
	/* Lines are as wide outside of the box as inside. */
	if (!gui_visible(c, rect_inset((struct rect){ p.x, p.y, size, size }, -size / 8 - 2)))
		return;
	draw(&p, c, shapes[icon], colour);
	gui_path_free(&p.path);
}
