/* SPDX-License-Identifier: MIT */
/*
 * fb.c - the linear framebuffer that the boot loader left, as a display.
 *
 * The mode is the loader's: GRUB sets what the Multiboot2 header asks for, or the nearest
 * that the firmware has. What the loader says of it is not believed blindly.
 *
 * Source: Multiboot2 Specification 2.0, 3.6.12.
 * Locking: flush is called by who has taken the display.
 */
#define LOG_TAG "screen"
#include <core/init.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/vm.h>
#include "fb.h"

#define SIDE_MAX   16384u             /* pixels */
#define STRIDE_MAX (SIDE_MAX * 4 * 2) /* bytes */

static struct framebuffer screen;
static bool console_on_it; /* what the console drew is still to be seen */

static void fb_drawn(struct framebuffer *fb, struct rect r)
{
	(void)fb;
	(void)r;
	console_on_it = true;
}

static void fb_flush(struct display *d, const struct rect *rects, unsigned n)
{
	struct framebuffer *fb = container_of(d, struct framebuffer, display);

	if (console_on_it)
		fb_copy(d, (struct rect){ 0, 0, d->width, d->height }, fb->memory, fb->stride);
	for (unsigned i = 0; i < n && !console_on_it; i++)
		fb_copy(d, rects[i], fb->memory, fb->stride);
	console_on_it = false;
}

static bool usable(const struct boot_fb *fb)
{
	return fb->width >= DISPLAY_SIDE_MIN && fb->width <= SIDE_MAX &&
	       fb->height >= DISPLAY_SIDE_MIN && fb->height <= SIDE_MAX &&
	       fb->stride >= fb->width * 4 && fb->stride % 4 == 0 && fb->stride <= STRIDE_MAX;
}

void framebuffer_init(const struct boot_fb *fb)
{
	if (!fb->addr)
		return;
	if (!usable(fb)) {
		log_warn("%ux%u pixels in rows of %u bytes: no screen that can be used", fb->width,
			 fb->height, fb->stride);
		return;
	}
	size_t size = (size_t)fb->stride * fb->height;
	screen.memory = vm_map_framebuffer((phys_t){ fb->addr }, size);
	if (!screen.memory) {
		log_err("no memory to map the screen, %zu KiB", size / 1024);
		return;
	}
	screen.stride = fb->stride / 4;
	screen.drawn = fb_drawn;
	screen.display = (struct display){
		.name = "framebuffer",
		.width = (int)fb->width,
		.height = (int)fb->height,
		.stride = (int)fb->width,
		.flush = fb_flush,
	};
	fb_register(&screen);
	log_debug("%ux%u pixels at %#lx", fb->width, fb->height, fb->addr);
}
