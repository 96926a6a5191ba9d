/* SPDX-License-Identifier: MIT */
/*
 * virtio.c - bringing a virtio device up, whichever transport it has.
 *
 * Source: VIRTIO 1.2, sections 2.1 (status), 2.2 (features), 2.5 (configuration), 3.1.1
 * (order).
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
#define CONFIG_TRIES       10u

TABLE_DECLARE(struct virtio_driver, virtio_drivers);

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

static int greet(struct virtio_dev *v)
{
	int err = reset(v);

	if (err)
		return err;
	add_status(v, STATUS_ACKNOWLEDGE);
	add_status(v, STATUS_DRIVER);
	return 0;
}

static int open_pci(struct virtio_dev *v, const struct pci_dev *dev)
{
	int err;

	v->pci = dev;
	v->line = dev->irq;
	pci_enable_master(dev);
	err = virtio_pci_modern(v, dev);
	return err == -ENODEV ? virtio_pci_legacy(v, dev) : err;
}

int virtio_open(struct virtio_dev *v, const struct virtio_place *place)
{
	int err = -ENODEV;

	*v = (struct virtio_dev){ .line = place->irq };
	if (IS_ENABLED(CONFIG_VIRTIO_PCI) && place->pci)
		err = open_pci(v, place->pci);
	if (IS_ENABLED(CONFIG_VIRTIO_MMIO) && !place->pci)
		err = virtio_mmio_open(v, place);
	return err ? err : greet(v);
}

int virtio_restart(struct virtio_dev *v)
{
	return greet(v);
}

int virtio_probe(uint32_t type, const struct virtio_place *place)
{
	FOR_TABLE(struct virtio_driver, drv, virtio_drivers)
	if (drv->type == type)
		return drv->probe(place);
	return -ENODEV;
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

int virtio_config(struct virtio_dev *v, unsigned offset, void *buf, unsigned len)
{
	uint8_t *to = buf;

	for (unsigned tries = 0; tries < CONFIG_TRIES; tries++) {
		uint32_t before = v->transport->generation(v);

		if (offset + len > v->config_size)
			return -EIO;
		for (unsigned i = 0; i < len; i++)
			to[i] = v->transport->config_byte(v, offset + i);
		if (v->transport->generation(v) == before)
			return 0;
	}
	return -EIO;
}

int virtio_set_config(struct virtio_dev *v, unsigned offset, uint8_t byte)
{
	if (offset >= v->config_size)
		return -EIO;
	v->transport->set_config_byte(v, offset, byte);
	return 0;
}

static void on_line(void *arg)
{
	struct virtio_dev *v = arg;

	if (v->transport->acknowledge(v))
		v->interrupt(v->arg);
}

int virtio_attach(struct virtio_dev *v, void (*fn)(void *arg), void *arg)
{
	v->interrupt = fn;
	v->arg = arg;
	v->action = (struct irq_action){ .fn = fn, .arg = arg };
	v->message = IS_ENABLED(CONFIG_VIRTIO_PCI) && v->pci &&
		     pci_attach_message(v->pci, &v->action) == 0;
	if (v->message)
		return 0;
	v->action = (struct irq_action){ .fn = on_line, .arg = v };
	return irq_attach(v->line, &v->action) ? -ENODEV : 0;
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
	int err = 0;

	if (size == 0)
		return -ENODEV;
	if (size > VIRTQ_SIZE_MAX || size & (size - 1) || (vq->slot && vq->size != size))
		return -EINVAL;
	if (vq->slot)
		virtq_init(vq, index, size, vq->desc, vq->slot);
	else
		err = allocate(index, size, vq);
	if (err)
		return err;
	virtq_interrupts(vq, v->interrupt != NULL);
	return v->transport->queue_enable(v, vq);
}

void virtio_start(struct virtio_dev *v)
{
	v->pci = NULL; /* was borrowed */
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
