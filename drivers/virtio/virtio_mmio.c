/* SPDX-License-Identifier: MIT */
/*
 * virtio_mmio.c - the register layout of devices without a bus, in both versions: 1, of
 * before the standard, and 2.
 *
 * Source: VIRTIO 1.2, 4.2.2 (registers), 4.2.4 (legacy interface).
 */
#include <errno.h>
#include <stddef.h>

#include <core/vm.h>
#include <drivers/virtio.h>

/* All 32 bits but the configuration. */
enum {
	REG_MAGIC = 0x000,
	REG_VERSION = 0x004,
	REG_TYPE = 0x008, /* 0: an empty place */
	REG_DEVICE_FEATURES = 0x010,
	REG_DEVICE_FEATURES_SELECT = 0x014,
	REG_DRIVER_FEATURES = 0x020,
	REG_DRIVER_FEATURES_SELECT = 0x024,
	REG_PAGE_SIZE = 0x028, /* version 1 */
	REG_QUEUE_SELECT = 0x030,
	REG_QUEUE_MAX = 0x034,
	REG_QUEUE_SIZE = 0x038,
	REG_QUEUE_ALIGN = 0x03c, /* version 1 */
	REG_QUEUE_PAGE = 0x040,  /* version 1 */
	REG_QUEUE_READY = 0x044,
	REG_NOTIFY = 0x050,
	REG_ISR = 0x060,
	REG_ISR_ACK = 0x064,
	REG_STATUS = 0x070,
	REG_QUEUE_DESC = 0x080,  /* low, high */
	REG_QUEUE_AVAIL = 0x090, /* low, high */
	REG_QUEUE_USED = 0x0a0,  /* low, high */
	REG_GENERATION = 0x0fc,
	REG_CONFIG = 0x100,
};
#define MAGIC      0x74726976u /* "virt" */
#define ISR_QUEUE  1u
#define QUEUE_SIZE 128u /* entries that we ask for at most: the device offers its limit */

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
	return (uint8_t)read32(v, REG_STATUS);
}

static void set_status(struct virtio_dev *v, uint8_t status)
{
	write32(v, REG_STATUS, status);
}

static uint64_t get_features(struct virtio_dev *v)
{
	uint64_t features;

	write32(v, REG_DEVICE_FEATURES_SELECT, 0);
	features = read32(v, REG_DEVICE_FEATURES);
	if (read32(v, REG_VERSION) == 1)
		return features;
	write32(v, REG_DEVICE_FEATURES_SELECT, 1);
	return features | (uint64_t)read32(v, REG_DEVICE_FEATURES) << 32;
}

static void set_features(struct virtio_dev *v, uint64_t features)
{
	write32(v, REG_DRIVER_FEATURES_SELECT, 0);
	write32(v, REG_DRIVER_FEATURES, (uint32_t)features);
	if (read32(v, REG_VERSION) == 1)
		return;
	write32(v, REG_DRIVER_FEATURES_SELECT, 1);
	write32(v, REG_DRIVER_FEATURES, (uint32_t)(features >> 32));
}

static uint8_t config_byte(struct virtio_dev *v, unsigned offset)
{
	return v->common[REG_CONFIG + offset];
}

static void set_config_byte(struct virtio_dev *v, unsigned offset, uint8_t byte)
{
	v->common[REG_CONFIG + offset] = byte;
}

static uint32_t generation(struct virtio_dev *v)
{
	return read32(v, REG_VERSION) == 1 ? 0 : read32(v, REG_GENERATION);
}

/* The largest power of two in what the device can and we want. */
static unsigned queue_size(struct virtio_dev *v, unsigned index)
{
	unsigned size = QUEUE_SIZE;
	uint32_t max;

	write32(v, REG_QUEUE_SELECT, index);
	max = read32(v, REG_QUEUE_MAX);
	while (size > max)
		size /= 2;
	return size;
}

static int queue_enable(struct virtio_dev *v, struct virtqueue *vq)
{
	uint64_t base = virt_to_phys(vq->desc).addr;

	write32(v, REG_QUEUE_SELECT, vq->index);
	write32(v, REG_QUEUE_SIZE, vq->size);
	if (read32(v, REG_VERSION) == 1) {
		if (base >> PAGE_SHIFT > UINT32_MAX)
			return -EIO; /* beyond 16 TiB */
		write32(v, REG_PAGE_SIZE, PAGE_SIZE);
		write32(v, REG_QUEUE_ALIGN, PAGE_SIZE);
		write32(v, REG_QUEUE_PAGE, (uint32_t)(base >> PAGE_SHIFT));
		return 0;
	}
	write64(v, REG_QUEUE_DESC, base);
	write64(v, REG_QUEUE_AVAIL, base + virtq_avail_offset(vq->size));
	write64(v, REG_QUEUE_USED, base + virtq_used_offset(vq->size));
	write32(v, REG_QUEUE_READY, 1);
	return 0;
}

static void notify(struct virtio_dev *v, const struct virtqueue *vq)
{
	write32(v, REG_NOTIFY, vq->index);
}

static bool acknowledge(struct virtio_dev *v)
{
	uint32_t pending = read32(v, REG_ISR);

	write32(v, REG_ISR_ACK, pending);
	return pending & ISR_QUEUE;
}

static const struct virtio_transport mmio = {
	.name = "mmio",
	.get_status = get_status,
	.set_status = set_status,
	.get_features = get_features,
	.set_features = set_features,
	.config_byte = config_byte,
	.set_config_byte = set_config_byte,
	.generation = generation,
	.queue_size = queue_size,
	.queue_enable = queue_enable,
	.notify = notify,
	.acknowledge = acknowledge,
};

int virtio_mmio_open(struct virtio_dev *v, const struct virtio_place *place)
{
	uint32_t version;

	v->common = place->regs;
	v->config_size = VIRTIO_MMIO_SIZE - REG_CONFIG;
	v->transport = &mmio;
	version = read32(v, REG_VERSION);
	return version == 1 || version == 2 ? 0 : -ENODEV;
}

uint32_t virtio_mmio_type(volatile void *regs)
{
	struct virtio_dev v = { .common = regs };

	return read32(&v, REG_MAGIC) == MAGIC ? read32(&v, REG_TYPE) : 0;
}
