/* SPDX-License-Identifier: MIT */
/*
 * virtio_pci.c - virtio devices on PCI, of whatever class: the walk finds them here, and
 * the driver of the class takes them.
 *
 * Source: VIRTIO 1.2, 4.1.2 (PCI device discovery; transitional devices).
 */
#include <errno.h>

#include <drivers/virtio.h>

#define FIRST_TRANSITIONAL 0x1000u
#define FIRST_MODERN       0x1040u
#define LAST_MODERN        0x107fu

/* A transitional device tells its type in the subsystem's number. */
static uint32_t type_of(const struct pci_dev *dev)
{
	if (dev->id.device < FIRST_TRANSITIONAL || dev->id.device > LAST_MODERN)
		return 0;
	return dev->id.device >= FIRST_MODERN ? dev->id.device - FIRST_MODERN
					      : dev->subsystem.device;
}

static int virtio_pci_probe(const struct pci_dev *dev)
{
	return virtio_probe(type_of(dev), &(struct virtio_place){ .pci = dev, .irq = dev->irq });
}

static const struct pci_id virtio_ids[] = { { 0x1af4, PCI_ANY }, { 0, 0 } };

DRIVER(virtio_pci) = { .name = "virtio", .ids = virtio_ids, .probe = virtio_pci_probe };
