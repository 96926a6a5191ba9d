/* SPDX-License-Identifier: MIT */
/*
 * host_virtio_input.c - keyboards, mice and tablets of a hypervisor: what events mean, and the
 * driver against a device of the test's own, that also breaks each rule. Host ring only.
 */
#include <stdlib.h>
#include <string.h>

#include <core/pages.h>
#include <drivers/virtio.h>

/* The transport is played. */
static int fake_open(struct virtio_dev *v, const struct virtio_place *place);
static int fake_negotiate(struct virtio_dev *v, uint64_t wanted, uint64_t *got);
static int fake_attach(struct virtio_dev *v, void (*fn)(void *arg), void *arg);
static int fake_queue_setup(struct virtio_dev *v, unsigned index, struct virtqueue *vq);
static void fake_start(struct virtio_dev *v);
static void fake_notify(struct virtio_dev *v, const struct virtqueue *vq);
static void fake_fail(struct virtio_dev *v);
static int fake_config(struct virtio_dev *v, unsigned offset, void *buf, unsigned len);
static int fake_set_config(struct virtio_dev *v, unsigned offset, uint8_t byte);
#define virtio_open        fake_open
#define virtio_negotiate   fake_negotiate
#define virtio_attach      fake_attach
#define virtio_queue_setup fake_queue_setup
#define virtio_start       fake_start
#define virtio_notify      fake_notify
#define virtio_fail        fake_fail
#define virtio_config      fake_config
#define virtio_set_config  fake_set_config
#include "../input/virtio_input.c"
#include "virtq_device.h"

#include <test/host.h>
#include <test/test.h>

#define SIZE 64u

static struct {
	uint8_t *mem[2];
	uint16_t seen[2], used[2];
	void (*irq)(void *arg);
	void *arg;
	uint8_t select, subselect;
	int32_t range[2]; /* of both axes */
	uint8_t name_size;
	bool has_leds, failed, endless, wrong_length;
	uint8_t lights[3];
} dev = { .range = { 0, 32767 }, .name_size = 4 };

static int fake_open(struct virtio_dev *v, const struct virtio_place *place)
{
	(void)v;
	(void)place;
	return 0;
}

static int fake_negotiate(struct virtio_dev *v, uint64_t wanted, uint64_t *got)
{
	(void)v;
	CHECK(wanted == 0 && !got);
	return 0;
}

static int fake_attach(struct virtio_dev *v, void (*fn)(void *arg), void *arg)
{
	(void)v;
	dev.irq = fn;
	dev.arg = arg;
	return 0;
}

static int fake_queue_setup(struct virtio_dev *v, unsigned index, struct virtqueue *vq)
{
	(void)v;
	dev.mem[index] = phys_to_virt(pages_alloc(virtq_bytes(SIZE) / PAGE_SIZE, PAGES_ANY));
	virtq_init(vq, index, SIZE, dev.mem[index], calloc(SIZE, sizeof(struct virtq_slot)));
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

static int fake_set_config(struct virtio_dev *v, unsigned offset, uint8_t byte)
{
	(void)v;
	*(offset == CONFIG_SELECT ? &dev.select : &dev.subselect) = byte;
	return 0;
}

static int fake_config(struct virtio_dev *v, unsigned offset, void *buf, unsigned len)
{
	(void)v;
	if (offset == CONFIG_SIZE) {
		*(uint8_t *)buf = dev.select == SELECT_NAME  ? dev.name_size
				  : dev.select == SELECT_ABS ? 20
				  : dev.subselect == EV_LED  ? dev.has_leds
							     : 0;
		return 0;
	}
	memset(buf, 'n', len);
	if (dev.select == SELECT_ABS)
		memcpy(buf, dev.range, len);
	return 0;
}

static struct device_desc next_chain(unsigned queue, uint16_t *head)
{
	CHECK(dev.seen[queue] != device_avail_idx(dev.mem[queue], SIZE));
	*head = device_avail(dev.mem[queue], SIZE, dev.seen[queue]++);
	return device_desc(dev.mem[queue], *head);
}

/* The device takes the lights as soon as it is told, and counts what it read, as QEMU's. */
static void fake_notify(struct virtio_dev *v, const struct virtqueue *vq)
{
	(void)v;
	while (vq->index == QUEUE_STATUS && dev.seen[1] != device_avail_idx(dev.mem[1], SIZE)) {
		uint16_t head;
		struct device_desc d = next_chain(1, &head);
		struct event e;

		memcpy(&e, phys_to_virt((phys_t){ d.addr }), sizeof(e));
		if (e.type == EV_LED)
			dev.lights[e.code] = (uint8_t)e.value;
		device_use(dev.mem[1], SIZE, dev.used[1]++, head, sizeof(e));
	}
}

static void put(uint16_t type, uint16_t code, int32_t value)
{
	struct event e = { type, code, (uint32_t)value };
	uint16_t head;
	struct device_desc d = next_chain(0, &head);

	CHECK(d.len == sizeof(e) && d.flags == 2);
	memcpy(phys_to_virt((phys_t){ d.addr }), &e, sizeof(e));
	device_use(dev.mem[0], SIZE, dev.used[0]++, head, dev.wrong_length ? 4 : sizeof(e));
}

static void start(void)
{
	NEED(input_probe(&(struct virtio_place){ .irq = 5 }) == 0);
	CHECK_EQ(device_avail_idx(dev.mem[0], SIZE), EVENTS);
	NEED(input_take(NULL) == 0);
}

static void expect(uint8_t type, uint16_t code, uint8_t down, int dx, int dy)
{
	struct input_event ev;

	NEED(input_next(&ev) == 0);
	CHECK_EQ(ev.type, type);
	CHECK_EQ(ev.code, code);
	CHECK_EQ(ev.down, down);
	CHECK_EQ(ev.dx, dx);
	CHECK_EQ(ev.dy, dy);
}

static void expect_nothing(void)
{
	struct input_event ev;

	CHECK_EQ(input_next(&ev), -EAGAIN);
}

TEST(virtio_input_reports_what_happened)
{
	start();
	put(EV_KEY, 30, 1);
	put(EV_KEY, 30, 0);
	put(EV_REL, 0, 5);
	put(EV_REL, 1, -3);
	put(EV_KEY, 0x112, 1); /* where the pointer is by now */
	put(EV_REL, 8, 1);
	dev.irq(dev.arg);
	expect(INPUT_KEY, 4, 1, 0, 0);
	expect(INPUT_KEY, 4, 0, 0, 0);
	expect(INPUT_MOVE, 0, 0, 5, -3);
	expect(INPUT_BUTTON, 3, 1, 0, 0);
	expect_nothing(); /* the wheel's motion may go on */
	put(EV_REL, 8, 1);
	put(EV_SYN, 0, 0);
	dev.irq(dev.arg);
	expect(INPUT_WHEEL, 0, 0, 0, -2);
	expect_nothing();
	CHECK(!dev.failed);
}

TEST(virtio_input_runs_on_and_on)
{
	start();
	for (unsigned i = 0; i < 1000; i++) {
		put(EV_ABS, ABS_X, (int32_t)i);
		put(EV_SYN, 0, 0);
		if (i % 20 == 19)
			dev.irq(dev.arg);
		if (i % 20 == 19)
			for (unsigned n = i - 19; n <= i; n++)
				expect(INPUT_POINT, 0, 0, (int)n, 0);
	}
	CHECK(!dev.failed);
}

TEST(virtio_input_axes_have_any_range)
{
	dev.range[0] = INT32_MIN;
	dev.range[1] = INT32_MAX;
	start();
	put(EV_ABS, ABS_X, INT32_MAX);
	put(EV_ABS, ABS_Y, 0);
	put(EV_ABS, 7, 5); /* an axis of something else */
	put(EV_SYN, 0, 0);
	put(EV_ABS, ABS_X, INT32_MIN);
	put(EV_SYN, 0, 0);
	dev.irq(dev.arg);
	expect(INPUT_POINT, 0, 0, INPUT_POINT_MAX, INPUT_POINT_MAX / 2);
	expect(INPUT_POINT, 0, 0, 0, INPUT_POINT_MAX / 2);
}

TEST(virtio_input_axis_without_a_range_is_none)
{
	dev.range[0] = 5;
	dev.range[1] = 5;
	start();
	put(EV_ABS, ABS_X, 5);
	put(EV_SYN, 0, 0);
	dev.irq(dev.arg);
	expect_nothing();
}

TEST(virtio_input_numbers_that_mean_nothing_are_passed_over)
{
	start();
	put(EV_KEY, 0, 1);
	put(EV_KEY, 255, 1);
	put(EV_KEY, 0xffff, 1);
	put(EV_KEY, 0x115, 1);
	put(EV_KEY, 30, 2);
	put(EV_KEY, 30, -1);
	put(99, 1, 1);
	put(EV_SYN, 0, 0);
	dev.wrong_length = true;
	put(EV_KEY, 30, 1);
	dev.irq(dev.arg);
	expect_nothing();
	dev.wrong_length = false;
	put(EV_REL, 0, INT32_MIN);
	put(EV_REL, 0, INT32_MIN);
	put(EV_REL, 8, INT32_MIN);
	put(EV_SYN, 0, 0);
	dev.irq(dev.arg);
	expect(INPUT_MOVE, 0, 0, INT16_MIN, 0);
	expect(INPUT_WHEEL, 0, 0, 0, INT16_MAX);
	CHECK(!dev.failed);
}

TEST(virtio_input_repeats_the_key_that_is_held)
{
	start();
	struct device *d = dev.arg;
	put(EV_KEY, 42, 1); /* Shift does not repeat */
	dev.irq(dev.arg);
	CHECK(!timer_armed(&d->repeat));
	put(EV_KEY, 30, 1);
	dev.irq(dev.arg);
	CHECK(timer_armed(&d->repeat));
	expect(INPUT_KEY, 0xe1, 1, 0, 0);
	expect(INPUT_KEY, 4, 1, 0, 0);
	repeat_due(&d->repeat);
	expect(INPUT_KEY, 4, 1, 0, 0);
	CHECK(timer_armed(&d->repeat));
	put(EV_KEY, 42, 0);
	dev.irq(dev.arg);
	CHECK(timer_armed(&d->repeat));
	put(EV_KEY, 30, 0);
	dev.irq(dev.arg);
	CHECK(!timer_armed(&d->repeat));
}

TEST(virtio_input_lights_follow)
{
	dev.has_leds = true;
	start();
	CHECK(dev.lights[LED_NUM] == 1 && dev.lights[LED_CAPS] == 0);
	input_leds_set(INPUT_LED_CAPS); /* the device has our buffers still */
	CHECK_EQ(dev.lights[LED_CAPS], 0);
	dev.irq(dev.arg);
	CHECK(dev.lights[LED_NUM] == 0 && dev.lights[LED_CAPS] == 1);
	dev.irq(dev.arg);
	input_leds_set(INPUT_LED_NUM | INPUT_LED_SCROLL);
	CHECK(dev.lights[LED_NUM] == 1 && dev.lights[LED_SCROLL] == 1);
	CHECK(!dev.failed);
}

/* Two devices without lights, then two keyboards: each light is set once on each. */
TEST(virtio_input_lights_of_several_keyboards)
{
	NEED(input_probe(&(struct virtio_place){ .irq = 5 }) == 0);
	NEED(input_probe(&(struct virtio_place){ .irq = 5 }) == 0);
	dev.has_leds = true;
	for (unsigned i = 0; i < 2; i++) {
		dev.seen[1] = dev.used[1] = 0; /* what is kept of a device is the newest's */
		NEED(input_probe(&(struct virtio_place){ .irq = 5 }) == 0);
	}
	dev.irq(dev.arg);
	input_leds_set(INPUT_LED_CAPS);
	CHECK(dev.lights[LED_NUM] == 0 && dev.lights[LED_CAPS] == 1);
}

TEST(virtio_input_that_breaks_the_rules_is_off)
{
	start();
	put(EV_KEY, 30, 1);
	dev.irq(dev.arg);
	expect(INPUT_KEY, 4, 1, 0, 0);
	device_use(dev.mem[0], SIZE, dev.used[0]++, SIZE + 1, 8);
	dev.irq(dev.arg);
	CHECK(dev.failed);
	struct device *d = dev.arg;
	CHECK(d->off && !timer_armed(&d->repeat));
	input_leds_set(0);
	dev.irq(dev.arg);
	expect_nothing();
}

TEST(virtio_input_that_never_stops_is_off)
{
	start();
	for (unsigned i = 0; i < SIZE; i++)
		put(EV_SYN, 0, 0);
	/* As many as there can be, for ever: the index runs ahead of what was given. */
	put16(dev.mem[0] + 4096 + 2, 0x8000);
	dev.irq(dev.arg);
	CHECK(dev.failed);
}

TEST(virtio_input_name_is_cut)
{
	dev.name_size = 255;
	start();
	CHECK(!dev.failed);
}
