/* SPDX-License-Identifier: MIT */
/*
 * msix.c - an interrupt of its own for a PCI function: the first entry of its MSI-X table.
 *
 * The capability names the BAR and the offset where the table lies; both are the device's
 * word and must lie inside the BAR.
 *
 * Source: PCI Local Bus Specification 3.0, 6.8.2 (MSI-X).
 * Locking: the probing thread.
 */
#include <errno.h>
#include <stddef.h>

#include <core/vm.h>
#include <drivers/pci.h>

#define CONTROL_ENABLE   0x80000000u /* in the capability's first word */
#define CONTROL_MASK_ALL 0x40000000u
#define TABLE_BAR        0x7u
#define ENTRY_SIZE       16u
#define ENTRY_MASKED     0x1u
enum { ENTRY_ADDR_LOW, ENTRY_ADDR_HIGH, ENTRY_DATA, ENTRY_CONTROL };

static volatile uint32_t *map_entry(const struct pci_dev *dev, unsigned cap)
{
	uint32_t where = pci_read32(dev, cap + 4);
	uint64_t offset = where & ~TABLE_BAR;
	const struct pci_bar *bar;

	if ((where & TABLE_BAR) >= PCI_BARS)
		return NULL;
	bar = &dev->bar[where & TABLE_BAR];
	if (!bar->base || bar->io || offset + ENTRY_SIZE > pci_bar_size(dev, where & TABLE_BAR))
		return NULL;
	return vm_map_device((phys_t){ bar->base + offset }, ENTRY_SIZE);
}

int pci_attach_msix(const struct pci_dev *dev, struct irq_action *a)
{
	unsigned cap = pci_next_capability(dev, PCI_CAP_MSIX, 0);
	volatile uint32_t *entry = cap ? map_entry(dev, cap) : NULL;
	struct irq_message m;
	int err;

	if (!entry)
		return -ENODEV;
	err = irq_attach_message(a, &m);
	if (err)
		return err;
	pci_write32(dev, cap, CONTROL_ENABLE | CONTROL_MASK_ALL);
	entry[ENTRY_ADDR_LOW] = (uint32_t)m.addr;
	entry[ENTRY_ADDR_HIGH] = (uint32_t)(m.addr >> 32);
	entry[ENTRY_DATA] = m.data;
	entry[ENTRY_CONTROL] &= ~ENTRY_MASKED;
	pci_write32(dev, cap, CONTROL_ENABLE);
	return 0;
}
