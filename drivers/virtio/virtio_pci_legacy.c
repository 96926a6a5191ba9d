/* SPDX-License-Identifier: MIT */
/*
 * virtio_pci_legacy.c - the register layout of before VIRTIO 1.0: ports behind BAR 0.
 *
 * Source: VIRTIO 1.2, 4.1.4.8 (legacy interface: PCI device layout).
 */
#include <errno.h>

#include <arch/io.h>
#include <drivers/virtio.h>

enum {
	REG_DEVICE_FEATURES = 0x00, /* 32 */
	REG_DRIVER_FEATURES = 0x04, /* 32 */
	REG_QUEUE_PAGE = 0x08,      /* 32: physical address / 4096 */
	REG_QUEUE_SIZE = 0x0c,      /* 16 */
	REG_QUEUE_SELECT = 0x0e,    /* 16 */
	REG_QUEUE_NOTIFY = 0x10,    /* 16 */
	REG_STATUS = 0x12,          /* 8 */
	REG_ISR = 0x13,             /* 8: reading quiets the line */
	/* With MSI-X enabled; the device's configuration follows, in either case. */
	REG_QUEUE_VECTOR = 0x16, /* 16 */
	REG_END = 0x14,
	REG_END_MSIX = 0x18,
};

#define ISR_QUEUE  1u
#define CONFIG_MAX 0x40u /* bytes of configuration that any device type has */

static uint16_t reg(const struct virtio_dev *v, unsigned offset)
{
	return (uint16_t)(v->io + offset);
}

static uint8_t get_status(struct virtio_dev *v)
{
	return inb(reg(v, REG_STATUS));
}

static void set_status(struct virtio_dev *v, uint8_t status)
{
	outb(reg(v, REG_STATUS), status);
}

static uint64_t get_features(struct virtio_dev *v)
{
	return inl(reg(v, REG_DEVICE_FEATURES));
}

static void set_features(struct virtio_dev *v, uint64_t features)
{
	outl(reg(v, REG_DRIVER_FEATURES), (uint32_t)features);
}

static unsigned queue_size(struct virtio_dev *v, unsigned index)
{
	outw(reg(v, REG_QUEUE_SELECT), (uint16_t)index);
	return inw(reg(v, REG_QUEUE_SIZE));
}

static int queue_enable(struct virtio_dev *v, struct virtqueue *vq)
{
	uint64_t page = virt_to_phys(vq->desc).addr >> PAGE_SHIFT;

	if (page > UINT32_MAX)
		return -EIO; /* beyond 16 TiB */
	outw(reg(v, REG_QUEUE_SELECT), vq->index);
	outl(reg(v, REG_QUEUE_PAGE), (uint32_t)page);
	if (!v->message)
		return 0;
	outw(reg(v, REG_QUEUE_VECTOR), 0);
	return inw(reg(v, REG_QUEUE_VECTOR)) == 0 ? 0 : -EIO;
}

static void notify(struct virtio_dev *v, const struct virtqueue *vq)
{
	outw(reg(v, REG_QUEUE_NOTIFY), vq->index);
}

static uint8_t config_byte(struct virtio_dev *v, unsigned offset)
{
	return inb(reg(v, (v->message ? REG_END_MSIX : REG_END) + offset));
}

static void set_config_byte(struct virtio_dev *v, unsigned offset, uint8_t byte)
{
	outb(reg(v, (v->message ? REG_END_MSIX : REG_END) + offset), byte);
}

static uint32_t generation(struct virtio_dev *v)
{
	(void)v;
	return 0;
}

static bool acknowledge(struct virtio_dev *v)
{
	return inb(reg(v, REG_ISR)) & ISR_QUEUE;
}

static const struct virtio_transport legacy = {
	.name = "legacy",
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.queue_size = queue_size,
	.queue_enable = queue_enable,
	.notify = notify,
	.config_byte = config_byte,
	.set_config_byte = set_config_byte,
	.generation = generation,
	.acknowledge = acknowledge,
};

int virtio_pci_legacy(struct virtio_dev *v, const struct pci_dev *dev)
{
	if (!dev->bar[0].io || !dev->bar[0].base)
		return -ENODEV;
	v->io = (uint16_t)dev->bar[0].base;
	v->config_size = CONFIG_MAX;
	v->transport = &legacy;
	return 0;
}
