/* SPDX-License-Identifier: MIT */
/*
 * pci.h - finding PCI functions and the drivers for them.
 *
 * Source: PCI Local Bus Specification 3.0, chapter 6.
 */
#ifndef DRIVERS_PCI_H
#define DRIVERS_PCI_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/irq.h>

#define PCI_BARS     6
#define PCI_IRQ_NONE 0xff

#define PCI_ANY 0xffff /* as device: every one of the vendor */

struct pci_id {
	uint16_t vendor, device;
};

struct pci_bar {
	uint64_t base; /* port number or physical address, flags taken off; 0: none */
	bool io;       /* ports, else memory */
};

struct pci_dev {
	uint8_t bus, slot, func;
	uint8_t irq; /* line 0..15 from register 0x3c; PCI_IRQ_NONE when not routed */
	struct pci_id id;
	struct pci_id subsystem;
	uint32_t class; /* base class, class, programming interface: 0xbbccpp */
	struct pci_bar bar[PCI_BARS];
};

/** A driver is data. Membership in the table is decided by the linker (that is, by
 *  Kconfig); order is decided by the bus walk, never by the table. */
struct driver {
	const char *name;
	const struct pci_id *ids; /* ends with {0, 0}; may be NULL */
	/* Devices of any vendor that are of this class, for those that share an interface. */
	uint32_t class, class_mask; /* mask 0: none */
	/** Takes the device and registers what it is (blk_register(), netdev_register(),
	 *  ...). dev is borrowed: copy what you keep. 0; -ENODEV "not mine after all";
	 *  another -errno is logged and the device left alone. */
	int (*probe)(const struct pci_dev *dev) MAY_SLEEP;
};
#define DRIVER(sym) static const struct driver sym TABLE_ENTRY(drivers)

/** Turns on bus mastering, port and memory decoding, and the interrupt pin. */
void pci_enable_master(const struct pci_dev *dev);
/* Configuration space; reg is a byte offset 0..255, rounded down to a multiple of 4. */
uint32_t pci_read32(const struct pci_dev *dev, unsigned reg) IRQ_SAFE;
void pci_write32(const struct pci_dev *dev, unsigned reg, uint32_t v) IRQ_SAFE;

/** The same for registers that must be written in their own width; reg is exact. */
void pci_write16(const struct pci_dev *dev, unsigned reg, uint16_t v) IRQ_SAFE;
void pci_write8(const struct pci_dev *dev, unsigned reg, uint8_t v) IRQ_SAFE;

/** Bytes behind bar[index]; 0 when it has none. Decoding is off for a moment: call it
 *  from probe, before the device is in use. */
uint64_t pci_bar_size(const struct pci_dev *dev, unsigned index);

/* Capabilities (6.7): linked structures in configuration space. */
#define PCI_CAP_VENDOR 0x09u
#define PCI_CAP_MSI    0x05u
#define PCI_CAP_MSIX   0x11u
/** Offset of the first capability with that id after the one at offset after (0: from
 *  the start of the list); 0 when there is no further one. */
unsigned pci_next_capability(const struct pci_dev *dev, uint8_t id, unsigned after);

/** Gives a, whose fn and arg are set, an interrupt of its own: entry 0 of the device's
 *  MSI-X table, or MSI. From then on the device does not use its pin. 0; -ENODEV the device or
 *  the machine cannot; -ENOSPC. */
int pci_attach_message(const struct pci_dev *dev, struct irq_action *a);

/** Walks the buses in order (bus, slot, function) and probes each function's driver.
 *  A machine without PCI has an empty walk. */
void pci_scan(void) MAY_SLEEP;

#endif
