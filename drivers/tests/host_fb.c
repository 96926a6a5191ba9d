/* SPDX-License-Identifier: MIT */
/*
 * host_fb.c - the framebuffer and its console against memory of the test's own, with a
 * font of three characters. Host ring only.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/font.h>
#include <core/pages.h>
#include <core/vm.h>

static void *fake_map(phys_t pa, size_t size);

#define vm_map_framebuffer fake_map
#define vm_map             fake_vm_map
#define vm_unmap           fake_vm_unmap
static void *fake_vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name);
static int fake_vm_unmap(uintptr_t addr, size_t size);
#include "../video/fb.c"
#undef LOG_TAG
#include "../video/fb_console.c"
#include "../video/fb_display.c"

#include <test/test.h>

#define WIDTH  100u
#define HEIGHT 70u
#define STRIDE 104u /* pixels: rows have a rest that is not seen */
#define UNSEEN 0xdeadbeefu

/* Columns and rows that fit, and where the first cell is. */
#define COLS 8u
#define ROWS 2u
#define LEFT 18u
#define TOP  19u

static uint32_t *memory;
static bool no_memory;

static void *fake_map(phys_t pa, size_t size)
{
	CHECK_EQ(pa.addr, 0xfd000000);
	CHECK_EQ(size, STRIDE * HEIGHT * 4);
	memory = malloc(size);
	for (size_t i = 0; memory && i < size / 4; i++)
		memory[i] = UNSEEN;
	return memory;
}

static void *fake_vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name)
{
	CHECK(prot == (VM_R | VM_W) && kind == VM_ANON && name[0]);
	return no_memory ? NULL : calloc(1, size);
}

static int fake_vm_unmap(uintptr_t addr, size_t size)
{
	CHECK(size % PAGE_SIZE == 0);
	free((void *)addr);
	return 0;
}

/* Rows of a box for U+FFFD, nothing for a blank, a stripe for A. */
static const uint16_t codes[] = { ' ', 'A', 0xfffd }, glyphs[] = { 1, 2, 0 };
static const uint8_t bits[3 * 16] = { [0] = 0xff, [7] = 0x81, [32] = 0x81, [45] = 0x0f };
const struct font font_8x16 = {
	.height = 16, .count = 3, .codes = codes, .glyphs = glyphs, .bits = bits
};

static uint32_t second_memory[200 * 100];
static struct rect seen[100];
static unsigned seen_count;

static void note_drawn(struct framebuffer *fb, struct rect r)
{
	CHECK(fb->memory == second_memory);
	NEED(seen_count < ARRAY_SIZE(seen));
	seen[seen_count++] = r;
}

static struct framebuffer second = {
	.display = { .rank = DISPLAY_DRIVER, .width = 200, .height = 100, .stride = 200 },
	.memory = second_memory,
	.stride = 200,
	.drawn = note_drawn,
};

static void start(void)
{
	static const struct boot_fb fb = { 0xfd000000, WIDTH, HEIGHT, STRIDE * 4 };

	seen_count = 0;
	framebuffer_init(&fb);
	console_write("\033[H\033[2J\033[?25l", 13);
}

static void put(const char *s)
{
	console_write(s, strlen(s));
}

static uint32_t at(unsigned x, unsigned y)
{
	return memory[y * STRIDE + x];
}

/* Checks all pixels: glyphs in text, ' ' and 'A' and '?' (anything else) on row 0. */
static void expect_row(const char *text, uint32_t fg)
{
	size_t len = strlen(text);

	for (unsigned y = 0; y < HEIGHT; y++) {
		for (unsigned x = 0; x < STRIDE; x++) {
			unsigned col = (x - LEFT) / 8, line = y - TOP;
			uint32_t want = x < WIDTH ? palette[0] : UNSEEN;

			if (x >= LEFT && col < len && y >= TOP && line < 16) {
				unsigned glyph = text[col] == 'A' ? 2 : text[col] == ' ' ? 1 : 0;

				if (bits[glyph * 16 + line] & 0x80 >> (x - LEFT) % 8)
					want = fg;
			}
			if (at(x, y) != want) {
				CHECK_EQ(at(x, y), want);
				CHECK_EQ(x * 1000 + y, -1);
				return;
			}
		}
	}
}

TEST(fb_console_draws_characters_within_its_margins)
{
	unsigned short rows, cols;

	start();
	NEED(console_size(&rows, &cols));
	CHECK_EQ(rows, ROWS);
	CHECK_EQ(cols, COLS);
	put("A A\001A");
	expect_row("A A?A", palette[7]);
	put("\r\033[K\033[92mAA");
	expect_row("AA", palette[10]);
}

/* What is done with interrupts off in one go. */
TEST(fb_console_draws_no_more_than_a_row_at_a_time)
{
	start();
	fb_write("AA\nAA", 5);
	CHECK_EQ(at(LEFT + 4, TOP + 13), palette[0]);
	CHECK(fb_show());
	CHECK_EQ(at(LEFT + 4, TOP + 13), palette[7]);
	CHECK_EQ(at(LEFT + 4, TOP + 16 + 13), palette[0]);
	CHECK(fb_show());
	CHECK_EQ(at(LEFT + 4, TOP + 16 + 13), palette[7]);
	CHECK(!fb_show()); /* the cursor */
	memory[0] = memory[16 * STRIDE] = 1;
	con.away = true; /* the picture of somebody else */
	CHECK(fb_show());
	CHECK_EQ(at(0, 0), palette[0]);
	CHECK_EQ(at(0, 16), 1);
	while (fb_show())
		;
	CHECK_EQ(at(0, 16), palette[0]);
}

TEST(fb_console_scrolls_and_has_a_cursor)
{
	start();
	put("\033[31m1\nAA\n");
	expect_row("AA", palette[1]);
	put("\033[H\033[?25h");
	CHECK_EQ(at(LEFT, TOP + CURSOR_TOP), palette[7]);
	CHECK_EQ(at(LEFT + 7, TOP + 15), palette[7]);
	put("\033[2;2H");
	CHECK_EQ(at(LEFT, TOP + CURSOR_TOP), palette[0]);
	CHECK_EQ(at(LEFT + 8, TOP + 16 + CURSOR_TOP), palette[7]);
	put("\033[?25l");
	expect_row("AA", palette[1]);
}

static void flush_one(struct display *d, struct rect r)
{
	d->flush(d, &r, 1);
}

TEST(fb_shows_what_is_flushed_and_nothing_else)
{
	start();
	put("A");
	struct display *d = display_get();
	NEED(d);
	d->pixels = calloc(WIDTH * HEIGHT, 4); /* what vm_map() gives on the host is not memory */
	NEED(display_take(d) == 0);
	CHECK_EQ(display_take(d), -EBUSY);
	for (unsigned i = 0; i < HEIGHT; i++)
		d->pixels[i * (unsigned)d->stride + i] = 0xff0000 + i;
	expect_row("A", palette[7]); /* not flushed yet */
	flush_one(d, (struct rect){ 0, 0, (int)WIDTH, (int)HEIGHT });
	d->pixels[0] = 0x123456;
	struct rect two[] = { { 1, 0, 2, 5 }, { 2, 0, 4, 5 } };
	d->flush(d, two, 2);
	for (unsigned y = 0; y < HEIGHT; y++) {
		for (unsigned x = 0; x < STRIDE; x++)
			CHECK_EQ(at(x, y), x >= WIDTH ? UNSEEN : x == y ? 0xff0000 + x : 0);
	}
	put("A"); /* is kept, not drawn over the picture */
	CHECK_EQ(at(LEFT, TOP), 0);
	CHECK_EQ(at(19, 19), 0xff0013);
	display_release(d);
	expect_row("AA", palette[7]);
	CHECK_EQ(display_take(d), 0);
	flush_one(d, (struct rect){ 99, 69, 1, 1 }); /* nothing is left of the text */
	CHECK_EQ(at(LEFT + 4, TOP + 13), 0);
}

/* Where cell (row, col) of the second screen has its stripe's last pixel. */
static uint32_t second_at(unsigned row, unsigned col)
{
	return second_memory[(18 + row * 16 + 13) * 200 + 16 + col * 8 + 7];
}

/* A driver finds the card whose picture the boot loader set up, or another one. */
TEST(fb_console_moves_to_a_better_screen)
{
	unsigned short rows, cols;
	bool everything = false;

	start();
	put("A\nA");
	fb_register(&second);
	CHECK_EQ(display_get(), &second.display);
	NEED(console_size(&rows, &cols));
	CHECK_EQ(rows, 4);
	CHECK_EQ(cols, 21);
	CHECK_EQ(second_at(0, 0), palette[7]);
	CHECK_EQ(second_at(1, 0), palette[7]);
	CHECK_EQ(second_at(0, 1), palette[0]);
	CHECK_EQ(second_memory[0], palette[0]);
	for (unsigned i = 0; i < seen_count; i++)
		everything = everything || seen[i].w == 200;
	CHECK(everything);
	seen_count = 0;
	put("A");
	NEED(seen_count == 3); /* the cell, and the cursor here and there */
	CHECK(seen[0].x == 24 && seen[0].y == 34 && seen[0].w == 8 && seen[0].h == 16);
	fb_register(&screen); /* the worse one does not come back */
	CHECK_EQ(display_get(), &second.display);
}

TEST(fb_console_follows_the_mode)
{
	start();
	put("1\nA\nA");
	fb_register(&second);
	put("\nAA");
	second.display.height = 64; /* two rows */
	second.display.width = 48;  /* two columns */
	fb_changed(&second);
	CHECK_EQ(con.console.rows, 2);
	CHECK_EQ(con.console.cols, 2);
	CHECK_EQ(con.term.cells[0].code, 'A'); /* the newest rows stay */
	CHECK_EQ(con.term.cells[3].code, 'A');
	no_memory = true; /* then what fits into the old size */
	second.display.height = 100;
	second.display.width = 200;
	fb_changed(&second);
	CHECK_EQ(con.console.rows, 2);
	CHECK_EQ(con.console.cols, 2);
	put("\033[H\033[2J\nA");
	CHECK_EQ(con.term.cells[2].code, 'A');
	/* In the middle of the screen. */
	CHECK_EQ(second_memory[(34 + 16 + 13) * 200 + 92 + 7], palette[7]);
}

TEST(fb_that_cannot_be_used_is_left_alone)
{
	static const struct boot_fb cases[] = {
		{ 0, 640, 480, 2560 },
		{ 0xfd000000, 0, 480, 2560 },
		{ 0xfd000000, 640, 480, 2559 },
		{ 0xfd000000, 640, 0x80000000, 2560 },
		{ 0xfd000000, 640, 480, 2562 },
		{ 0xfd000000, 0x40000000, 480, 0 },
		{ 0xfd000000, 640, 480, 1u << 31 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
		framebuffer_init(&cases[i]);
	CHECK(!memory);
	CHECK(!display_get());
}
