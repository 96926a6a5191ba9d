/* SPDX-License-Identifier: MIT */
/*
 * virtio.h - virtio devices: the transport that finds and configures one, for the
 * drivers of device classes. The queue itself is virtqueue.h.
 *
 *	struct virtio_dev v;
 *	virtio_pci_open(&v, dev);                reset, ACKNOWLEDGE, DRIVER
 *	virtio_negotiate(&v, features, &got);    FEATURES_OK
 *	virtio_queue_setup(&v, 0, &vq);
 *	virtio_start(&v);                        DRIVER_OK
 *	virtq_add(&vq, ...); virtio_notify(&v, &vq);
 *
 * Nothing that the device says is believed: sizes, offsets and lengths are checked
 * against what was asked for.
 *
 * Source: Virtual I/O Device (VIRTIO) 1.2, sections 3.1 (order) and 4.1 (PCI).
 * Locking: setting up is for the probing thread; notifying for whoever owns the queue.
 */
#ifndef DRIVERS_VIRTIO_H
#define DRIVERS_VIRTIO_H

#include <stdint.h>
#include <core/compiler.h>
#include <drivers/pci.h>
#include <drivers/virtqueue.h>

struct virtio_dev;

/** What differs between the legacy and the modern register layout. */
struct virtio_transport {
	const char *name; /* "legacy" */
	uint8_t (*get_status)(struct virtio_dev *v);
	void (*set_status)(struct virtio_dev *v, uint8_t status);
	uint64_t (*get_features)(struct virtio_dev *v);
	void (*set_features)(struct virtio_dev *v, uint64_t features);
	/** Entries of queue index, 0 when there is no such queue. */
	unsigned (*queue_size)(struct virtio_dev *v, unsigned index);
	/** Tells the device where vq lies. 0 or -EIO. */
	int (*queue_enable)(struct virtio_dev *v, struct virtqueue *vq);
	void (*notify)(struct virtio_dev *v, const struct virtqueue *vq);
};

/** Owned by the driver. Fields are the transport's. */
struct virtio_dev {
	const struct virtio_transport *transport;
	uint16_t io;                /* legacy: port of BAR 0 */
	volatile uint8_t *common;   /* modern: common configuration */
	volatile uint8_t *notify;   /* modern: doorbells */
	uint32_t notify_size;       /* bytes */
	uint32_t notify_multiplier; /* bytes from one queue's doorbell to the next */
};

#define VIRTIO_F_VERSION_1 (1ull << 32)

/** Resets the device and tells it that a driver is here: modern registers if it has
 *  them, else legacy ones. 0; -ENODEV has neither; -EIO does not answer; -ENOMEM. */
int virtio_pci_open(struct virtio_dev *v, const struct pci_dev *dev);
/** Accepts those features of wanted that the device offers; *got (may be NULL) tells
 *  which. 0, or -EIO when the device refuses them. */
int virtio_negotiate(struct virtio_dev *v, uint64_t wanted, uint64_t *got);
/** Allocates queue index and hands it to the device. 0; -ENODEV no such queue; -EINVAL
 *  a size that the standard forbids; -ENOMEM; -EIO. */
int virtio_queue_setup(struct virtio_dev *v, unsigned index, struct virtqueue *vq);
/** The device may use its queues from now on. */
void virtio_start(struct virtio_dev *v);
/** Tells the device to look at vq. */
void virtio_notify(struct virtio_dev *v, const struct virtqueue *vq) IRQ_SAFE;
/** Gives the device up: resets it and marks it as failed. */
void virtio_fail(struct virtio_dev *v);

/* The two transports on PCI. 0, -ENODEV "not this kind", -ENOMEM. */
int virtio_pci_modern(struct virtio_dev *v, const struct pci_dev *dev);
int virtio_pci_legacy(struct virtio_dev *v, const struct pci_dev *dev);

#endif
