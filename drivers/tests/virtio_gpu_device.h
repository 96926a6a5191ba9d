/* SPDX-License-Identifier: MIT */
/*
 * virtio_gpu_device.h - a hypervisor's display made of software, for host_virtio_gpu.c: it has
 * pictures and a screen, and breaks each rule when it is told to. Its side of the commands is
 * written from the standard (VIRTIO 1.2, 5.7.6).
 */
#ifndef DRIVERS_TESTS_VIRTIO_GPU_DEVICE_H
#define DRIVERS_TESTS_VIRTIO_GPU_DEVICE_H

#include "virtq_device.h"

#define PICTURES 3u

static enum { GOOD, SILENT, REFUSES_MODES, REFUSES_FRAMES, BREAKS_QUEUE, LIES } kind;

static struct {
	uint8_t *mem;
	unsigned size;
	uint16_t seen, used;
	uint64_t features;
	void (*irq)(void *arg);
	struct timer interrupt;
	struct picture {
		uint32_t width, height;
		uint32_t *pixels, *backing;
	} pictures[PICTURES];
	unsigned shown; /* 0: none */
	struct gpu_rect wish;
	unsigned commands, notifications, flushes;
	bool failed, panics;
} dev = { .size = 64, .features = FEATURE_EDID, .wish = { 0, 0, 800, 600 } };

static int fake_open(struct virtio_dev *v, const struct virtio_place *place)
{
	(void)v;
	(void)place;
	return 0;
}

static int fake_negotiate(struct virtio_dev *v, uint64_t wanted, uint64_t *got)
{
	(void)v;
	*got = wanted & dev.features;
	return 0;
}

static int fake_attach(struct virtio_dev *v, void (*fn)(void *arg), void *arg)
{
	(void)v;
	(void)arg;
	dev.irq = fn;
	return 0;
}

static int fake_queue_setup(struct virtio_dev *v, unsigned index, struct virtqueue *vq)
{
	(void)v;
	CHECK_EQ(index, 0);
	dev.mem = phys_to_virt(pages_alloc(virtq_bytes(dev.size) / PAGE_SIZE, PAGES_ANY));
	virtq_init(vq, index, dev.size, dev.mem, calloc(dev.size, sizeof(struct virtq_slot)));
	return 0;
}

static void fake_start(struct virtio_dev *v)
{
	(void)v;
}

static void fake_fail(struct virtio_dev *v)
{
	(void)v;
	dev.failed = true;
}

static void fake_register(struct framebuffer *fb)
{
	display_register(&fb->display);
}

static void fake_changed(struct framebuffer *fb)
{
	(void)fb;
}

static bool fake_panicking(void)
{
	host_advance(dev.panics ? 1000 : 0); /* looking takes time */
	return dev.panics;
}

/* --- the device's side -------------------------------------------------------------------- */

static struct picture *picture(uint32_t number)
{
	CHECK(number > 0 && number < PICTURES);
	return &dev.pictures[number % PICTURES];
}

static void transfer(const struct gpu_transfer *c)
{
	struct picture *p = picture(c->resource);
	const struct gpu_rect *r = &c->rect;

	if (!p->pixels || !p->backing || r->x + r->width > p->width ||
	    r->y + r->height > p->height || c->offset != 4ull * (r->y * p->width + r->x)) {
		CHECK(!"a transfer inside the picture");
		return;
	}
	for (uint32_t y = r->y; y < r->y + r->height; y++)
		memcpy(p->pixels + y * p->width + r->x, p->backing + y * p->width + r->x,
		       4ul * r->width);
}

static uint32_t obey(const union gpu_command *c)
{
	struct picture *p;

	switch (c->header.type) {
	case GPU_CREATE:
		if (kind == REFUSES_MODES)
			return 0x1200;
		p = picture(c->create.resource);
		CHECK(!p->pixels && c->create.format == 2);
		*p = (struct picture){ c->create.width, c->create.height, NULL, NULL };
		p->pixels = calloc(p->width * p->height, 4);
		return GPU_OK;
	case GPU_ATTACH:
		if (kind == REFUSES_MODES)
			return 0x1200;
		p = picture(c->attach.resource);
		CHECK(c->attach.entries == 1 && c->attach.size == p->width * p->height * 4);
		p->backing = phys_to_virt((phys_t){ c->attach.addr });
		return GPU_OK;
	case GPU_SET_SCANOUT:
		if (kind == REFUSES_MODES)
			return 0x1200;
		dev.shown = c->area.second;
		CHECK(c->area.first == 0 && picture(dev.shown)->pixels);
		return GPU_OK;
	case GPU_TRANSFER:
		transfer(&c->transfer);
		return kind == REFUSES_FRAMES ? 0x1205 : GPU_OK;
	case GPU_FLUSH:
		CHECK_EQ(c->area.first, dev.shown);
		dev.flushes++;
		return GPU_OK;
	case GPU_UNREF:
		p = picture(c->number.number);
		if (!p->pixels)
			return 0x1203; /* there is no such resource */
		CHECK(p != picture(dev.shown));
		free(p->pixels);
		*p = (struct picture){ 0, 0, NULL, NULL };
		return GPU_OK;
	default:
		return 0x1200;
	}
}

static void tell_info(uint8_t *answer)
{
	uint32_t enabled = 1;

	memcpy(answer + 24, &dev.wish, sizeof(dev.wish));
	memcpy(answer + 40, &enabled, sizeof(enabled));
}

static void tell_edid(uint8_t *answer)
{
	static const uint8_t magic[8] = { 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0 };

	memcpy(answer + EDID_OFFSET, magic, sizeof(magic));
	answer[EDID_OFFSET + 21] = 30;
	answer[EDID_OFFSET + 22] = 20;
	answer[EDID_OFFSET + 127] = (uint8_t) - (6 * 0xff + 50);
}

static void answer_one(void)
{
	uint16_t head = device_avail(dev.mem, dev.size, dev.seen++);
	struct device_desc d = device_desc(dev.mem, head), a = device_desc(dev.mem, d.next);
	union gpu_command c = { .header = { 0 } };
	uint8_t *answer = phys_to_virt((phys_t){ a.addr });

	CHECK(d.flags == 1 && a.flags == 2 && d.len <= sizeof(c));
	memcpy(&c, phys_to_virt((phys_t){ d.addr }), d.len);
	uint32_t type = kind == LIES ? 77 : obey(&c);
	if (c.header.type == GPU_GET_DISPLAY_INFO && kind != LIES) {
		type = GPU_OK_DISPLAY_INFO;
		tell_info(answer);
	}
	if (c.header.type == GPU_GET_EDID && kind != LIES) {
		type = GPU_OK_EDID;
		tell_edid(answer);
	}
	memcpy(answer, &type, sizeof(type));
	dev.commands++;
	device_use(dev.mem, dev.size, dev.used++, kind == BREAKS_QUEUE ? 5000 : head, a.len);
}

static void work_and_interrupt(struct timer *t)
{
	(void)t;
	while (dev.seen != device_avail_idx(dev.mem, dev.size))
		answer_one();
	dev.irq(NULL);
}

static void fake_notify(struct virtio_dev *v, const struct virtqueue *vq)
{
	(void)v;
	(void)vq;
	dev.notifications++;
	dev.interrupt.fn = work_and_interrupt;
	if (kind != SILENT)
		timer_arm(&dev.interrupt, clock_now() + 1000);
}

#endif
