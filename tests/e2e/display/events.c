/* SPDX-License-Identifier: MIT */
/* events.c - what keyboards and pointers report. */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#include <core/input.h>
#include <core/keyboard.h>

#include "display.h"

#define ENTER 0x28

static void print_event(struct keyboard *k, const struct input_event *ev)
{
	struct key_stroke s;

	switch (ev->type) {
	case INPUT_KEY:
		keyboard_stroke(k, ev->code, ev->down, &s);
		printf("key %x %d mods %x text", ev->code, ev->down, s.modifiers);
		for (unsigned i = 0; i < s.count; i++)
			printf(" %x", s.text[i]);
		printf("\n");
		break;
	case INPUT_BUTTON:
		printf("button %d %d\n", ev->code, ev->down);
		break;
	default:
		printf("%s %d %d\n",
		       ev->type == INPUT_MOVE    ? "move"
		       : ev->type == INPUT_WHEEL ? "wheel"
						 : "point",
		       ev->dx, ev->dy);
	}
}

void print_events(void)
{
	struct keyboard k;
	struct input_event ev[8];
	int fd = input_open();
	struct pollfd p = { .fd = fd, .events = POLLIN };
	bool more = fd >= 0;

	keyboard_start(&k);
	printf("events from %s\n", fd < 0 ? "nowhere" : "a descriptor");
	while (more && poll(&p, 1, -1) == 1) {
		ssize_t n = read(fd, ev, sizeof(ev)) / (ssize_t)sizeof(ev[0]);

		for (ssize_t i = 0; i < n; i++) {
			print_event(&k, &ev[i]);
			if (ev[i].type == INPUT_KEY && ev[i].code == ENTER && !ev[i].down)
				more = false;
		}
	}
	close(fd);
	printf("no more events\n");
}
