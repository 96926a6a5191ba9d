/* SPDX-License-Identifier: MIT */
/*
 * message.c - an interrupt of its own for a PCI function: the first entry of its MSI-X table,
 * or MSI.
 *
 * The MSI-X capability names the BAR and the offset where the table lies; both are the
 * device's word and must lie inside the BAR.
 *
 * Source: PCI Local Bus Specification 3.0, 6.8.1 (MSI), 6.8.2 (MSI-X).
 * Locking: the probing thread.
 */
#include <errno.h>
#include <stddef.h>

#include <core/vm.h>
#include <drivers/pci.h>

#define MSIX_ENABLE   0x80000000u /* in the capability's first word */
#define MSIX_MASK_ALL 0x40000000u
#define TABLE_BAR     0x7u
#define ENTRY_SIZE    16u
#define ENTRY_MASKED  0x1u
enum { ENTRY_ADDR_LOW, ENTRY_ADDR_HIGH, ENTRY_DATA, ENTRY_CONTROL };

#define MSI_ENABLE 0x00010000u
#define MSI_COUNT  0x00700000u /* of messages: one */
#define MSI_64     0x00800000u

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

static int attach_msix(const struct pci_dev *dev, unsigned cap, struct irq_action *a)
{
	volatile uint32_t *entry = map_entry(dev, cap);
	struct irq_message m;
	int err = entry ? irq_attach_message(a, &m) : -ENODEV;

	if (err)
		return err;
	pci_write32(dev, cap, MSIX_ENABLE | MSIX_MASK_ALL);
	entry[ENTRY_ADDR_LOW] = (uint32_t)m.addr;
	entry[ENTRY_ADDR_HIGH] = (uint32_t)(m.addr >> 32);
	entry[ENTRY_DATA] = m.data;
	entry[ENTRY_CONTROL] &= ~ENTRY_MASKED;
	pci_write32(dev, cap, MSIX_ENABLE);
	return 0;
}

static int attach_msi(const struct pci_dev *dev, unsigned cap, struct irq_action *a)
{
	uint32_t control = pci_read32(dev, cap) & ~(MSI_ENABLE | MSI_COUNT);
	struct irq_message m;
	int err = irq_attach_message(a, &m);

	if (err)
		return err;
	pci_write32(dev, cap + 4, (uint32_t)m.addr);
	if (control & MSI_64)
		pci_write32(dev, cap + 8, (uint32_t)(m.addr >> 32));
	pci_write16(dev, cap + (control & MSI_64 ? 12 : 8), (uint16_t)m.data);
	pci_write32(dev, cap, control | MSI_ENABLE);
	return 0;
}

int pci_attach_message(const struct pci_dev *dev, struct irq_action *a)
{
	unsigned msix = pci_next_capability(dev, PCI_CAP_MSIX, 0);
	unsigned msi = pci_next_capability(dev, PCI_CAP_MSI, 0);
	int err = msix ? attach_msix(dev, msix, a) : -ENODEV;

	return err == -ENODEV && msi ? attach_msi(dev, msi, a) : err;
}
