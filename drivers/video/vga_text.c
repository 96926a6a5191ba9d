/* SPDX-License-Identifier: MIT */
/*
 * vga_text.c - the VGA's text mode as a console: 80x25 cells of a character of code page
 * 437 and its colours, at 0xb8000.
 *
 *	bit  15 14 13 12 | 11 10 9 8 | 7 .. 0        colours: bit 0 blue, 1 green, 2 red,
 *	     background  | character | code                    3 bright
 *
 * The firmware has set the mode. Whether it has is read from the card's registers: a
 * machine without a VGA (its ports read as ones) or with a picture on it gets no write.
 * The memory is in the direct map, since it shares its 2 MiB with the image.
 *
 * Source: IBM VGA Technical Reference (1992): 2-13 (attributes), 2-28 (CRT controller),
 * 2-70 (graphics controller), 2-85 (attribute controller).
 * Locking: write is called with interrupts off, by log.c.
 */
#include <errno.h>
#include <stdint.h>

#include <arch/io.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/term.h>
#include "cp437.h"

#define ROWS 25u
#define COLS 80u

#define TEXT_MEMORY 0xb8000u

#define ATTR_PORT    0x3c0u /* index and data, alternating */
#define ATTR_MODE    0x10u
#define ATTR_BLINK   0x08u /* bit 15 of a cell blinks, else it is a bright background */
#define ATTR_SHOW    0x20u /* index bit: the screen stays on */
#define MISC_READ    0x3ccu
#define MISC_COLOUR  0x01u /* the CRT controller is at 0x3d4 */
#define GC_PORT      0x3ceu
#define GC_MISC      0x06u
#define GC_GRAPHICS  0x01u
#define GC_MAP       0x0cu
#define GC_MAP_B8000 0x0cu
#define CRTC_PORT    0x3d4u
#define CRTC_SHAPE   0x0au /* first line of the cursor; bit 5: it is off */
#define CRTC_OFF     0x20u
#define CRTC_LAST    0x0bu
#define CRTC_START   0x0cu  /* what is shown at top left: two registers */
#define CRTC_CURSOR  0x0eu  /* two registers, high byte first */
#define STATUS_PORT  0x3dau /* reading it makes ATTR_PORT expect an index */

static struct term_cell cells[ROWS * COLS], shown[ROWS * COLS];

static uint8_t indexed_read(uint16_t port, uint8_t index)
{
	outb(port, index);
	return inb(port + 1);
}

static void indexed_write(uint16_t port, uint8_t index, unsigned value)
{
	outb(port, index);
	outb(port + 1, (uint8_t)value);
}

/* SGR's colours have red in bit 0 and blue in bit 2, the VGA's the other way round. */
static unsigned vga_colour(unsigned colour)
{
	return (colour & 0xa) | (colour & 1) << 2 | (colour & 4) >> 2;
}

static void vga_draw(struct term *t, unsigned row, unsigned col, const struct term_cell *from,
		     unsigned n)
{
	volatile uint16_t *to = phys_to_virt((phys_t){ TEXT_MEMORY });

	to += row * t->cols + col;
	for (unsigned i = 0; i < n; i++) {
		unsigned colours = vga_colour(from[i].bg) << 4 | vga_colour(from[i].fg);

		to[i] = (uint16_t)(colours << 8 | cp437_from_unicode(from[i].code));
	}
}

static void vga_cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	unsigned at = row * t->cols + col;

	indexed_write(CRTC_PORT, CRTC_SHAPE, visible ? 13 : CRTC_OFF);
	indexed_write(CRTC_PORT, CRTC_CURSOR, at >> 8);
	indexed_write(CRTC_PORT, CRTC_CURSOR + 1, at);
}

static struct term term = {
	.rows = ROWS,
	.cols = COLS,
	.cells = cells,
	.shown = shown,
	.draw = vga_draw,
	.cursor = vga_cursor,
};

static void vga_write(const char *s, size_t n)
{
	term_write(&term, s, n);
}

/* Sixteen colours for the background, as terminals have, rather than eight that blink. */
static void stop_blinking(void)
{
	inb(STATUS_PORT);
	outb(ATTR_PORT, ATTR_MODE | ATTR_SHOW);
	uint8_t mode = inb(ATTR_PORT + 1);
	outb(ATTR_PORT, mode & (uint8_t)~ATTR_BLINK);
}

static int vga_probe(void)
{
	uint8_t misc = inb(MISC_READ);

	if (misc == 0xff || !(misc & MISC_COLOUR))
		return -ENODEV;
	uint8_t mode = indexed_read(GC_PORT, GC_MISC);
	if ((mode & GC_GRAPHICS) || (mode & GC_MAP) != GC_MAP_B8000)
		return -ENODEV;
	stop_blinking();
	indexed_write(CRTC_PORT, CRTC_START, 0);
	indexed_write(CRTC_PORT, CRTC_START + 1, 0);
	indexed_write(CRTC_PORT, CRTC_LAST, 14);
	term_init(&term);
	return 0;
}

static struct console vga_console = {
	.name = "vga",
	.rows = ROWS,
	.cols = COLS,
	.write = vga_write,
};
CONSOLE(vga_entry, &vga_console, vga_probe);
