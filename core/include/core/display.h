/* SPDX-License-Identifier: MIT */
/*
 * display.h - one screen of pixels: drivers register it, whoever draws takes it. Until
 * then, and again in a panic, it shows the console.
 *
 *	struct display *d = display_get();
 *	if (d && display_take(d) == 0) {
 *		... stores to d->pixels ...
 *		d->flush(d, rects, n);     one frame: all of them at once, or nothing yet
 *		display_release(d);
 *	}
 *
 * Whoever has taken the display calls all this from one thread at a time.
 */
#ifndef CORE_DISPLAY_H
#define CORE_DISPLAY_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/rect.h>

/** Pixels; {0, 0}: none. */
struct display_mode {
	uint16_t width, height;
};
#define DISPLAY_SIDE_MIN 64u /* pixels, of each side: room for a few characters */

/** Who knows more of the hardware shows the picture. */
enum display_rank {
	DISPLAY_FIRMWARE, /* the mode that the boot loader left */
	DISPLAY_DRIVER,
};

struct display {
	const char *name;
	enum display_rank rank;
	int width, height;  /* pixels */
	int stride;         /* pixels from one row of pixels[] to the next */
	unsigned modes_set; /* so far: another number, another picture, of the same size or not */
	/** 0x00RRGGBB, origin top left, ordinary cached memory. Made when the display is taken
	 *  the first time, unless the driver has some of its own. */
	uint32_t *pixels;

	/** What display_set_mode() takes; none: the mode is fixed. */
	const struct display_mode *modes;
	unsigned modes_count;
	struct display_mode preferred; /* the monitor's own (EDID); {0, 0} unknown */
	bool mode_asked;               /* it began with the mode that video= names */
	int width_mm, height_mm;       /* of the picture (EDID); 0 unknown */

	/** Makes the n rectangles of pixels visible together: a frame. The first one replaces all
	 *  that the console has drawn; where it has no rectangles the screen is as pixels are. They
	 * lie inside the screen, may overlap, and are borrowed. Where the hardware cannot switch
	 * pictures it is one copy. When it returns pixels may be changed again. */
	void (*flush)(struct display *d, const struct rect *rects, unsigned n) MAY_SLEEP;

	/* Below: between core/display and the driver. */

	/** Sets a mode of the list, and width and height. 0, -errno: nothing has changed. */
	int (*mode_set)(struct display *d, struct display_mode mode) MAY_SLEEP;
	/** The screen was given back: show something else. May be NULL. */
	void (*released)(struct display *d);
	size_t pixels_size; /* bytes that display.c has mapped; 0: the driver's own */
	bool taken;
};

/** Registers d, borrowed for ever. The screen is the first one of the highest rank; one that
 *  somebody has taken stays it. */
void display_register(struct display *d);
/** The screen, NULL when there is none. */
struct display *display_get(void);
/** Takes the screen for drawing; pixels are black. 0; -EBUSY somebody has it; -ENOMEM. */
int display_take(struct display *d) MAY_SLEEP;
void display_release(struct display *d) MAY_SLEEP;
/** Changes the mode of a display that the caller has taken: width, height, stride and pixels
 *  are new, the picture is black. 0; -EINVAL no such mode; -ENOMEM; -EIO. On failure nothing
 *  has changed. */
int display_set_mode(struct display *d, int width, int height) MAY_SLEEP;

/* For drivers whose modes can be set (CONFIG_DISPLAY_MODES). */

#define DISPLAY_MODES_MAX 20

/** Fills list (DISPLAY_MODES_MAX) with the usual modes and the preferred one, as far as they are
 *  large enough and fits() says so, and makes it d's. */
void display_list_modes(struct display *d, struct display_mode *list,
			bool (*fits)(const struct display *d, struct display_mode mode));
/** The mode to begin with. The boot option video=WIDTHxHEIGHT, when it is one of the list, and
 *  mode_asked tells; else the preferred one, when it is; else the largest that is not larger than
 *  FB_WIDTH x FB_HEIGHT; else the first; {0, 0} when the list is empty. */
struct display_mode display_first_mode(struct display *d);
/** Takes the preferred mode and the size from the first block (EDID_SIZE bytes) of a monitor's
 *  EDID. False, and nothing is changed, when it is not one. */
bool display_read_edid(struct display *d, const uint8_t *edid);
#define EDID_SIZE 128

#endif
