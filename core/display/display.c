/* SPDX-License-Identifier: MIT */
/*
 * display.c - the screen between its driver and who draws on it.
 *
 * Locking: registered while one thread runs; taken and released under a mutex.
 */
#include <errno.h>

#include <core/display.h>
#include <core/mutex.h>
#include <core/vm.h>

static struct mutex lock;
static struct display *screen;

void display_register(struct display *d)
{
	if (!screen)
		screen = d;
}

struct display *display_get(void)
{
	return screen;
}

/* The memory is kept: who took the screen once will take it again. */
static int need_pixels(struct display *d)
{
	size_t size = (size_t)d->height * (size_t)d->stride * sizeof(*d->pixels);

	if (!d->pixels)
		d->pixels = vm_map(size, VM_R | VM_W, VM_ANON, "screen");
	return d->pixels ? 0 : -ENOMEM;
}

int display_take(struct display *d)
{
	mutex_lock(&lock);
	int err = d->taken ? -EBUSY : need_pixels(d);
	if (!err)
		d->taken = true;
	mutex_unlock(&lock);
	return err;
}

void display_release(struct display *d)
{
	mutex_lock(&lock);
	d->taken = false;
	if (d->released)
		d->released(d);
	mutex_unlock(&lock);
}
