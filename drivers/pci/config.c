/* SPDX-License-Identifier: MIT */
/*
 * config.c - PCI configuration space, through mechanism 1: an address port and a data
 * port that every PC with PCI or PCI Express has.
 *
 * Source: PCI Local Bus Specification 3.0, 3.2.2.3.2 (mechanism), 6.2.5.1 (sizes of
 * address registers), 6.7 (capabilities).
 * Locking: the two ports are one resource; interrupts are off between them.
 */
#include <stddef.h>

#include <arch/io.h>
#include <core/spinlock.h>
#include "pci.h"

#define PORT_ADDRESS   0xcf8
#define PORT_DATA      0xcfc
#define ADDRESS_ENABLE 0x80000000u

#define COMMAND_IO      0x0001u
#define COMMAND_MEMORY  0x0002u
#define COMMAND_MASTER  0x0004u
#define COMMAND_NO_INTX 0x0400u
#define STATUS_HAS_CAPS 0x00100000u
#define CAPS_FIRST      0x40u
#define CAPS_MAX        48u /* as many as fit into 0x40..0xff */
#define BAR_PORTS_LIMIT 0x10000u

static spinlock_t lock;

bool pci_present(void)
{
	unsigned long flags = spin_lock(&lock);
	uint32_t was = inl(PORT_ADDRESS);
	bool there;

	outl(PORT_ADDRESS, ADDRESS_ENABLE);
	there = inl(PORT_ADDRESS) == ADDRESS_ENABLE;
	outl(PORT_ADDRESS, was);
	spin_unlock(&lock, flags);
	return there;
}

static uint32_t address(const struct pci_dev *dev, unsigned reg)
{
	return ADDRESS_ENABLE | (uint32_t)dev->bus << 16 | (uint32_t)(dev->slot & 31) << 11 |
	       (uint32_t)(dev->func & 7) << 8 | (reg & 0xfc);
}

uint32_t pci_read32(const struct pci_dev *dev, unsigned reg)
{
	unsigned long flags = spin_lock(&lock);
	uint32_t v;

	outl(PORT_ADDRESS, address(dev, reg));
	v = inl(PORT_DATA);
	spin_unlock(&lock, flags);
	return v;
}

void pci_write32(const struct pci_dev *dev, unsigned reg, uint32_t v)
{
	unsigned long flags = spin_lock(&lock);

	outl(PORT_ADDRESS, address(dev, reg));
	outl(PORT_DATA, v);
	spin_unlock(&lock, flags);
}

void pci_write16(const struct pci_dev *dev, unsigned reg, uint16_t v)
{
	unsigned long flags = spin_lock(&lock);

	outl(PORT_ADDRESS, address(dev, reg));
	outw((uint16_t)(PORT_DATA + (reg & 2)), v);
	spin_unlock(&lock, flags);
}

void pci_write8(const struct pci_dev *dev, unsigned reg, uint8_t v)
{
	unsigned long flags = spin_lock(&lock);

	outl(PORT_ADDRESS, address(dev, reg));
	outb((uint16_t)(PORT_DATA + (reg & 3)), v);
	spin_unlock(&lock, flags);
}

void pci_enable_master(const struct pci_dev *dev)
{
	uint32_t command = pci_read32(dev, PCI_REG_COMMAND) & 0xffff;

	command |= COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER;
	pci_write32(dev, PCI_REG_COMMAND, command & ~COMMAND_NO_INTX);
}

/* The list is the device's word: offsets may point anywhere, or round in a circle. */
unsigned pci_next_capability(const struct pci_dev *dev, uint8_t id, unsigned after)
{
	unsigned at;

	if (!(pci_read32(dev, PCI_REG_COMMAND) & STATUS_HAS_CAPS))
		return 0;
	at = after ? pci_read32(dev, after) >> 8 : pci_read32(dev, PCI_REG_CAPS);
	for (unsigned i = 0; i < CAPS_MAX; i++) {
		uint32_t head;

		at &= 0xfc;
		if (at < CAPS_FIRST)
			return 0;
		head = pci_read32(dev, at);
		if ((head & 0xff) == id)
			return at;
		at = head >> 8;
	}
	return 0;
}

/* The bits that stick when all are written as ones are the address; the lowest one
 * that does is the size. */
static uint32_t probe_bar(const struct pci_dev *dev, unsigned reg)
{
	uint32_t was = pci_read32(dev, reg), mask;

	pci_write32(dev, reg, UINT32_MAX);
	mask = pci_read32(dev, reg);
	pci_write32(dev, reg, was);
	return mask;
}

static uint64_t size_of_mask(uint64_t mask)
{
	return mask & -mask;
}

uint64_t pci_bar_size(const struct pci_dev *dev, unsigned index)
{
	unsigned reg = PCI_REG_BAR0 + 4 * index;
	uint32_t command = pci_read32(dev, PCI_REG_COMMAND) & 0xffff;
	uint32_t raw = pci_read32(dev, reg);
	uint64_t mask;

	pci_write32(dev, PCI_REG_COMMAND, command & ~(COMMAND_IO | COMMAND_MEMORY));
	mask = probe_bar(dev, reg);
	if (raw & BAR_IO)
		mask &= 0xffff & ~BAR_IO_FLAGS;
	else if ((raw & BAR_MEMORY_TYPE) != BAR_MEMORY_64)
		mask &= ~BAR_MEMORY_FLAGS;
	else
		mask = (mask & ~(uint64_t)BAR_MEMORY_FLAGS) | (uint64_t)probe_bar(dev, reg + 4)
								      << 32;
	pci_write32(dev, PCI_REG_COMMAND, command);
	return size_of_mask(mask);
}
