/* SPDX-License-Identifier: MIT */
/* probe.h - a widget for tests: it wants a size, notes its events, and draws its state. */
#ifndef GUI_TESTS_PROBE_H
#define GUI_TESTS_PROBE_H

#include <gui/gui.h>
#include "host/host.h"

struct probe {
	struct gui_widget widget;
	struct gui_size want; /* device pixels */
	bool wraps;           /* it is as high as want's area needs in the width it gets */
	bool uses;            /* event() returns true */
	gui_colour colour;
	unsigned count[GUI_RESIZE + 1]; /* of events, by type */
	unsigned measured, drawn;
	uint64_t pixels; /* that it was asked to draw */
	struct gui_event last[GUI_RESIZE + 1];
	void (*on_event)(struct probe *p, const struct gui_event *e);
};

/* A probe that wants w x h. */
struct probe *probe_new(struct gui_widget *parent, int w, int h);
/* The middle of it on the screen. */
int probe_x(const struct probe *p);
int probe_y(const struct probe *p);
/* Probes that exist. */
extern int probes_alive;

/* What is on the screen is what drawing everything anew gives. */
bool screen_is_right(void);

#endif
