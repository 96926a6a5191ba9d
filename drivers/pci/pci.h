/* SPDX-License-Identifier: MIT */
/* pci.h - what the files of this folder share. */
#ifndef DRIVERS_PCI_PCI_H
#define DRIVERS_PCI_PCI_H

#include <stdbool.h>
#include <stdint.h>
#include <drivers/pci.h>

/* Registers of configuration space (6.1). */
enum {
	PCI_REG_ID = 0x00,
	PCI_REG_COMMAND = 0x04, /* status in the upper half: write 1 to clear */
	PCI_REG_CLASS = 0x08,
	PCI_REG_HEADER = 0x0c, /* header type in byte 2 */
	PCI_REG_BAR0 = 0x10,
	PCI_REG_BUSES = 0x18, /* bridges: secondary bus number in byte 1 */
	PCI_REG_SUBSYSTEM = 0x2c,
	PCI_REG_CAPS = 0x34,
	PCI_REG_IRQ = 0x3c,
};

/* Flags in an address register (6.2.5.1). */
#define BAR_IO           0x1u
#define BAR_IO_FLAGS     0x3u
#define BAR_MEMORY_TYPE  0x6u
#define BAR_MEMORY_64    0x4u
#define BAR_MEMORY_FLAGS 0xfu

/** True when the machine answers configuration mechanism 1. */
bool pci_present(void);

/** Decodes the first count of the six address registers as read; a 64-bit one takes
 *  the place of two. The others of bar[] become "none". */
void pci_decode_bars(const uint32_t raw[PCI_BARS], unsigned count, struct pci_bar bar[PCI_BARS]);

#endif
