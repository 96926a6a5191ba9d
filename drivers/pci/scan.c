/* SPDX-License-Identifier: MIT */
/*
 * scan.c - the walk over the PCI buses.
 *
 * Buses are visited in ascending order. Bus 0 is always there; a bridge announces the
 * bus behind it, whose number is higher than its own, so one pass over a bitmap finds
 * all of them without recursion, whatever the bridges claim. Addresses and interrupt
 * lines are those the firmware assigned.
 *
 * Source: PCI Local Bus Specification 3.0, 6.1 and 6.2.1 (header types, multifunction
 * devices); PCI-to-PCI Bridge Architecture Specification 1.2, 3.2.5.
 * Locking: called once, by the boot thread.
 */
#define LOG_TAG "pci"
#include <errno.h>
#include <stddef.h>

#include <core/irq.h>
#include <core/log.h>
#include "pci.h"

#define BUSES        256u
#define SLOTS        32u
#define FUNCTIONS    8u
#define VENDOR_NONE  0xffffu
#define CLASS_HOST   0x0600u
#define HEADER_MULTI 0x80u
#define HEADER_TYPE  0x7fu

enum { HEADER_DEVICE, HEADER_BRIDGE };

TABLE_DECLARE(struct driver, drivers);

struct walk {
	uint64_t pending[BUSES / 64]; /* buses to visit */
	unsigned found;
};

static void want_bus(struct walk *w, unsigned bus)
{
	w->pending[bus / 64] |= 1ull << bus % 64;
}

static bool bus_wanted(const struct walk *w, unsigned bus)
{
	return w->pending[bus / 64] >> bus % 64 & 1;
}

static unsigned header_type(const struct pci_dev *dev)
{
	return pci_read32(dev, PCI_REG_HEADER) >> 16 & 0xff;
}

static struct pci_id id_of(uint32_t reg)
{
	return (struct pci_id){ .vendor = reg & 0xffff, .device = reg >> 16 };
}

static void read_bars(struct pci_dev *dev, unsigned count)
{
	uint32_t raw[PCI_BARS] = { 0 };

	for (unsigned i = 0; i < count; i++)
		raw[i] = pci_read32(dev, PCI_REG_BAR0 + 4 * i);
	pci_decode_bars(raw, count, dev->bar);
}

static void describe(struct pci_dev *dev)
{
	uint8_t line = pci_read32(dev, PCI_REG_IRQ) & 0xff;

	dev->irq = line < IRQ_LINES ? line : PCI_IRQ_NONE;
	dev->class = pci_read32(dev, PCI_REG_CLASS) >> 8;
	dev->subsystem = id_of(pci_read32(dev, PCI_REG_SUBSYSTEM));
	read_bars(dev, PCI_BARS);
}

static bool matches(const struct driver *drv, const struct pci_dev *dev)
{
	if (drv->class_mask && (dev->class & drv->class_mask) == drv->class)
		return true;
	for (const struct pci_id *want = drv->ids; want && want->vendor; want++)
		if (want->vendor == dev->id.vendor &&
		    (want->device == dev->id.device || want->device == PCI_ANY))
			return true;
	return false;
}

static const struct driver *driver_for(const struct pci_dev *dev)
{
	FOR_TABLE(struct driver, drv, drivers)
	if (matches(drv, dev))
		return drv;
	return NULL;
}

static void bind(const struct pci_dev *dev)
{
	const struct driver *drv = driver_for(dev);
	int err = drv ? drv->probe(dev) : -ENODEV;

	if (!err)
		log_info("%02x:%02x.%u %04x:%04x: %s, irq %u", dev->bus, dev->slot, dev->func,
			 dev->id.vendor, dev->id.device, drv->name, dev->irq);
	else if (err == -ENODEV)
		log_debug("%02x:%02x.%u %04x:%04x: no driver", dev->bus, dev->slot, dev->func,
			  dev->id.vendor, dev->id.device);
	else
		log_err("%02x:%02x.%u %04x:%04x: %s failed, error %d", dev->bus, dev->slot,
			dev->func, dev->id.vendor, dev->id.device, drv->name, -err);
}

/* A host bridge per function means a root bus per function. */
static void note_buses(struct walk *w, const struct pci_dev *dev, unsigned type)
{
	unsigned behind = 0;

	if (type == HEADER_BRIDGE)
		behind = pci_read32(dev, PCI_REG_BUSES) >> 8 & 0xff;
	else if (dev->bus == 0 && dev->slot == 0 &&
		 pci_read32(dev, PCI_REG_CLASS) >> 16 == CLASS_HOST)
		behind = dev->func;
	if (behind > dev->bus)
		want_bus(w, behind);
}

static bool visit_function(struct walk *w, struct pci_dev *dev)
{
	unsigned type;

	dev->id = id_of(pci_read32(dev, PCI_REG_ID));
	if (dev->id.vendor == VENDOR_NONE || dev->id.vendor == 0)
		return false;
	w->found++;
	type = header_type(dev) & HEADER_TYPE;
	note_buses(w, dev, type);
	if (type == HEADER_DEVICE) {
		describe(dev);
		bind(dev);
	}
	return true;
}

static void visit_slot(struct walk *w, unsigned bus, unsigned slot)
{
	struct pci_dev dev = { .bus = (uint8_t)bus, .slot = (uint8_t)slot };

	if (!visit_function(w, &dev) || !(header_type(&dev) & HEADER_MULTI))
		return;
	for (unsigned func = 1; func < FUNCTIONS; func++) {
		dev = (struct pci_dev){ .bus = (uint8_t)bus,
					.slot = (uint8_t)slot,
					.func = (uint8_t)func };
		visit_function(w, &dev);
	}
}

void pci_scan(void)
{
	struct walk w = { 0 };

	if (!pci_present()) {
		log_info("no PCI on this machine");
		return;
	}
	want_bus(&w, 0);
	for (unsigned bus = 0; bus < BUSES; bus++)
		for (unsigned slot = 0; bus_wanted(&w, bus) && slot < SLOTS; slot++)
			visit_slot(&w, bus, slot);
	log_debug("%u functions", w.found);
}
