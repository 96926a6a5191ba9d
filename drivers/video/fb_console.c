/* SPDX-License-Identifier: MIT */
/*
 * fb_console.c - the framebuffer as a console: a screen of characters with a margin, and
 * a bar for a cursor.
 *
 * core/term draws only cells that changed, so scrolling rewrites the text and not the
 * screen. While somebody has taken the display, cells are kept and not drawn; they are
 * shown when it is given back, or when a panic has something to say. The screen may become
 * another one, or of another size, at any time: the text goes along.
 *
 * Locking: write and show are called with interrupts off, by log.c. A call of show draws
 * one row of text, or as much ground: some microseconds, and a whole screen would be
 * milliseconds.
 */
#define LOG_TAG "screen"
#include <core/font.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/term.h>
#include <core/vm.h>
#include "fb.h"

#define MARGIN     16u /* pixels, at least, on each side */
#define CURSOR_TOP 14u /* pixels from a cell's top to the bar */
#define CURSOR_END 16u

#define CELL_WIDTH  FONT_WIDTH
#define CELL_HEIGHT (font_8x16.height)

/* SGR's sixteen colours, tuned to be read on the dark ground; 0x00RRGGBB. */
static const uint32_t palette[16] = {
	0x10141a, 0xe06c75, 0x8cc379, 0xd9b35f, 0x61a8ef, 0xc678dd, 0x4fb8c4, 0xd0d5dd,
	0x76808f, 0xff8a93, 0xb2e08f, 0xffd580, 0x8cc4ff, 0xe29bf5, 0x7fe0ea, 0xffffff,
};

static struct {
	struct framebuffer *fb;
	unsigned left, top; /* pixels to the first cell */
	unsigned cursor_row, cursor_col;
	unsigned cleared; /* rows of pixels, from the top, that are ours again */
	bool away;        /* somebody else's picture is on the screen */
	struct term term;
	size_t bytes; /* of its cells' memory */
	struct console console;
} con;

static uint32_t *pixel(unsigned x, unsigned y)
{
	return con.fb->memory + (size_t)y * con.fb->stride + x;
}

static void fill(unsigned x, unsigned y, unsigned width, unsigned height, uint32_t colour)
{
	for (unsigned row = y; row < y + height; row++) {
		uint32_t *to = pixel(x, row);

		for (unsigned i = 0; i < width; i++)
			to[i] = colour;
	}
}

/* What was drawn there is to be seen. */
static void drawn(unsigned x, unsigned y, unsigned width, unsigned height)
{
	if (con.fb->drawn)
		con.fb->drawn(con.fb, (struct rect){ (int)x, (int)y, (int)width, (int)height });
}

static void cells_drawn(unsigned row, unsigned col, unsigned n)
{
	drawn(con.left + col * CELL_WIDTH, con.top + row * CELL_HEIGHT, n * CELL_WIDTH,
	      CELL_HEIGHT);
}

static void draw_cell(unsigned row, unsigned col, struct term_cell cell)
{
	const uint8_t *bits = font_glyph(&font_8x16, cell.code);
	uint32_t fg = palette[cell.fg & 15], bg = palette[cell.bg & 15];
	unsigned x = con.left + col * CELL_WIDTH, y = con.top + row * CELL_HEIGHT;

	for (unsigned line = 0; line < CELL_HEIGHT; line++) {
		uint32_t *to = pixel(x, y + line);

		for (unsigned i = 0; i < CELL_WIDTH; i++)
			to[i] = bits[line] & 0x80 >> i ? fg : bg;
	}
}

static void fb_draw(struct term *t, unsigned row, unsigned col, const struct term_cell *cells,
		    unsigned n)
{
	(void)t;
	for (unsigned i = 0; i < n; i++)
		draw_cell(row, col + i, cells[i]);
	cells_drawn(row, col, n);
}

static void fb_cursor(struct term *t, unsigned row, unsigned col, bool visible)
{
	draw_cell(con.cursor_row, con.cursor_col,
		  t->shown[(size_t)con.cursor_row * t->cols + con.cursor_col]);
	cells_drawn(con.cursor_row, con.cursor_col, 1);
	con.cursor_row = row;
	con.cursor_col = col;
	if (visible)
		fill(con.left + col * CELL_WIDTH, con.top + row * CELL_HEIGHT + CURSOR_TOP,
		     CELL_WIDTH, CURSOR_END - CURSOR_TOP, palette[7]);
	cells_drawn(row, col, 1);
}

static void fb_write(const char *s, size_t n)
{
	term_put(&con.term, s, n);
}

static void clear_more(void)
{
	unsigned height = (unsigned)con.fb->display.height;
	unsigned rows = MIN(CELL_HEIGHT, height - con.cleared);

	fill(0, con.cleared, (unsigned)con.fb->display.width, rows, palette[0]);
	drawn(0, con.cleared, (unsigned)con.fb->display.width, rows);
	con.cleared += rows;
}

static bool fb_show(void)
{
	if (con.fb->display.taken && !panicking()) {
		con.away = true;
		return false;
	}
	if (con.away) {
		con.away = false;
		con.cleared = 0;
		term_lost(&con.term);
	}
	if (con.cleared == (unsigned)con.fb->display.height)
		return term_show(&con.term);
	clear_more();
	return true;
}

static void fb_released(struct display *d)
{
	(void)d;
	console_show();
}

static size_t cells_bytes(unsigned rows, unsigned cols)
{
	return 2 * (size_t)rows * cols * sizeof(struct term_cell);
}

/* The console is on fb from now on, with as many characters and this memory for them. */
static void move_to(struct framebuffer *fb, unsigned rows, unsigned cols, struct term_cell *cells,
		    struct term_cell *shown)
{
	unsigned long flags = irq_save();

	con.fb = fb;
	con.left = ((unsigned)fb->display.width - cols * CELL_WIDTH) / 2;
	con.top = ((unsigned)fb->display.height - rows * CELL_HEIGHT) / 2;
	con.cursor_row = con.cursor_col = con.cleared = 0;
	term_resize(&con.term, rows, cols, cells, shown);
	con.console.rows = (unsigned short)rows;
	con.console.cols = (unsigned short)cols;
	irq_restore(flags);
}

static void begin(struct framebuffer *fb, unsigned rows, unsigned cols, struct term_cell *memory)
{
	con.term = (struct term){
		.rows = rows,
		.cols = cols,
		.cells = memory,
		.shown = memory + (size_t)rows * cols,
		.draw = fb_draw,
		.cursor = fb_cursor,
	};
	term_init(&con.term);
	con.console = (struct console){ .name = "screen", .write = fb_write, .show = fb_show };
	move_to(fb, rows, cols, con.term.cells, con.term.shown);
	console_register(&con.console);
}

/* Without memory for the new size, what fits into the old one. */
static void change(struct framebuffer *fb, unsigned rows, unsigned cols, struct term_cell *memory)
{
	struct term old = con.term;

	if (!memory) {
		move_to(fb, MIN(rows, old.rows), MIN(cols, old.cols), old.cells, old.shown);
		return;
	}
	move_to(fb, rows, cols, memory, memory + (size_t)rows * cols);
	vm_unmap((uintptr_t)old.cells, con.bytes);
}

void fb_console_use(struct framebuffer *fb)
{
	unsigned cols = ((unsigned)fb->display.width - 2 * MARGIN) / CELL_WIDTH;
	unsigned rows = ((unsigned)fb->display.height - 2 * MARGIN) / CELL_HEIGHT;
	size_t size = ALIGN_UP(cells_bytes(rows, cols), PAGE_SIZE);
	struct term_cell *memory = vm_map(size, VM_R | VM_W, VM_ANON, "console");

	if (!memory)
		log_err("no memory for %ux%u characters", cols, rows);
	if (con.fb)
		change(fb, rows, cols, memory);
	else if (memory)
		begin(fb, rows, cols, memory);
	if (memory)
		con.bytes = size;
	fb->display.released = fb_released;
	console_show();
}
