/* SPDX-License-Identifier: MIT */
/* backend.h - what the toolkit stands on: backend.c in an image, host/backend.c elsewhere. */
#ifndef GUI_BACKEND_H
#define GUI_BACKEND_H

#include <stdint.h>

struct display;

/** The screen; NULL: there is none. */
struct display *gui_backend_display(void);
/** What to do when there is none, as the end of a sentence. */
const char *gui_backend_advice(void);
/** 0, -EBUSY, -ENOMEM. */
int gui_backend_take(struct display *d);
void gui_backend_release(struct display *d);
/** Gives a screen that is taken one of its modes. 0, -EINVAL, -ENOMEM, -EIO. */
int gui_backend_set_mode(struct display *d, int width, int height);
/** A descriptor of struct input_event, non-blocking; -errno: there is no input. */
int gui_backend_input(void);
/** ns, monotonic. */
uint64_t gui_backend_now(void);

#endif
