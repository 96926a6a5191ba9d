/* SPDX-License-Identifier: MIT */
/*
 * host_virtio_gpu.c - the driver of a hypervisor's display against a device of the test's own,
 * which has pictures and a screen, and breaks each rule. Host ring only.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <core/cmdline.h>
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
struct framebuffer;
static void fake_register(struct framebuffer *fb);
static void fake_changed(struct framebuffer *fb);
static bool fake_panicking(void);
#define virtio_open        fake_open
#define virtio_negotiate   fake_negotiate
#define virtio_attach      fake_attach
#define virtio_queue_setup fake_queue_setup
#define virtio_start       fake_start
#define virtio_notify      fake_notify
#define virtio_fail        fake_fail
#define fb_register        fake_register
#define fb_changed         fake_changed
#define panicking          fake_panicking
#include "../video/virtio_gpu_queue.c"
#undef LOG_TAG
#include "../video/virtio_gpu.c"
#include <test/host.h>
#include <test/test.h>

#include "virtio_gpu_device.h"

/* --- the tests ---------------------------------------------------------------------------- */

static int probe(const char *options)
{
	static char line[64];

	strcpy(line, options);
	cmdline_init(line);
	return gpu_probe(&(struct virtio_place){ .irq = 11 });
}

static struct display *take(const char *options)
{
	CHECK_EQ(probe(options), 0);
	struct display *d = display_get();
	CHECK_EQ(display_take(d), 0);
	return d;
}

static bool shows_all_of(const struct display *d)
{
	const struct picture *p = picture(dev.shown);

	return p->width == (uint32_t)d->width && p->height == (uint32_t)d->height &&
	       memcmp(p->pixels, d->pixels, 4ul * p->width * p->height) == 0;
}

static void frames(struct display *d, unsigned count)
{
	for (unsigned n = 0; n < count; n++) {
		struct rect r[24];
		unsigned rects = test_below(24);

		for (unsigned i = 0; i < rects; i++) {
			r[i] = (struct rect){ (int)test_below(500), (int)test_below(400), 1, 1 };
			r[i].w += (int)test_below(100);
			d->pixels[r[i].y * d->stride + r[i].x + r[i].w - 1] = test_below(1 << 24);
		}
		d->flush(d, r, rects);
		if (!shows_all_of(d)) {
			CHECK_EQ(n, -1);
			return;
		}
	}
}

TEST(virtio_gpu_shows_frames)
{
	struct display *d = take("");

	CHECK(d->width == 800 && d->height == 600 && d->width_mm == 300 && d->height_mm == 200);
	frames(d, 50);
	unsigned before = dev.notifications, flushes = dev.flushes;
	struct rect two[] = { { 0, 0, 5, 5 }, { 9, 9, 9, 9 } };
	d->flush(d, two, 2);
	CHECK_EQ(dev.notifications, before + 1); /* all of a frame in a row */
	CHECK_EQ(dev.flushes, flushes + 1);
	CHECK(!dev.failed);
}

TEST(virtio_gpu_sets_modes)
{
	struct display *d = take("video=1024x768");
	struct pages_stats before, after;

	CHECK_EQ(d->width, 1024);
	pages_stats(&before);
	frames(d, 3);
	CHECK_EQ(display_set_mode(d, 640, 480), 0);
	CHECK(d->width == 640 && d->height == 480 && d->stride == 640);
	frames(d, 3);
	CHECK_EQ(display_set_mode(d, 1920, 1080), 0);
	frames(d, 3);
	kind = REFUSES_MODES;
	CHECK_EQ(display_set_mode(d, 800, 600), -EIO);
	kind = GOOD;
	CHECK_EQ(d->width, 1920);
	frames(d, 3);
	CHECK_EQ(display_set_mode(d, 1024, 768), 0);
	frames(d, 3);
	pages_stats(&after);
	CHECK_EQ(after.free, before.free); /* each picture's memory came back */
}

/* More text than there is room for commands, with interrupts off. */
TEST(virtio_gpu_console_never_waits_and_loses_nothing)
{
	NEED(probe("") == 0);
	unsigned before = dev.commands;
	for (unsigned i = 0; i < 200; i++) {
		gpu.fb.memory[i * 800 + 7] = i + 1;
		gpu.fb.drawn(&gpu.fb, (struct rect){ 7, (int)i, 1, 1 });
	}
	CHECK_EQ(dev.commands, before);
	host_advance(10000);
	CHECK(shows_all_of(display_get()));
	CHECK(dev.commands > before && dev.commands < before + 2 * 40);
}

TEST(virtio_gpu_panic_needs_no_interrupts)
{
	NEED(probe("") == 0);
	dev.panics = true;
	kind = SILENT; /* it works, but only when it is looked at */
	gpu.fb.memory[0] = 5;
	gpu.fb.drawn(&gpu.fb, (struct rect){ 0, 0, 1, 1 });
	CHECK(clock_now() >= PANIC_WAIT_NS); /* and is not waited for without end */
	CHECK(!dev.failed);
}

TEST(virtio_gpu_first_frame_replaces_the_console)
{
	NEED(probe("") == 0);
	struct display *d = display_get();
	gpu.fb.memory[100] = 0xffffff;
	gpu.fb.drawn(&gpu.fb, (struct rect){ 100, 0, 1, 1 });
	host_advance(10000);
	NEED(display_take(d) == 0);
	d->flush(d, &(struct rect){ 5, 5, 1, 1 }, 1);
	CHECK(shows_all_of(d));
	CHECK_EQ(picture(dev.shown)->pixels[100], 0);
}

TEST(virtio_gpu_with_a_small_queue)
{
	dev.size = 8;
	struct display *d = take("");

	frames(d, 20);
}

TEST(virtio_gpu_with_a_tiny_queue_is_left_alone)
{
	dev.size = 4;
	CHECK_EQ(probe(""), -EINVAL);
	CHECK(!display_get());
}

TEST(virtio_gpu_wish_may_be_anything)
{
	dev.wish = (struct gpu_rect){ 0, 0, UINT32_MAX, 7 };
	struct display *d = take("");

	CHECK(d->width == 1024 && d->preferred.width == 0);
	frames(d, 2);
}

TEST(virtio_gpu_wish_that_is_too_small)
{
	dev.wish = (struct gpu_rect){ 0, 0, 1, 1 };
	CHECK_EQ(take("")->width, 1024);
}

TEST(virtio_gpu_that_tells_nothing_has_the_usual_modes)
{
	dev.features = 0;
	kind = LIES;
	CHECK_EQ(probe(""), -EIO); /* no answer is the right one: it shows no mode either */
	CHECK(!display_get());
	CHECK(!dev.failed);
}

TEST(virtio_gpu_that_does_not_answer_is_given_up)
{
	kind = SILENT;
	CHECK_EQ(probe(""), -EIO);
	CHECK(dev.failed && !display_get());
	CHECK(clock_now() < 3 * ANSWER_NS);
}

TEST(virtio_gpu_that_falls_silent_is_given_up)
{
	struct display *d = take("");

	frames(d, 2);
	kind = SILENT;
	uint64_t before = clock_now();
	d->flush(d, &(struct rect){ 0, 0, 1, 1 }, 1);
	CHECK(dev.failed && clock_now() - before <= ANSWER_NS);
	before = clock_now();
	d->flush(d, &(struct rect){ 0, 0, 1, 1 }, 1); /* from then on nobody waits */
	gpu.fb.drawn(&gpu.fb, (struct rect){ 0, 0, 1, 1 });
	CHECK_EQ(clock_now(), before);
	CHECK_EQ(display_set_mode(d, 640, 480), -EIO);
	CHECK_EQ(d->width, 800);
}

TEST(virtio_gpu_that_breaks_the_rules_is_given_up)
{
	struct display *d = take("");

	kind = BREAKS_QUEUE;
	d->flush(d, &(struct rect){ 0, 0, 1, 1 }, 1);
	CHECK(dev.failed);
}

TEST(virtio_gpu_that_refuses_a_frame_goes_on)
{
	struct display *d = take("");

	kind = REFUSES_FRAMES;
	d->flush(d, &(struct rect){ 0, 0, 1, 1 }, 1);
	CHECK(!dev.failed);
	kind = GOOD;
	frames(d, 5);
}
