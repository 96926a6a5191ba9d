/* SPDX-License-Identifier: MIT */
/*
 * ahci.c - AHCI controllers: finds the ports with disks and gives them what they need.
 *
 * Source: Serial ATA AHCI 1.3.1, 2.1 (PCI header), 3.1 (registers), 10.1.2 (initialization),
 * 10.6 (handoff from the firmware).
 * Locking: probing is alone; the interrupt handler reads what does not change afterwards.
 */
#define LOG_TAG "ahci"
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <core/heap.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/vm.h>
#include <drivers/pci.h>

#include "block/ahci.h"

#define CLASS_AHCI 0x010601u
#define CLASS_MASK 0xffffffu
#define BAR_REGS   5u
#define AHCI_PORTS 32u
#define REGS_MAX   (HBA_PORTS + AHCI_PORTS * PORT_SIZE)
#define HANDOFF_NS (100 * NSEC_PER_MSEC)

struct ahci {
	volatile uint8_t *regs;
	enum pages_zone zone;
	unsigned ports; /* that the registers have room for */
	struct irq_action action;
	struct ahci_port *port[AHCI_PORTS]; /* NULL: no disk */
};

static void interrupt(void *arg)
{
	struct ahci *a = arg;
	uint32_t pending = ahci_in(a->regs, HBA_IS);

	if (pending == UINT32_MAX && ahci_in(a->regs, HBA_PI) == UINT32_MAX)
		return; /* the controller is not there any more */
	for (unsigned i = 0; i < AHCI_PORTS; i++)
		if (a->port[i] && pending >> i & 1)
			ahci_port_quiet(a->port[i]);
	ahci_out(a->regs, HBA_IS, pending);
	for (unsigned i = 0; i < AHCI_PORTS; i++)
		if (a->port[i] && pending >> i & 1)
			blk_irq(&a->port[i]->blk);
}

/* The firmware may still use the controller, from its own interrupts. */
static void take_over(struct ahci *a)
{
	uint64_t end = clock_now() + HANDOFF_NS;

	if (ahci_in(a->regs, HBA_CAP2) & CAP2_HANDOFF) {
		ahci_out(a->regs, HBA_BOHC, ahci_in(a->regs, HBA_BOHC) | BOHC_SYSTEM);
		while (ahci_in(a->regs, HBA_BOHC) & BOHC_FIRMWARE && clock_now() < end)
			;
	}
	ahci_out(a->regs, HBA_GHC, GHC_ENABLE);
	ahci_out(a->regs, HBA_IS, UINT32_MAX);
}

/* Asks the disk what it is. The frame for the answer is ours again when the port is idle. */
static int read_id(struct ahci_port *p)
{
	phys_t pa = pages_alloc(1, PAGES_DMA32);
	int err;

	if (!phys_valid(pa))
		return -ENOMEM;
	err = ahci_identify(p, phys_to_virt(pa));
	if (!err && !ata_id_parse(phys_to_virt(pa), &p->id))
		err = -ENODEV;
	if (!err || ahci_port_stop(p) == 0)
		pages_free(pa, 1);
	return err;
}

static int set_up(struct ahci *a, struct ahci_port *p)
{
	phys_t memory = pages_alloc(1, a->zone);
	int err;

	if (!phys_valid(memory))
		return -ENOMEM;
	p->memory = phys_to_virt(memory);
	memset(p->memory, 0, PAGE_SIZE);
	err = ahci_port_start(p);
	if (!err)
		err = read_id(p);
	if (err && ahci_port_stop(p) == 0)
		pages_free(memory, 1);
	return err;
}

static void find_disk(struct ahci *a, unsigned i)
{
	struct ahci_port *p = heap_alloc_zero(1, sizeof(*p));
	int err = -ENOMEM;

	if (p) {
		p->regs = a->regs + HBA_PORTS + i * PORT_SIZE;
		p->blk.gone = true; /* until it is registered */
		err = set_up(a, p);
	}
	if (err && err != -ENODEV)
		log_err("the disk at port %u cannot be used, error %d", i, -err);
	if (err)
		heap_free(p);
	else
		a->port[i] = p;
}

static void add_disk(struct ahci *a, struct ahci_port *p)
{
	struct blk_dev *dev = &p->blk;

	ata_id_describe(&p->id, dev);
	if (!p->id.lba48)
		dev->sectors = MIN(p->id.blocks, ATA_LBA28_BLOCKS) *
			       (p->id.block_size / BLK_SECTOR);
	dev->ops = &ahci_ops;
	dev->driver = p;
	dev->max_sectors = p->id.lba48 ? AHCI_SECTORS : 256;
	dev->max_segs = BLK_SEGS_MAX;
	dev->depth = 1;
	dev->zone = a->zone;
	blk_name(dev, "sd");
	blk_register(dev);
}

static unsigned find_disks(struct ahci *a)
{
	uint32_t there = ahci_in(a->regs, HBA_PI);
	unsigned count = 0;

	for (unsigned i = 0; i < a->ports; i++) {
		if (there >> i & 1)
			find_disk(a, i);
		count += a->port[i] != NULL;
	}
	return count;
}

static int attach(struct ahci *a, const struct pci_dev *dev)
{
	a->action = (struct irq_action){ .fn = interrupt, .arg = a };
	if (pci_attach_message(dev, &a->action) == 0)
		return 0;
	return irq_attach(dev->irq, &a->action);
}

/* Maps the registers. */
static int open(struct ahci *a, const struct pci_dev *dev)
{
	const struct pci_bar *bar = &dev->bar[BAR_REGS];
	uint64_t size = bar->io || !bar->base ? 0 : pci_bar_size(dev, BAR_REGS);
	uint32_t cap;

	if (size < HBA_PORTS + PORT_SIZE)
		return -ENODEV;
	size = MIN(size, (uint64_t)REGS_MAX);
	a->ports = (unsigned)(size - HBA_PORTS) / PORT_SIZE;
	pci_enable_master(dev);
	a->regs = vm_map_device((phys_t){ bar->base }, size);
	if (!a->regs)
		return -ENOMEM;
	take_over(a);
	cap = ahci_in(a->regs, HBA_CAP);
	a->zone = cap & CAP_S64A ? PAGES_ANY : PAGES_DMA32;
	return 0;
}

static int ahci_probe(const struct pci_dev *dev)
{
	struct ahci *a = heap_alloc_zero(1, sizeof(*a));
	int err = a ? open(a, dev) : -ENOMEM;

	if (!err && find_disks(a) == 0)
		err = -ENODEV;
	if (!err)
		err = attach(a, dev);
	if (err) {
		/* Ports whose disks are not to be used stay stopped, and their memory theirs. */
		for (unsigned i = 0; a && i < AHCI_PORTS; i++)
			if (a->port[i])
				ahci_port_stop(a->port[i]);
		heap_free(a);
		return err;
	}
	ahci_out(a->regs, HBA_GHC, GHC_ENABLE | GHC_INTERRUPTS);
	for (unsigned i = 0; i < AHCI_PORTS; i++)
		if (a->port[i])
			add_disk(a, a->port[i]);
	return 0;
}

DRIVER(ahci) = {
	.name = "ahci", .class = CLASS_AHCI, .class_mask = CLASS_MASK, .probe = ahci_probe
};
