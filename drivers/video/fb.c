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

#define SIDE_MIN   64u /* pixels: room for a few characters */
#define SIDE_MAX   16384u
#define STRIDE_MAX (SIDE_MAX * 4 * 2) /* bytes */

static struct framebuffer screen;

static void copy(struct framebuffer *fb, struct rect r)
{
	const struct display *d = &fb->display;

	for (int y = r.y; y < r.y + r.h; y++) {
		const uint32_t *from = d->pixels + (size_t)y * (size_t)d->stride;
		volatile uint32_t *to = fb->memory + (size_t)y * fb->stride;

		for (int x = r.x; x < r.x + r.w; x++)
			to[x] = from[x];
	}
}

static void fb_flush(struct display *d, const struct rect *rects, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		copy(container_of(d, struct framebuffer, display), rects[i]);
}

static bool usable(const struct boot_fb *fb)
{
	return fb->width >= SIDE_MIN && fb->width <= SIDE_MAX && fb->height >= SIDE_MIN &&
	       fb->height <= SIDE_MAX && fb->stride >= fb->width * 4 && fb->stride % 4 == 0 &&
	       fb->stride <= STRIDE_MAX;
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
	screen.display = (struct display){
		.name = "framebuffer",
		.width = (int)fb->width,
		.height = (int)fb->height,
		.stride = (int)fb->width,
		.flush = fb_flush,
	};
	display_register(&screen.display);
	if (IS_ENABLED(CONFIG_FB_CONSOLE))
		fb_console_start(&screen);
	log_debug("%ux%u pixels at %#lx", fb->width, fb->height, fb->addr);
}
