/* SPDX-License-Identifier: MIT */
/*
 * virtio.h - virtio devices: the transport that finds and configures one, for the
 * drivers of device classes. The queue itself is virtqueue.h.
 *
 *	virtio_open(&v, place);                  reset, ACKNOWLEDGE, DRIVER
 *	virtio_negotiate(&v, features, &got);    FEATURES_OK
 *	virtio_attach(&v, fn, arg);              its interrupt; not for those who poll
 *	virtio_queue_setup(&v, 0, &vq);
 *	virtio_start(&v);                        DRIVER_OK
 *	virtq_add(&vq, ...); virtio_notify(&v, &vq);
 *
 * After virtio_restart() the same from virtio_negotiate() on, without virtio_attach().
 *
 * Nothing that the device says is believed: sizes, offsets and lengths are checked
 * against what was asked for.
 *
 * Source: Virtual I/O Device (VIRTIO) 1.2, sections 3.1 (order), 4.1 (PCI), 4.2 (MMIO).
 * Locking: setting up is for the probing thread; notifying for whoever owns the queue.
 */
#ifndef DRIVERS_VIRTIO_H
#define DRIVERS_VIRTIO_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>
#include <core/irq.h>
#include <drivers/pci.h>
#include <drivers/virtqueue.h>

struct virtio_dev;

/** Where a device is: on PCI, or (pci NULL) at registers in memory. */
struct virtio_place {
	const struct pci_dev *pci;
	uint64_t base;       /* physical, VIRTIO_MMIO_SIZE bytes */
	volatile void *regs; /* the same, mapped */
	unsigned irq;        /* line */
};
#define VIRTIO_MMIO_SIZE 0x200u

/** What differs between the register layouts. */
struct virtio_transport {
	const char *name; /* "legacy" */
	uint8_t (*get_status)(struct virtio_dev *v);
	void (*set_status)(struct virtio_dev *v, uint8_t status);
	uint64_t (*get_features)(struct virtio_dev *v);
	void (*set_features)(struct virtio_dev *v, uint64_t features);
	/** One byte of the device's own configuration; offset is in range. */
	uint8_t (*config_byte)(struct virtio_dev *v, unsigned offset);
	void (*set_config_byte)(struct virtio_dev *v, unsigned offset, uint8_t byte);
	/** Changes when that configuration does; 0 when the device does not tell. */
	uint32_t (*generation)(struct virtio_dev *v);
	/** Entries of queue index, 0 when there is no such queue. */
	unsigned (*queue_size)(struct virtio_dev *v, unsigned index);
	/** Tells the device where vq lies. 0 or -EIO. */
	int (*queue_enable)(struct virtio_dev *v, struct virtqueue *vq);
	void (*notify)(struct virtio_dev *v, const struct virtqueue *vq) IRQ_SAFE;
	/** True when the device has raised its line; quiets it. */
	bool (*acknowledge)(struct virtio_dev *v) IRQ_SAFE;
};

/** Owned by the driver. Fields are the transport's. */
struct virtio_dev {
	const struct virtio_transport *transport;
	const struct pci_dev *pci; /* NULL: MMIO. While probing only */
	unsigned line;             /* of the interrupt */
	bool message;              /* the interrupt is a message */
	struct irq_action action;  /* on the line, or for the message */
	void (*interrupt)(void *arg) IRQ_SAFE;
	void *arg;
	uint16_t io;                /* legacy: port of BAR 0 */
	volatile uint8_t *common;   /* modern: common configuration; MMIO: all registers */
	volatile uint8_t *isr;      /* modern: interrupt status */
	volatile uint8_t *config;   /* modern and MMIO: the device's own configuration */
	uint32_t config_size;       /* bytes of it */
	volatile uint8_t *notify;   /* modern: doorbells */
	uint32_t notify_size;       /* bytes */
	uint32_t notify_multiplier; /* bytes from one queue's doorbell to the next */
};

#define VIRTIO_F_VERSION_1 (1ull << 32)

/** A driver of a device class, on whatever transport. Membership in the table is decided
 *  by Kconfig; order by the bus walk. */
struct virtio_driver {
	const char *name;
	uint32_t type; /* virtio device id, 1..63 */
	/** Takes the device, as struct driver's; place and what it points to is borrowed. */
	int (*probe)(const struct virtio_place *place) MAY_SLEEP;
};
#define VIRTIO_DRIVER(sym) static const struct virtio_driver sym TABLE_ENTRY(virtio_drivers)

/** Calls the driver for devices of that type; -ENODEV there is none. For transports. */
int virtio_probe(uint32_t type, const struct virtio_place *place) MAY_SLEEP;

/** Resets the device and tells it that a driver is here: modern registers if it has
 *  them, else legacy ones. 0; -ENODEV has neither; -EIO does not answer; -ENOMEM. */
int virtio_open(struct virtio_dev *v, const struct virtio_place *place);
/** The same for an open device that is stuck: its queues are forgotten. 0; -EIO. */
int virtio_restart(struct virtio_dev *v);
/** Accepts those features of wanted that the device offers; *got (may be NULL) tells
 *  which. 0, or -EIO when the device refuses them. */
int virtio_negotiate(struct virtio_dev *v, uint64_t wanted, uint64_t *got);
/** Copies len bytes of the device's own configuration from offset on, all from the same
 *  moment. 0; -EIO it has not so many, or changes them all the time. */
int virtio_config(struct virtio_dev *v, unsigned offset, void *buf, unsigned len);
/** Writes a byte of that configuration. 0; -EIO it has not so many. */
int virtio_set_config(struct virtio_dev *v, unsigned offset, uint8_t byte);
/** Allocates queue index and hands it to the device; after virtio_restart() the memory is
 *  used again. 0; -ENODEV no such queue; -EINVAL a size that the standard forbids, or
 *  another one than before; -ENOMEM; -EIO. */
int virtio_queue_setup(struct virtio_dev *v, unsigned index, struct virtqueue *vq);
/** fn(arg) is called when the device is done with something, in an interrupt of its own
 *  if it can have one. Before virtio_queue_setup(). 0; -ENODEV. */
int virtio_attach(struct virtio_dev *v, void (*fn)(void *arg) IRQ_SAFE, void *arg);
/** The device may use its queues from now on. */
void virtio_start(struct virtio_dev *v);
/** Tells the device to look at vq. */
void virtio_notify(struct virtio_dev *v, const struct virtqueue *vq) IRQ_SAFE;
/** Gives the device up: resets it and marks it as failed. */
void virtio_fail(struct virtio_dev *v);

/* The transports. 0, -ENODEV "not this kind", -ENOMEM. */
int virtio_pci_modern(struct virtio_dev *v, const struct pci_dev *dev);
int virtio_pci_legacy(struct virtio_dev *v, const struct pci_dev *dev);
int virtio_mmio_open(struct virtio_dev *v, const struct virtio_place *place);
/** Finds the devices that the command line names and probes their drivers (VIRTIO_MMIO). */
void virtio_mmio_scan(void) MAY_SLEEP;
/** Its parts: SIZE@ADDRESS:LINE, false when it is not that; and the type of the device at
 *  regs, 0: none. */
bool virtio_mmio_parse(const char *s, struct virtio_place *place);
uint32_t virtio_mmio_type(volatile void *regs);

#endif
