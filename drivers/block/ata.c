/* SPDX-License-Identifier: MIT */
/*
 * ata.c - IDE controllers and the disks behind them (ata.h).
 *
 * A PCI IDE controller has two channels, at the ports and lines of the PC/AT or, when its
 * programming interface says so, where its address registers point to. CD drives (ATAPI) are
 * left alone.
 */
#define LOG_TAG "ata"
#include <errno.h>
#include <stddef.h>

#include <arch/io.h>
#include <core/heap.h>
#include <core/log.h>
#include <drivers/pci.h>

#include "block/ata.h"

#define CHANNELS       2u
#define IDENTIFY_NS    (1 * NSEC_PER_SEC)
#define CLASS_IDE      0x010100u
#define CLASS_MASK     0xffff00u
#define CLASS_MASTER   0x80u /* has a bus master */
#define BM_CHANNEL     8u    /* ports from one channel's to the next */
#define CONTROL_OFFSET 2u    /* of the control port in its address register */

/* Asks the disk what it is, by polling: nothing interrupts yet. False: nobody there, or a
 * device of another kind, which ends the command with an error. */
static bool identify(struct ata_channel *c, unsigned unit, uint16_t words[ATA_ID_WORDS])
{
	uint8_t status;

	ata_select(c, unit, 0);
	status = inb(c->control);
	if (status == 0 || status == 0xff)
		return false;
	if (ata_wait(c, IDENTIFY_NS) & ATA_BUSY)
		return false;
	ata_out(c, ATA_COMMAND, ATA_IDENTIFY);
	inb(c->control); /* as long as a disk may take to say that it is busy */
	status = ata_wait(c, IDENTIFY_NS);
	if (status & (ATA_BUSY | ATA_ERROR | ATA_FAULT) || !(status & ATA_DRQ))
		return false;
	insw((uint16_t)(c->port + ATA_DATA), words, ATA_ID_WORDS);
	ata_in(c, ATA_COMMAND);
	return true;
}

static struct ata_disk *find_disk(struct ata_channel *c, unsigned unit)
{
	uint16_t *words = heap_alloc(ATA_ID_WORDS * sizeof(*words));
	struct ata_disk *d = words ? heap_alloc_zero(1, sizeof(*d)) : NULL;

	if (d && identify(c, unit, words) && ata_id_parse(words, &d->id)) {
		d->channel = c;
		d->unit = unit;
	} else {
		heap_free(d);
		d = NULL;
	}
	heap_free(words);
	return d;
}

static void add_disk(struct ata_channel *c, struct ata_disk *d)
{
	struct blk_dev *dev = &d->blk;
	bool dma = c->bm && d->id.dma;

	ata_id_describe(&d->id, dev);
	if (!d->id.lba48)
		dev->sectors = MIN(d->id.blocks, ATA_LBA28_BLOCKS) *
			       (d->id.block_size / BLK_SECTOR);
	dev->ops = &ata_ops;
	dev->driver = d;
	dev->max_sectors = ATA_SECTORS;
	dev->max_segs = BLK_SEGS_MAX;
	dev->depth = 1;
	dev->zone = dma ? PAGES_DMA32 : PAGES_ANY;
	blk_name(dev, "sd");
	if (!dma)
		log_info("%s: without DMA", dev->name);
	blk_register(dev);
}

unsigned ata_channel_probe(struct ata_channel *c)
{
	unsigned count;

	outb(c->control, ATA_CONTROL_QUIET);
	for (unsigned i = 0; i < ATA_UNITS; i++)
		c->disk[i] = find_disk(c, i);
	count = !!c->disk[0] + !!c->disk[1];
	if (!count)
		return 0;
	c->action = (struct irq_action){ .fn = ata_interrupt, .arg = c };
	if (irq_attach(c->line, &c->action)) {
		log_err("no interrupt for the disks at port %#x", c->port);
		return 0;
	}
	outb(c->control, 0);
	for (unsigned i = 0; i < ATA_UNITS; i++)
		if (c->disk[i])
			add_disk(c, c->disk[i]);
	return count;
}

/* Ports and line of channel i. False when it is switched off. */
static bool locate(const struct pci_dev *dev, unsigned i, struct ata_channel *c)
{
	static const uint16_t port[] = { 0x1f0, 0x170 }, control[] = { 0x3f6, 0x376 };
	const struct pci_bar *bar = &dev->bar[2 * i];

	c->port = port[i];
	c->control = control[i];
	c->line = 14 + i;
	if (!(dev->class & 1u << 2 * i)) /* compatibility mode */
		return true;
	c->port = (uint16_t)bar[0].base;
	c->control = (uint16_t)(bar[1].base + CONTROL_OFFSET);
	c->line = dev->irq;
	return bar[0].io && bar[1].io && bar[0].base && bar[1].base;
}

static int use_master(const struct pci_dev *dev, unsigned i, struct ata_channel *c)
{
	phys_t table;

	if (!IS_ENABLED(CONFIG_ATA_DMA) || !(dev->class & CLASS_MASTER) || !dev->bar[4].io ||
	    !dev->bar[4].base)
		return 0;
	table = pages_alloc(1, PAGES_DMA32);
	if (!phys_valid(table))
		return -ENOMEM;
	c->table = phys_to_virt(table);
	c->bm = (uint16_t)(dev->bar[4].base + BM_CHANNEL * i);
	return 0;
}

/* A channel without disks is forgotten; one with disks is kept for ever. */
static unsigned probe_channel(const struct pci_dev *dev, unsigned i)
{
	struct ata_channel *c = heap_alloc_zero(1, sizeof(*c));
	unsigned count = 0;

	if (c && locate(dev, i, c) && use_master(dev, i, c) == 0)
		count = ata_channel_probe(c);
	if (count || !c)
		return count;
	if (c->table)
		pages_free(virt_to_phys(c->table), 1);
	heap_free(c);
	return 0;
}

static int ata_probe(const struct pci_dev *dev)
{
	unsigned count = 0;

	_Static_assert(PRD_MAX * sizeof(struct prd) <= PAGE_SIZE, "one frame");
	pci_enable_master(dev);
	for (unsigned i = 0; i < CHANNELS; i++)
		count += probe_channel(dev, i);
	return count ? 0 : -ENODEV;
}

DRIVER(ata) = { .name = "ata", .class = CLASS_IDE, .class_mask = CLASS_MASK, .probe = ata_probe };
