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
static void *fake_vm_map(size_t size, unsigned prot, enum vm_kind kind, const char *name);
#include "../video/fb.c"
#undef LOG_TAG
#include "../video/fb_console.c"

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
	return calloc(1, size);
}

/* Rows of a box for U+FFFD, nothing for a blank, a stripe for A. */
static const uint16_t codes[] = { ' ', 'A', 0xfffd }, glyphs[] = { 1, 2, 0 };
static const uint8_t bits[3 * 16] = { [0] = 0xff, [7] = 0x81, [32] = 0x81, [45] = 0x0f };
const struct font font_8x16 = {
	.height = 16, .count = 3, .codes = codes, .glyphs = glyphs, .bits = bits
};

static void start(void)
{
	static const struct boot_fb fb = { 0xfd000000, WIDTH, HEIGHT, STRIDE * 4 };

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
