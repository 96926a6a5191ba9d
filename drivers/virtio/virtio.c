/* SPDX-License-Identifier: MIT */
/*
 * virtio.c - bringing a virtio device up, whichever transport it has.
 *
 * Source: VIRTIO 1.2, sections 2.1 (status), 2.2 (features), 3.1.1 (order).
 * Locking: the probing thread.
 */
#include <errno.h>
#include <stddef.h>

#include <core/clock.h>
#include <core/heap.h>
#include <drivers/virtio.h>

#define STATUS_ACKNOWLEDGE 0x01u
#define STATUS_DRIVER      0x02u
#define STATUS_DRIVER_OK   0x04u
#define STATUS_FEATURES_OK 0x08u
#define STATUS_FAILED      0x80u
#define RESET_LIMIT_NS     (100 * NSEC_PER_MSEC)

static void add_status(struct virtio_dev *v, uint8_t bits)
{
	v->transport->set_status(v, v->transport->get_status(v) | bits);
}

/* The reset is done once the status reads as 0. */
static int reset(struct virtio_dev *v)
{
	uint64_t end = clock_now() + RESET_LIMIT_NS;

	v->transport->set_status(v, 0);
	while (v->transport->get_status(v) != 0)
		if (clock_now() > end)
			return -EIO;
	return 0;
}

int virtio_pci_open(struct virtio_dev *v, const struct pci_dev *dev)
{
	int err;

	*v = (struct virtio_dev){ 0 };
	pci_enable_master(dev);
	err = virtio_pci_modern(v, dev);
	if (err == -ENODEV)
		err = virtio_pci_legacy(v, dev);
	if (err)
		return err;
	err = reset(v);
	if (err)
		return err;
	add_status(v, STATUS_ACKNOWLEDGE);
	add_status(v, STATUS_DRIVER);
	return 0;
}

int virtio_negotiate(struct virtio_dev *v, uint64_t wanted, uint64_t *got)
{
	uint64_t features = v->transport->get_features(v) & (wanted | VIRTIO_F_VERSION_1);

	v->transport->set_features(v, features);
	/* Legacy devices know neither VERSION_1 nor FEATURES_OK. */
	if (features & VIRTIO_F_VERSION_1) {
		add_status(v, STATUS_FEATURES_OK);
		if (!(v->transport->get_status(v) & STATUS_FEATURES_OK))
			return -EIO;
	}
	if (got)
		*got = features;
	return 0;
}

static int allocate(unsigned index, unsigned size, struct virtqueue *vq)
{
	size_t pages = virtq_bytes(size) / PAGE_SIZE;
	struct virtq_slot *slot;
	phys_t mem = pages_alloc(pages, PAGES_ANY);

	if (!phys_valid(mem))
		return -ENOMEM;
	slot = heap_alloc_zero(size, sizeof(*slot));
	if (!slot) {
		pages_free(mem, pages);
		return -ENOMEM;
	}
	virtq_init(vq, index, size, phys_to_virt(mem), slot);
	return 0;
}

int virtio_queue_setup(struct virtio_dev *v, unsigned index, struct virtqueue *vq)
{
	unsigned size = v->transport->queue_size(v, index);
	int err;

	if (size == 0)
		return -ENODEV;
	if (size > VIRTQ_SIZE_MAX || size & (size - 1))
		return -EINVAL;
	err = allocate(index, size, vq);
	return err ? err : v->transport->queue_enable(v, vq);
}

void virtio_start(struct virtio_dev *v)
{
	add_status(v, STATUS_DRIVER_OK);
}

void virtio_notify(struct virtio_dev *v, const struct virtqueue *vq)
{
	v->transport->notify(v, vq);
}

void virtio_fail(struct virtio_dev *v)
{
	reset(v);
	v->transport->set_status(v, STATUS_FAILED);
}
