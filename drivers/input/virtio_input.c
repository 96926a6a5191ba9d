/* SPDX-License-Identifier: MIT */
/*
 * virtio_input.c - keyboards, mice and tablets of a hypervisor.
 *
 *	queue 0   the device's events, 8 bytes each: type, code, value
 *	queue 1   ours: the lights of a keyboard
 *
 * Each device has one frame of memory for the buffers of both queues. A key that is held is
 * repeated here, since the device does not. The device's word is not believed: events of
 * another size, and numbers that mean nothing, are passed over; one that breaks the rules of
 * its queue, or sends without end, is given up.
 *
 * Source: VIRTIO 1.2, 5.8 (input device).
 * Locking: probing thread, then interrupts only; what the timer and the lights share with
 * them is done with interrupts off.
 */
#define LOG_TAG "virtio-input"
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/heap.h>
#include <core/input.h>
#include <core/log.h>
#include <drivers/virtio.h>
#include "evdev.h"

enum { QUEUE_EVENTS, QUEUE_STATUS };

/* The device's configuration: what we write, and what it answers. */
enum { CONFIG_SELECT, CONFIG_SUBSELECT, CONFIG_SIZE, CONFIG_DATA = 8 };
#define SELECT_NAME 0x01u
#define SELECT_BITS 0x11u /* the codes of an event type, a bit each */
#define SELECT_ABS  0x12u /* of an axis: min, max (32 bits each) and more */
#define NAME_MAX    32u   /* bytes with the NUL */

struct event {
	uint16_t type, code;
	uint32_t value;
};

#define EVENTS      64u /* buffers for the device */
#define LED_EVENTS  4u  /* three lights, and the end */
#define BURST_MAX   16u /* times EVENTS, in one interrupt: no device sends as many */
#define DELAY_NS    (400 * NSEC_PER_MSEC)
#define INTERVAL_NS (33 * NSEC_PER_MSEC)

struct device {
	struct virtio_dev dev;
	struct virtqueue events, status;
	struct event *buf; /* EVENTS + LED_EVENTS of them, one frame */
	struct evdev evdev;
	struct timer repeat;
	struct device *next;   /* in the list of those with lights */
	unsigned wanted, sent; /* lights; sent: ~0u before the first time */
	unsigned out;          /* of the LED_EVENTS, how many the device has */
	bool off;
};

static int give(struct virtqueue *vq, struct event *e, bool device_writes)
{
	struct virtq_buf b = { .addr = virt_to_phys(e),
			       .len = sizeof(*e),
			       .device_writes = device_writes };

	return virtq_add(vq, &b, 1, e);
}

/* --- a key that is held ------------------------------------------------------------------- */

static void repeat_due(struct timer *t)
{
	struct device *d = container_of(t, struct device, repeat);

	if (!d->evdev.held || d->off)
		return;
	input_report(&(struct input_event){ .type = INPUT_KEY, .code = d->evdev.held, .down = 1 });
	timer_arm(t, clock_now() + INTERVAL_NS);
}

static void follow_held(struct device *d, uint16_t before)
{
	if (d->evdev.held == before)
		return;
	if (d->evdev.held)
		timer_arm(&d->repeat, clock_now() + DELAY_NS);
	else
		timer_cancel(&d->repeat);
}

/* --- lights ------------------------------------------------------------------------------- */

static void send_leds(struct device *d)
{
	static const struct {
		unsigned light;
		uint16_t code;
	} lights[] = { { INPUT_LED_NUM, LED_NUM },
		       { INPUT_LED_CAPS, LED_CAPS },
		       { INPUT_LED_SCROLL, LED_SCROLL } };
	struct event *e = d->buf + EVENTS;

	if (d->out || d->off || d->sent == d->wanted)
		return;
	for (unsigned i = 0; i < ARRAY_SIZE(lights); i++)
		e[i] = (struct event){ EV_LED, lights[i].code, (d->wanted & lights[i].light) != 0 };
	e[LED_EVENTS - 1] = (struct event){ EV_SYN, 0, 0 };
	for (unsigned i = 0; i < LED_EVENTS && give(&d->status, &e[i], false) == 0; i++)
		d->out++;
	d->sent = d->wanted;
	virtio_notify(&d->dev, &d->status);
}

static struct device *keyboards; /* those that have lights */

static void set_leds(unsigned leds)
{
	for (struct device *d = keyboards; d; d = d->next) {
		d->wanted = leds;
		send_leds(d);
	}
}

/* --- events ------------------------------------------------------------------------------- */

static void give_up(struct device *d, const char *why)
{
	log_err("the device %s, it is off", why);
	d->off = true;
	timer_cancel(&d->repeat);
	virtio_fail(&d->dev);
}

/* One event that the device has written. 0; -EAGAIN there is none; -EIO. */
static int take_event(struct device *d)
{
	void *token;
	uint32_t len;
	int err = virtq_pop(&d->events, &token, &len);

	if (err)
		return err;
	struct event e = *(volatile struct event *)token;
	uint16_t held = d->evdev.held;
	if (len == sizeof(e))
		evdev_take(&d->evdev, e.type, e.code, (int32_t)e.value);
	follow_held(d, held);
	return give(&d->events, token, true);
}

static int take_back_leds(struct device *d)
{
	void *token;
	uint32_t len;
	int err;

	while ((err = virtq_pop(&d->status, &token, &len)) == 0)
		d->out--;
	send_leds(d);
	return err;
}

static void input_irq(void *arg)
{
	struct device *d = arg;
	unsigned taken = 0;
	int err = 0;

	while (!d->off && taken < BURST_MAX * EVENTS && (err = take_event(d)) == 0)
		taken++;
	if (d->off)
		return;
	if (taken == BURST_MAX * EVENTS)
		give_up(d, "never stops sending");
	else if (err == -EIO || take_back_leds(d) == -EIO)
		give_up(d, "broke the rules of its queue");
	else if (taken)
		virtio_notify(&d->dev, &d->events);
}

/* --- the start ---------------------------------------------------------------------------- */

/* Asks for a piece of the configuration; the bytes of it that there are, at most max. */
static unsigned ask(struct device *d, uint8_t select, uint8_t subselect, void *buf, unsigned max)
{
	uint8_t size;

	if (virtio_set_config(&d->dev, CONFIG_SELECT, select) ||
	    virtio_set_config(&d->dev, CONFIG_SUBSELECT, subselect) ||
	    virtio_config(&d->dev, CONFIG_SIZE, &size, 1))
		return 0;
	unsigned len = MIN(size, max);
	return len && virtio_config(&d->dev, CONFIG_DATA, buf, len) == 0 ? len : 0;
}

static bool has(struct device *d, uint8_t type)
{
	uint8_t bits;

	return ask(d, SELECT_BITS, type, &bits, 1) == 1;
}

/* A range that means nothing counts as no axis. */
static void read_axes(struct device *d)
{
	for (uint8_t axis = ABS_X; axis <= ABS_Y; axis++) {
		int32_t range[2];

		if (ask(d, SELECT_ABS, axis, range, sizeof(range)) == sizeof(range) &&
		    range[0] < range[1])
			d->evdev.range[axis] = (struct evdev_range){ range[0], range[1] };
	}
}

static int set_up(struct device *d, const struct virtio_place *place)
{
	int err = virtio_open(&d->dev, place);

	if (!err)
		err = virtio_negotiate(&d->dev, 0, NULL);
	if (!err)
		err = virtio_attach(&d->dev, input_irq, d);
	if (!err)
		err = virtio_queue_setup(&d->dev, QUEUE_EVENTS, &d->events);
	if (!err)
		err = virtio_queue_setup(&d->dev, QUEUE_STATUS, &d->status);
	d->status.no_lengths = true; /* QEMU tells how much it has read */
	return err;
}

static int give_buffers(struct device *d)
{
	for (unsigned i = 0; i < MIN(EVENTS, d->events.size); i++) {
		int err = give(&d->events, &d->buf[i], true);

		if (err)
			return err;
	}
	return 0;
}

static void begin(struct device *d)
{
	static struct input_leds leds = { .set = set_leds };
	unsigned long flags = irq_save();

	virtio_start(&d->dev);
	virtio_notify(&d->dev, &d->events);
	if (has(d, EV_LED)) {
		if (!keyboards)
			input_leds_register(&leds);
		d->next = keyboards;
		keyboards = d;
		d->wanted = input_leds_get();
		send_leds(d);
	}
	irq_restore(flags);
}

/* The device keeps its memory, also when it is given up: it may write to it for ever. */
static int input_probe(const struct virtio_place *place)
{
	struct device *d = heap_alloc_zero(1, sizeof(*d));
	phys_t frame = pages_alloc(1, PAGES_ANY);
	char name[NAME_MAX] = "";

	if (!d || !phys_valid(frame))
		return -ENOMEM;
	d->buf = phys_to_virt(frame);
	d->sent = ~0u;
	d->repeat.fn = repeat_due;
	int err = set_up(d, place);
	if (!err)
		err = give_buffers(d);
	if (err)
		return err;
	read_axes(d);
	ask(d, SELECT_NAME, 0, name, sizeof(name) - 1);
	begin(d);
	log_info("%s", name);
	return 0;
}

VIRTIO_DRIVER(virtio_input) = { .name = "virtio-input", .type = 18, .probe = input_probe };
