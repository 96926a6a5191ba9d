/* SPDX-License-Identifier: MIT */
/*
 * virtio_gpu.c - the display of a hypervisor: QEMU's -device virtio-gpu-pci and -vga virtio.
 *
 *	our memory (pixels[])  --TRANSFER-->  a picture of the device  --FLUSH-->  the screen
 *
 * A frame is one transfer for each of its rectangles and one flush, posted together, and the
 * device executes them in a row. The console draws on the same memory and does not wait: what
 * finds no room in the queue is sent when something is done. A mode is a new picture with new
 * memory, shown before the old one goes.
 *
 * Source: VIRTIO 1.2, 5.7 (GPU device).
 * Locking: flush and mode_set are called by who has taken the display; what they share with
 * the console and the interrupt is changed with interrupts off.
 */
#define LOG_TAG "virtio-gpu"
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/irq.h>
#include <core/log.h>
#include <core/panic.h>
#include "fb.h"
#include "virtio_gpu.h"

#define FEATURE_EDID  0x2ull
#define FORMAT_BGRX   2u /* B8G8R8X8: bytes in memory, so 0x00RRGGBB */
#define SCANOUT       0u
#define INFO_SIZE     (24u + 16u * 24u)
#define EDID_ANSWER   (24u + 8u + 1024u)
#define EDID_OFFSET   32u
#define MEMORY_MAX    (64u << 20) /* bytes of a picture */
#define ROOM_MIN      4u          /* commands at a time */
#define FRAME_RECTS   16u
#define PANIC_WAIT_NS (100 * NSEC_PER_MSEC)

static struct gpu {
	struct framebuffer fb;
	struct gpu_queue queue;
	struct display_mode modes[DISPLAY_MODES_MAX];
	uint32_t resource; /* of the picture that is seen: 1 or 2; 0 none */
	phys_t memory;
	size_t memory_frames;
	struct rect unsent; /* what the console drew and no command tells yet */
	bool console_on_it; /* what the console drew is still to be seen */
	bool refused;       /* a frame; the log has been told */
} gpu;

static struct gpu_header header(enum gpu_type type)
{
	return (struct gpu_header){ .type = type };
}

static struct gpu_rect rect_of(struct rect r)
{
	return (struct gpu_rect){ (uint32_t)r.x, (uint32_t)r.y, (uint32_t)r.w, (uint32_t)r.h };
}

static int post_transfer(struct rect r)
{
	size_t first = (size_t)r.y * gpu.fb.stride + (size_t)r.x;
	struct gpu_transfer c = { .header = header(GPU_TRANSFER),
				  .rect = rect_of(r),
				  .offset = first * sizeof(uint32_t),
				  .resource = gpu.resource };

	return gpu_post(&gpu.queue, &c, sizeof(c));
}

static int post_area(enum gpu_type type, struct rect r, uint32_t first, uint32_t second)
{
	struct gpu_area c = {
		.header = header(type), .rect = rect_of(r), .first = first, .second = second
	};

	return gpu_post(&gpu.queue, &c, sizeof(c));
}

static int post_flush(struct rect r)
{
	return post_area(GPU_FLUSH, r, gpu.resource, 0);
}

/* --- frames ------------------------------------------------------------------------------- */

/* The rectangles, or one around all of them when they are many. Their number. */
static unsigned collect(struct rect *to, const struct rect *rects, unsigned n)
{
	struct rect all = { 0, 0, 0, 0 };

	if (gpu.console_on_it) {
		to[0] = (struct rect){ 0, 0, gpu.fb.display.width, gpu.fb.display.height };
		return 1;
	}
	if (n <= FRAME_RECTS && n < gpu_room(&gpu.queue)) {
		memcpy(to, rects, n * sizeof(*to));
		return n;
	}
	for (unsigned i = 0; i < n; i++)
		all = rect_union(all, rects[i]);
	to[0] = all;
	return 1;
}

static void post_frame(const struct rect *rects, unsigned n)
{
	unsigned long flags = irq_save();
	struct rect all = { 0, 0, 0, 0 };
	int err = 0;

	for (unsigned i = 0; i < n && !err; i++) {
		err = post_transfer(rects[i]);
		all = rect_union(all, rects[i]);
	}
	if (!err)
		err = post_flush(all);
	gpu_notify(&gpu.queue);
	if (!err)
		gpu.console_on_it = false;
	irq_restore(flags);
}

static void gpu_flush(struct display *d, const struct rect *rects, unsigned n)
{
	struct rect parts[FRAME_RECTS];

	(void)d;
	if (gpu.queue.dead || n == 0)
		return;
	gpu_finish(&gpu.queue); /* what the console has left */
	post_frame(parts, collect(parts, rects, n));
	if (gpu_finish(&gpu.queue) && !gpu.queue.dead && !gpu.refused) {
		gpu.refused = true;
		log_err("the display refuses frames, parts of the picture are old");
	}
}

/* --- the console -------------------------------------------------------------------------- */

/* Interrupts are off. */
static void send_unsent(void)
{
	if (rect_empty(gpu.unsent) || gpu_room(&gpu.queue) < 2)
		return;
	if (post_transfer(gpu.unsent) == 0)
		post_flush(gpu.unsent);
	gpu_notify(&gpu.queue);
	gpu.unsent = (struct rect){ 0, 0, 0, 0 };
}

static void gpu_drawn(struct framebuffer *fb, struct rect r)
{
	uint64_t end = clock_now() + PANIC_WAIT_NS;

	(void)fb;
	gpu.console_on_it = true;
	gpu.unsent = rect_union(gpu.unsent, r);
	gpu_reap(&gpu.queue);
	send_unsent();
	/* No interrupt will send the rest. */
	while (panicking() && !gpu.queue.dead && gpu.queue.busy && clock_now() < end) {
		gpu_reap(&gpu.queue);
		send_unsent();
	}
}

static void gpu_irq(void *arg)
{
	(void)arg;
	gpu_reap(&gpu.queue);
	send_unsent();
}

/* --- modes -------------------------------------------------------------------------------- */

static size_t bytes_of(struct display_mode mode)
{
	return (size_t)mode.width * mode.height * sizeof(uint32_t);
}

static bool fits(const struct display *d, struct display_mode mode)
{
	(void)d;
	return bytes_of(mode) <= MEMORY_MAX;
}

/* One command, and whether the device has done it. */
static int command(const void *c, size_t size)
{
	unsigned long flags = irq_save();
	int err = gpu_post(&gpu.queue, c, size);

	gpu_notify(&gpu.queue);
	irq_restore(flags);
	return err ? err : gpu_finish(&gpu.queue);
}

static int create(uint32_t resource, struct display_mode mode)
{
	struct gpu_create c = { header(GPU_CREATE), resource, FORMAT_BGRX, mode.width,
				mode.height };

	return command(&c, sizeof(c));
}

static int unref(uint32_t resource)
{
	struct gpu_number c = { header(GPU_UNREF), resource, 0 };

	return command(&c, sizeof(c));
}

static int post_picture(uint32_t resource, struct display_mode mode, phys_t memory)
{
	struct gpu_attach attach = { header(GPU_ATTACH),       resource, 1, memory.addr,
				     (uint32_t)bytes_of(mode), 0 };
	struct rect all = { 0, 0, mode.width, mode.height };
	int err = gpu_post(&gpu.queue, &attach, sizeof(attach));

	if (!err)
		err = post_area(GPU_SET_SCANOUT, all, SCANOUT, resource);
	gpu_notify(&gpu.queue);
	return err;
}

/* Frees a picture's memory, unless the device may still use it. */
static void drop(uint32_t resource, phys_t memory, size_t frames)
{
	if (unref(resource) == 0)
		pages_free(memory, frames);
}

static void use(uint32_t resource, struct display_mode mode, phys_t memory, size_t frames)
{
	struct display *d = &gpu.fb.display;
	unsigned long flags = irq_save();

	gpu.resource = resource;
	gpu.memory = memory;
	gpu.memory_frames = frames;
	gpu.fb.memory = d->pixels = phys_to_virt(memory);
	gpu.fb.stride = mode.width;
	d->width = d->stride = mode.width;
	d->height = mode.height;
	gpu.unsent = (struct rect){ 0, 0, 0, 0 };
	gpu.console_on_it = true; /* the device's picture is what it was made with */
	irq_restore(flags);
}

static int show_mode(struct display_mode mode)
{
	uint32_t resource = gpu.resource == 1 ? 2 : 1, old = gpu.resource;
	size_t frames = ALIGN_UP(bytes_of(mode), PAGE_SIZE) / PAGE_SIZE,
	       old_frames = gpu.memory_frames;
	phys_t memory = pages_alloc(frames, PAGES_ANY), old_memory = gpu.memory;

	if (!phys_valid(memory))
		return -ENOMEM;
	memset(phys_to_virt(memory), 0, frames * PAGE_SIZE);
	gpu_finish(&gpu.queue);
	if (create(resource, mode)) { /* there is nothing that unref() could undo */
		pages_free(memory, frames);
		return -EIO;
	}
	unsigned long flags = irq_save();
	int err = post_picture(resource, mode, memory);
	irq_restore(flags);
	if (gpu_finish(&gpu.queue) || err) {
		drop(resource, memory, frames);
		return -EIO;
	}
	use(resource, mode, memory, frames);
	if (old)
		drop(old, old_memory, old_frames);
	return 0;
}

static int gpu_mode_set(struct display *d, struct display_mode mode)
{
	int err = show_mode(mode);

	(void)d;
	if (err)
		log_err("the display does not show %ux%u, error %d", mode.width, mode.height, -err);
	else
		fb_changed(&gpu.fb);
	return err;
}

/* --- the start ---------------------------------------------------------------------------- */

/* What the device would like: the size of its window, which may be anything. */
static void read_info(struct display *d)
{
	struct gpu_header c = header(GPU_GET_DISPLAY_INFO);
	struct {
		struct gpu_rect rect;
		uint32_t enabled, flags;
	} scanout;

	if (gpu_ask(&gpu.queue, &c, sizeof(c), GPU_OK_DISPLAY_INFO, INFO_SIZE))
		return;
	memcpy(&scanout, gpu.queue.answer + sizeof(c), sizeof(scanout));
	if (scanout.enabled && scanout.rect.width <= UINT16_MAX &&
	    scanout.rect.height <= UINT16_MAX)
		d->preferred = (struct display_mode){ (uint16_t)scanout.rect.width,
						      (uint16_t)scanout.rect.height };
}

static void read_edid(struct display *d)
{
	struct gpu_number c = { header(GPU_GET_EDID), SCANOUT, 0 };

	if (gpu_ask(&gpu.queue, &c, sizeof(c), GPU_OK_EDID, EDID_ANSWER) ||
	    !display_read_edid(d, gpu.queue.answer + EDID_OFFSET))
		log_debug("no monitor tells what it is");
}

static int set_up(const struct virtio_place *place, uint64_t *features)
{
	int err = gpu_queue_init(&gpu.queue);

	if (!err)
		err = virtio_open(&gpu.queue.dev, place);
	if (!err)
		err = virtio_negotiate(&gpu.queue.dev, FEATURE_EDID, features);
	if (!err)
		err = virtio_attach(&gpu.queue.dev, gpu_irq, NULL);
	if (!err)
		err = virtio_queue_setup(&gpu.queue.dev, 0, &gpu.queue.vq);
	return !err && gpu_room(&gpu.queue) < ROOM_MIN ? -EINVAL : err;
}

/* One screen is enough: a second device is left alone. */
static int gpu_probe(const struct virtio_place *place)
{
	struct display *d = &gpu.fb.display;
	uint64_t features = 0;

	if (gpu.queue.slots)
		return -ENODEV;
	int err = set_up(place, &features);
	if (err)
		return err;
	virtio_start(&gpu.queue.dev);
	*d = (struct display){ .name = "virtio-gpu",
			       .rank = DISPLAY_DRIVER,
			       .flush = gpu_flush,
			       .mode_set = gpu_mode_set };
	gpu.fb.drawn = gpu_drawn;
	if (features & FEATURE_EDID)
		read_edid(d);
	read_info(d);
	display_list_modes(d, gpu.modes, fits);
	err = show_mode(display_first_mode(d));
	if (!err)
		fb_register(&gpu.fb);
	return err;
}

VIRTIO_DRIVER(virtio_gpu) = { .name = "virtio-gpu", .type = 16, .probe = gpu_probe };
