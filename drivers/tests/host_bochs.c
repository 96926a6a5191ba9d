/* SPDX-License-Identifier: MIT */
/*
 * host_bochs.c - the driver of QEMU's video card against a card of the test's own, which shows
 * what its registers say and can break each rule. Host ring only.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/cmdline.h>
#include <core/pages.h>
#include <core/vm.h>
#include <drivers/pci.h>

/* The driver's registers and memory are these. */
#define DRIVERS_MMIO_H
static uint16_t mmio_read16(volatile uint8_t *at);
static void mmio_write16(volatile uint8_t *at, uint16_t value);
static void *fake_map_device(phys_t pa, size_t size);
static void *fake_map_framebuffer(phys_t pa, size_t size);
static void fake_enable(const struct pci_dev *dev);
static uint64_t fake_bar_size(const struct pci_dev *dev, unsigned index);
#define vm_map_device      fake_map_device
#define vm_map_framebuffer fake_map_framebuffer
#define pci_enable_master  fake_enable
#define pci_bar_size       fake_bar_size
#define fb_register        fake_register
#define fb_changed         fake_changed
struct framebuffer;
static void fake_register(struct framebuffer *fb);
static void fake_changed(struct framebuffer *fb);
#include "../video/bochs.c"

#include <test/test.h>

static uint8_t registers[4096] __attribute__((aligned(2)));
static uint32_t *video;
static uint64_t video_size = 16 << 20, bar_size = 16 << 20;
static unsigned pad, refused_width; /* bad ideas: of the stride, of a mode */
static unsigned registered, changed, flips;

static uint16_t *reg(unsigned index)
{
	return (uint16_t *)(void *)(registers + DISPI) + index;
}

static uint16_t mmio_read16(volatile uint8_t *at)
{
	unsigned index = (unsigned)(at - registers - DISPI) / 2;

	CHECK(index <= DISPI_MEMORY);
	if (index == DISPI_XRES && *reg(index) == refused_width)
		return 640;
	return *reg(index);
}

static void mmio_write16(volatile uint8_t *at, uint16_t value)
{
	unsigned index = (unsigned)(at - registers - DISPI) / 2;

	NEED(index > DISPI_ID && index < DISPI_MEMORY);
	*reg(index) = index == DISPI_VIRT_WIDTH ? (uint16_t)(value + pad) : value;
	flips += index == DISPI_Y_OFFSET;
}

static void *fake_map_device(phys_t pa, size_t size)
{
	CHECK(pa.addr == 0xfebf0000 && size == sizeof(registers));
	return registers;
}

static void *fake_map_framebuffer(phys_t pa, size_t size)
{
	CHECK_EQ(pa.addr, 0xfd000000);
	CHECK(size <= MIN(video_size, bar_size));
	return video = calloc(1, size);
}

static void fake_enable(const struct pci_dev *dev)
{
	CHECK_EQ(dev->slot, 2);
}

static uint64_t fake_bar_size(const struct pci_dev *dev, unsigned index)
{
	(void)dev;
	return index == 0 ? bar_size : sizeof(registers);
}

static void fake_register(struct framebuffer *fb)
{
	registered++;
	display_register(&fb->display);
}

static void fake_changed(struct framebuffer *fb)
{
	(void)fb;
	changed++;
}

static const struct pci_dev place = {
	.slot = 2, .bar = { [0] = { .base = 0xfd000000 }, [2] = { .base = 0xfebf0000 } }
};

static int probe(const char *options)
{
	static char line[64];

	strcpy(line, options);
	cmdline_init(line);
	*reg(DISPI_ID) = 0xb0c5;
	*reg(DISPI_MEMORY) = (uint16_t)(video_size >> 16);
	return bochs_probe(&place);
}

/* What a person sees at (x, y). */
static uint32_t seen(unsigned x, unsigned y)
{
	size_t row = (size_t)*reg(DISPI_Y_OFFSET) + y;

	return video[row * *reg(DISPI_VIRT_WIDTH) + x];
}

static bool shows_all_of(const struct display *d)
{
	for (unsigned y = 0; y < (unsigned)d->height; y++) {
		for (unsigned x = 0; x < (unsigned)d->width; x++) {
			if (seen(x, y) != d->pixels[y * (unsigned)d->stride + x])
				return false;
		}
	}
	return true;
}

static struct display *take(const char *options)
{
	CHECK_EQ(probe(options), 0);
	struct display *d = display_get();
	d->pixels = calloc(1024 * 768, 4); /* what vm_map() gives on the host is not memory */
	CHECK_EQ(display_take(d), 0);
	return d;
}

static void scribble(const struct display *d, struct rect r)
{
	uint32_t colour = test_below(1u << 24);

	for (int y = r.y; y < r.y + r.h; y++)
		for (int x = r.x; x < r.x + r.w; x++)
			d->pixels[y * d->stride + x] = colour;
}

static struct rect anywhere(const struct display *d)
{
	struct rect r = { .x = (int)test_below((uint32_t)d->width) };

	r.y = (int)test_below((uint32_t)d->height);
	r.w = 1 + (int)test_below((uint32_t)MIN(d->width - r.x, 99));
	r.h = 1 + (int)test_below((uint32_t)MIN(d->height - r.y, 99));
	return r;
}

static void frames(struct display *d, unsigned count)
{
	for (unsigned n = 0; n < count; n++) {
		struct rect r[20];
		unsigned rects = test_below(20);

		for (unsigned i = 0; i < rects; i++) {
			r[i] = anywhere(d);
			scribble(d, r[i]);
		}
		d->flush(d, r, rects);
		if (!shows_all_of(d)) {
			CHECK_EQ(n, -1);
			return;
		}
	}
}

TEST(bochs_shows_frames_on_the_page_that_is_not_seen)
{
	struct display *d = take("video=640x480");

	CHECK(d->width == 640 && d->height == 480 && registered == 1);
	flips = 0;
	frames(d, 50);
	CHECK_EQ(flips, 50);
	/* Until it is turned over, nothing of a frame is seen. */
	unsigned before = *reg(DISPI_Y_OFFSET);
	d->pixels[0] = 0x123456;
	d->flush(d, &(struct rect){ 0, 0, 1, 1 }, 1);
	CHECK(*reg(DISPI_Y_OFFSET) != before);
	CHECK_EQ(seen(0, 0), 0x123456);
	CHECK(video[(size_t)before * *reg(DISPI_VIRT_WIDTH)] != 0x123456);
}

TEST(bochs_has_one_page_where_memory_is_short)
{
	video_size = 640 * 480 * 4 + 65536;
	struct display *d = take("");

	CHECK(d->width == 640 && d->height == 480 && d->modes_count == 1);
	frames(d, 20);
	CHECK_EQ(*reg(DISPI_Y_OFFSET), 0);
}

TEST(bochs_card_may_have_longer_rows)
{
	pad = 24;
	struct display *d = take("video=800x600");

	CHECK_EQ(card.fb.stride, 824);
	CHECK_EQ(d->stride, 800);
	frames(d, 20);
}

/* The console draws on what is seen, also while a program has the screen and panics. */
TEST(bochs_console_draws_on_the_page_that_is_seen)
{
	struct display *d = take("video=640x480");

	frames(d, 3);
	card.fb.memory[5] = 0xabcdef;
	card.fb.drawn(&card.fb, (struct rect){ 5, 0, 1, 1 });
	CHECK_EQ(seen(5, 0), 0xabcdef);
	display_release(d);
	CHECK_EQ(display_take(d), 0);
	frames(d, 3); /* nothing is left of it on either page */
}

TEST(bochs_sets_modes_while_it_shows)
{
	struct display *d = take("video=640x480");

	CHECK_EQ(display_set_mode(d, 641, 480), -EINVAL);
	CHECK_EQ(display_set_mode(d, 1024, 768), 0);
	CHECK(d->width == 1024 && d->height == 768 && d->stride == 1024 && changed == 1);
	CHECK_EQ(d->pixels[1024 * 768 - 1], 0);
	frames(d, 5);
	refused_width = 800;
	frames(d, 1);
	CHECK_EQ(display_set_mode(d, 800, 600), -EIO);
	CHECK(d->width == 1024 && d->height == 768 && changed == 1);
	frames(d, 5);
	CHECK_EQ(display_set_mode(d, 640, 480), 0);
	frames(d, 5);
}

TEST(bochs_begins_with_the_monitors_own_mode)
{
	static const uint8_t timing[18] = { 1, 0, 0x20, 0, 0x30, 0x58, 0, 0x20 };
	static const uint8_t magic[8] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };
	uint8_t sum = 0;

	memcpy(registers, magic, sizeof(magic));
	memcpy(registers + 54, timing, sizeof(timing));
	for (unsigned i = 0; i < 127; i++)
		sum = (uint8_t)(sum + registers[i]);
	registers[127] = (uint8_t)-sum;
	NEED(probe("") == 0);
	struct display *d = display_get();
	CHECK(d->width == 800 && d->height == 600 && d->preferred.width == 800);
	CHECK_EQ(*reg(DISPI_XRES), 800);
	CHECK_EQ(registers[VGA_PORTS], ATTR_SHOW);
}

static void expect_refusal(int err)
{
	CHECK_EQ(probe(""), err);
	CHECK(!display_get());
	CHECK_EQ(registered, 0);
}

TEST(bochs_without_memory_is_left_alone)
{
	video_size = 640 * 480; /* a quarter of the smallest mode */
	expect_refusal(-ENODEV);
}

TEST(bochs_memory_is_no_more_than_the_bar)
{
	bar_size = 2 << 20; /* and the card says 16 */
	NEED(probe("video=3840x2160") == 0);
	CHECK(display_get()->width == 800 || display_get()->width == 640);
}

TEST(bochs_that_does_not_set_the_mode_is_left_alone)
{
	refused_width = 1024;
	expect_refusal(-EIO);
}

TEST(bochs_whose_rows_do_not_fit_is_left_alone)
{
	pad = 60000;
	expect_refusal(-EIO);
}

TEST(bochs_that_is_another_card_is_left_alone)
{
	struct pci_dev ports = place;

	*reg(DISPI_ID) = 0xffff;
	CHECK_EQ(bochs_probe(&place), -ENODEV);
	ports.bar[2].io = true;
	CHECK_EQ(bochs_probe(&ports), -ENODEV);
	CHECK(!display_get());
}
