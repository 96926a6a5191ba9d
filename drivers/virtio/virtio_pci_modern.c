/* SPDX-License-Identifier: MIT */
/*
 * virtio_pci_modern.c - the register layout of VIRTIO 1.x: structures in memory, which
 * capabilities in configuration space point to.
 *
 * A capability names a BAR, an offset and a length. All three are the device's word:
 * they must lie inside the BAR, whose size the BAR itself tells, before we map them.
 *
 * Source: VIRTIO 1.2, 4.1.4 (capabilities), 4.1.4.3 (common configuration), 4.1.4.4
 * (notification), 4.1.4.5 (interrupt status), 4.1.4.6 (device configuration).
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include <core/vm.h>
#include <drivers/virtio.h>

enum { CAP_COMMON = 1, CAP_NOTIFY = 2, CAP_ISR = 3, CAP_DEVICE = 4 };

/* Offsets in common configuration. */
enum {
	REG_DEVICE_FEATURES_SELECT = 0x00, /* 32: which half */
	REG_DEVICE_FEATURES = 0x04,        /* 32 */
	REG_DRIVER_FEATURES_SELECT = 0x08, /* 32 */
	REG_DRIVER_FEATURES = 0x0c,        /* 32 */
	REG_STATUS = 0x14,                 /* 8 */
	REG_GENERATION = 0x15,             /* 8 */
	REG_QUEUE_SELECT = 0x16,           /* 16 */
	REG_QUEUE_SIZE = 0x18,             /* 16 */
	REG_QUEUE_VECTOR = 0x1a,           /* 16 */
	REG_QUEUE_ENABLE = 0x1c,           /* 16 */
	REG_QUEUE_NOTIFY_OFF = 0x1e,       /* 16 */
	REG_QUEUE_DESC = 0x20,             /* 64, as two halves */
	REG_QUEUE_AVAIL = 0x28,            /* 64 */
	REG_QUEUE_USED = 0x30,             /* 64 */
	COMMON_SIZE = 0x38,
};
#define NOTIFY_MAX 0x100000u /* bytes of doorbells that we are willing to map */
#define CONFIG_MAX 0x1000u   /* and of the device's own configuration */
#define ISR_QUEUE  1u

static uint16_t read16(struct virtio_dev *v, unsigned reg)
{
	return *(volatile uint16_t *)(v->common + reg);
}

static void write16(struct virtio_dev *v, unsigned reg, uint16_t value)
{
	*(volatile uint16_t *)(v->common + reg) = value;
}

static uint32_t read32(struct virtio_dev *v, unsigned reg)
{
	return *(volatile uint32_t *)(v->common + reg);
}

static void write32(struct virtio_dev *v, unsigned reg, uint32_t value)
{
	*(volatile uint32_t *)(v->common + reg) = value;
}

static void write64(struct virtio_dev *v, unsigned reg, uint64_t value)
{
	write32(v, reg, (uint32_t)value);
	write32(v, reg + 4, (uint32_t)(value >> 32));
}

static uint8_t get_status(struct virtio_dev *v)
{
	return v->common[REG_STATUS];
}

static void set_status(struct virtio_dev *v, uint8_t status)
{
	v->common[REG_STATUS] = status;
}

static uint64_t get_features(struct virtio_dev *v)
{
	uint64_t features;

	write32(v, REG_DEVICE_FEATURES_SELECT, 0);
	features = read32(v, REG_DEVICE_FEATURES);
	write32(v, REG_DEVICE_FEATURES_SELECT, 1);
	return features | (uint64_t)read32(v, REG_DEVICE_FEATURES) << 32;
}

static void set_features(struct virtio_dev *v, uint64_t features)
{
	write32(v, REG_DRIVER_FEATURES_SELECT, 0);
	write32(v, REG_DRIVER_FEATURES, (uint32_t)features);
	write32(v, REG_DRIVER_FEATURES_SELECT, 1);
	write32(v, REG_DRIVER_FEATURES, (uint32_t)(features >> 32));
}

static unsigned queue_size(struct virtio_dev *v, unsigned index)
{
	write16(v, REG_QUEUE_SELECT, (uint16_t)index);
	return read16(v, REG_QUEUE_SIZE);
}

static int queue_enable(struct virtio_dev *v, struct virtqueue *vq)
{
	uint64_t base = virt_to_phys(vq->desc).addr;
	uint64_t doorbell;

	write16(v, REG_QUEUE_SELECT, vq->index);
	vq->notify_off = read16(v, REG_QUEUE_NOTIFY_OFF);
	doorbell = (uint64_t)vq->notify_off * v->notify_multiplier;
	if (doorbell + sizeof(uint16_t) > v->notify_size)
		return -EIO;
	write64(v, REG_QUEUE_DESC, base);
	write64(v, REG_QUEUE_AVAIL, base + virtq_avail_offset(vq->size));
	write64(v, REG_QUEUE_USED, base + virtq_used_offset(vq->size));
	if (v->message) {
		write16(v, REG_QUEUE_VECTOR, 0);
		if (read16(v, REG_QUEUE_VECTOR) != 0)
			return -EIO;
	}
	write16(v, REG_QUEUE_ENABLE, 1);
	return 0;
}

static void notify(struct virtio_dev *v, const struct virtqueue *vq)
{
	size_t doorbell = (size_t)vq->notify_off * v->notify_multiplier;

	*(volatile uint16_t *)(v->notify + doorbell) = vq->index;
}

static uint8_t config_byte(struct virtio_dev *v, unsigned offset)
{
	return v->config[offset];
}

static void set_config_byte(struct virtio_dev *v, unsigned offset, uint8_t byte)
{
	v->config[offset] = byte;
}

static uint32_t generation(struct virtio_dev *v)
{
	return v->common[REG_GENERATION];
}

/* Reading the register quiets the line (4.1.4.5). */
static bool acknowledge(struct virtio_dev *v)
{
	return v->isr && (*v->isr & ISR_QUEUE);
}

static const struct virtio_transport modern = {
	.name = "modern",
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

/* Finds the capability of a kind: its type is in the fourth byte. */
static unsigned find_cap(const struct pci_dev *dev, unsigned type)
{
	unsigned cap = pci_next_capability(dev, PCI_CAP_VENDOR, 0);

	while (cap && pci_read32(dev, cap) >> 24 != type)
		cap = pci_next_capability(dev, PCI_CAP_VENDOR, cap);
	return cap;
}

/* Maps the structure that cap points to, at most max bytes of it; *size tells how many.
 * NULL when it does not lie in a memory BAR or is smaller than min. */
static volatile uint8_t *map_cap(const struct pci_dev *dev, unsigned cap, uint32_t min,
				 uint32_t max, uint32_t *size)
{
	unsigned index = pci_read32(dev, cap + 4) & 0xff;
	uint64_t offset = pci_read32(dev, cap + 8);
	uint32_t len = pci_read32(dev, cap + 12);
	const struct pci_bar *bar;

	if (index >= PCI_BARS || len < min)
		return NULL;
	bar = &dev->bar[index];
	if (!bar->base || bar->io || offset % 4 || offset + len > pci_bar_size(dev, index))
		return NULL;
	*size = MIN(len, max);
	return vm_map_device((phys_t){ bar->base + offset }, *size);
}

/* What not every device has or every driver needs. */
static void map_optional(struct virtio_dev *v, const struct pci_dev *dev)
{
	unsigned isr = find_cap(dev, CAP_ISR), config = find_cap(dev, CAP_DEVICE);
	uint32_t size;

	if (isr)
		v->isr = map_cap(dev, isr, 1, 1, &size);
	if (config)
		v->config = map_cap(dev, config, 1, CONFIG_MAX, &size);
	v->config_size = v->config ? size : 0;
}

int virtio_pci_modern(struct virtio_dev *v, const struct pci_dev *dev)
{
	unsigned common = find_cap(dev, CAP_COMMON);
	unsigned doorbells = find_cap(dev, CAP_NOTIFY);
	uint32_t size;

	if (!common || !doorbells)
		return -ENODEV;
	v->common = map_cap(dev, common, COMMON_SIZE, COMMON_SIZE, &size);
	v->notify = map_cap(dev, doorbells, sizeof(uint16_t), NOTIFY_MAX, &v->notify_size);
	if (!v->common || !v->notify)
		return -ENODEV;
	v->notify_multiplier = pci_read32(dev, doorbells + 16);
	if (v->notify_multiplier % sizeof(uint16_t))
		return -ENODEV;
	map_optional(v, dev);
	v->transport = &modern;
	return 0;
}
