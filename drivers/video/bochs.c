/* SPDX-License-Identifier: MIT */
/*
 * bochs.c - the video card that QEMU calls "-vga std" and "-device bochs-display": modes are
 * set by a few registers, and what is shown of the video memory can be moved.
 *
 *	BAR 0   video memory
 *	BAR 2   000  EDID
 *	        400  the VGA's ports from 3c0 on; not on bochs-display
 *	        500  the registers below, 16 bits each
 *
 * Where the memory holds several pictures, one that is not seen is brought up to date and then
 * shown, so nobody ever sees half a frame. Three pages are used when there is room: whoever
 * shows the picture (or dumps it) may still be reading the one that was shown before. Each page
 * remembers where it differs from pixels[]: that is what was flushed since it was written last.
 * The console writes the page that is seen.
 *
 * Source: QEMU, docs/specs/standard-vga; Bochs, VBE Display Interface (dispi), 0xb0c5.
 * Locking: flush and mode_set are called by who has taken the display, drawn with interrupts
 * off; what both use is changed with interrupts off.
 */
#define LOG_TAG "screen"
#include <errno.h>

#include <core/irq.h>
#include <core/log.h>
#include <core/vm.h>
#include <drivers/mmio.h>
#include <drivers/pci.h>
#include "damage.h"
#include "fb.h"

#define REGISTERS_SIZE 0x1000u
#define VGA_PORTS      0x400u
#define VGA_FIRST      0x3c0u
#define DISPI          0x500u

enum {
	DISPI_ID,
	DISPI_XRES,
	DISPI_YRES,
	DISPI_BPP,
	DISPI_ENABLE,
	DISPI_BANK,
	DISPI_VIRT_WIDTH,
	DISPI_VIRT_HEIGHT,
	DISPI_X_OFFSET,
	DISPI_Y_OFFSET,
	DISPI_MEMORY, /* in units of 64 KiB */
};
#define ID_FIRST   0xb0c2u /* knows 32 bits per pixel and the linear framebuffer */
#define ID_LAST    0xb0cfu
#define ENABLE_ON  0x01u
#define ENABLE_LFB 0x40u
#define BPP        32u

#define ATTR_PORT   0x3c0u
#define ATTR_SHOW   0x20u /* index bit: the screen stays on */
#define STATUS_PORT 0x3dau

#define PAGES_MAX 3u

static struct bochs {
	struct framebuffer fb;
	volatile uint8_t *registers;
	uint64_t memory_size;           /* bytes of video memory */
	uint32_t *memory;               /* all of it that is ours */
	unsigned pages, shown;          /* of the mode; the one that is seen */
	struct damage stale[PAGES_MAX]; /* where a page differs from pixels[] */
	struct display_mode modes[DISPLAY_MODES_MAX];
} card;

static uint16_t get(unsigned index)
{
	return mmio_read16(card.registers + DISPI + 2 * index);
}

static void set(unsigned index, unsigned value)
{
	mmio_write16(card.registers + DISPI + 2 * index, (uint16_t)value);
}

static size_t page_bytes(unsigned stride, unsigned height)
{
	return (size_t)stride * height * sizeof(uint32_t);
}

static uint32_t *page(unsigned n)
{
	return card.memory + (size_t)n * card.fb.stride * (unsigned)card.fb.display.height;
}

static struct rect whole(void)
{
	return (struct rect){ 0, 0, card.fb.display.width, card.fb.display.height };
}

static void show(unsigned n)
{
	set(DISPI_Y_OFFSET, n * (unsigned)card.fb.display.height);
	card.shown = n;
}

static void bochs_flush(struct display *d, const struct rect *rects, unsigned n)
{
	unsigned next = (card.shown + 1) % card.pages;
	struct damage *stale = &card.stale[next];

	for (unsigned i = 0; i < card.pages * n; i++)
		damage_add(&card.stale[i % card.pages], rects[i / card.pages]);
	for (unsigned i = 0; i < stale->count; i++)
		fb_copy(d, stale->rects[i], page(next), card.fb.stride);
	stale->count = 0;
	unsigned long flags = irq_save();
	show(next);
	card.fb.memory = page(next);
	irq_restore(flags);
}

/* What the console overwrites is nobody's picture any more. */
static void bochs_drawn(struct framebuffer *fb, struct rect r)
{
	(void)fb;
	(void)r;
	for (unsigned i = 0; i < PAGES_MAX; i++)
		damage_set(&card.stale[i], whole());
}

static bool fits(const struct display *d, struct display_mode mode)
{
	(void)d;
	return mode.width % 8 == 0 && page_bytes(mode.width, mode.height) <= card.memory_size;
}

/* Interrupts are off: nobody draws in between. The card may have its own idea of the distance
 * between rows, but no other one of the mode. */
static int program(struct display_mode mode)
{
	set(DISPI_ENABLE, 0);
	set(DISPI_BPP, BPP);
	set(DISPI_XRES, mode.width);
	set(DISPI_YRES, mode.height);
	set(DISPI_BANK, 0);
	set(DISPI_VIRT_WIDTH, mode.width);
	set(DISPI_VIRT_HEIGHT, PAGES_MAX * mode.height);
	set(DISPI_X_OFFSET, 0);
	set(DISPI_Y_OFFSET, 0);
	set(DISPI_ENABLE, ENABLE_ON | ENABLE_LFB);
	unsigned stride = get(DISPI_VIRT_WIDTH);
	if (get(DISPI_XRES) != mode.width || get(DISPI_YRES) != mode.height ||
	    get(DISPI_BPP) != BPP || !(get(DISPI_ENABLE) & ENABLE_ON) || stride < mode.width ||
	    page_bytes(stride, mode.height) > card.memory_size)
		return -EIO;
	card.fb.stride = stride;
	card.fb.display.width = mode.width;
	card.fb.display.height = mode.height;
	card.pages = (unsigned)MIN(card.memory_size / page_bytes(stride, mode.height), PAGES_MAX);
	card.shown = 0;
	card.fb.memory = card.memory;
	bochs_drawn(&card.fb, whole());
	return 0;
}

static int bochs_mode_set(struct display *d, struct display_mode mode)
{
	struct display_mode old = { (uint16_t)d->width, (uint16_t)d->height };
	unsigned long flags = irq_save();
	int err = program(mode);

	if (err)
		program(old);
	irq_restore(flags);
	if (err)
		log_err("the video card does not set %ux%u", mode.width, mode.height);
	else
		fb_changed(&card.fb);
	return err;
}

/* The VGA shows nothing while its palette may be written, which is how it starts; the card
 * without these ports takes no notice. */
static void unblank(void)
{
	volatile uint8_t *ports = card.registers + VGA_PORTS - VGA_FIRST;

	(void)ports[STATUS_PORT]; /* the next write is an index */
	ports[ATTR_PORT] = ATTR_SHOW;
}

static void read_edid(struct display *d)
{
	uint8_t edid[EDID_SIZE];

	for (unsigned i = 0; i < sizeof(edid); i++)
		edid[i] = card.registers[i];
	if (!display_read_edid(d, edid))
		log_debug("no monitor tells what it is");
}

static int map(const struct pci_dev *dev)
{
	const struct pci_bar *memory = &dev->bar[0], *registers = &dev->bar[2];

	if (!memory->base || memory->io || !registers->base || registers->io ||
	    pci_bar_size(dev, 2) < REGISTERS_SIZE)
		return -ENODEV;
	card.registers = vm_map_device((phys_t){ registers->base }, REGISTERS_SIZE);
	if (!card.registers)
		return -ENOMEM;
	if (get(DISPI_ID) < ID_FIRST || get(DISPI_ID) > ID_LAST)
		return -ENODEV;
	card.memory_size = MIN((uint64_t)get(DISPI_MEMORY) << 16, pci_bar_size(dev, 0));
	return 0;
}

/* The largest mode's pages, as far as there is memory. */
static int map_memory(const struct pci_dev *dev)
{
	size_t most = 0;

	for (unsigned i = 0; i < card.fb.display.modes_count; i++)
		most = MAX(most, PAGES_MAX * page_bytes(card.modes[i].width, card.modes[i].height));
	card.memory_size = MIN(card.memory_size, most);
	card.memory = vm_map_framebuffer((phys_t){ dev->bar[0].base }, card.memory_size);
	return card.memory ? 0 : -ENOMEM;
}

/* One screen is enough: a second card is left alone. */
static int bochs_probe(const struct pci_dev *dev)
{
	struct display *d = &card.fb.display;

	if (card.memory)
		return -ENODEV;
	pci_enable_master(dev);
	int err = map(dev);
	if (err)
		return err;
	*d = (struct display){ .name = "bochs",
			       .rank = DISPLAY_DRIVER,
			       .flush = bochs_flush,
			       .mode_set = bochs_mode_set };
	card.fb.drawn = bochs_drawn;
	read_edid(d);
	display_list_modes(d, card.modes, fits);
	struct display_mode mode = display_first_mode(d);
	if (!mode.width)
		return -ENODEV;
	err = map_memory(dev);
	if (!err)
		err = program(mode);
	if (err)
		return err;
	d->stride = d->width;
	unblank();
	fb_register(&card.fb);
	return 0;
}

static const struct pci_id bochs_ids[] = { { 0x1234, 0x1111 }, { 0, 0 } };

DRIVER(bochs) = { .name = "bochs display", .ids = bochs_ids, .probe = bochs_probe };
