/* SPDX-License-Identifier: MIT */
/*
 * display.c - the screen between its driver and who draws on it.
 *
 * Locking: registered while one thread runs; taken, changed and released under a mutex.
 */
#include <errno.h>
#include <string.h>

#include <core/display.h>
#include <core/mutex.h>
#include <core/vm.h>

static struct mutex lock;
static struct display *screen;

void display_register(struct display *d)
{
	if (!screen || (d->rank > screen->rank && !screen->taken))
		screen = d;
}

struct display *display_get(void)
{
	return screen;
}

static size_t bytes(int height, int stride)
{
	return (size_t)height * (size_t)stride * sizeof(uint32_t);
}

/* The memory is kept, and black again: who took the screen once will take it again. */
static int need_pixels(struct display *d)
{
	size_t size = bytes(d->height, d->stride);

	if (d->pixels) {
		memset(d->pixels, 0, size);
		return 0;
	}
	d->pixels = vm_map(size, VM_R | VM_W, VM_ANON, "screen");
	d->pixels_size = d->pixels ? size : 0;
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

static const struct display_mode *find_mode(const struct display *d, int width, int height)
{
	for (unsigned i = 0; i < d->modes_count; i++) {
		if (d->modes[i].width == width && d->modes[i].height == height)
			return &d->modes[i];
	}
	return NULL;
}

static int change_own_pixels(struct display *d, struct display_mode mode)
{
	size_t size = bytes(mode.height, mode.width);
	uint32_t *pixels = vm_map(size, VM_R | VM_W, VM_ANON, "screen");
	int err = pixels ? d->mode_set(d, mode) : -ENOMEM;
	uint32_t *unused = err ? pixels : d->pixels;

	if (unused)
		vm_unmap((uintptr_t)unused, err ? size : d->pixels_size);
	if (err)
		return err;
	d->pixels = pixels;
	d->pixels_size = size;
	return 0;
}

int display_set_mode(struct display *d, int width, int height)
{
	const struct display_mode *mode = find_mode(d, width, height);

	if (!mode)
		return -EINVAL;
	mutex_lock(&lock);
	int err = d->pixels_size ? change_own_pixels(d, *mode) : d->mode_set(d, *mode);
	if (!err) {
		d->stride = d->width;
		d->modes_set++;
		memset(d->pixels, 0, bytes(d->height, d->stride));
	}
	mutex_unlock(&lock);
	return err;
}
