/* SPDX-License-Identifier: MIT */
/*
 * virtio_gpu.h - commands of a hypervisor's display: between the screen (virtio_gpu.c) and
 * the queue they go through (virtio_gpu_queue.c).
 *
 * Source: VIRTIO 1.2, 5.7.6 (commands).
 */
#ifndef DRIVERS_VIDEO_VIRTIO_GPU_H
#define DRIVERS_VIDEO_VIRTIO_GPU_H

#include <core/waitq.h>
#include <core/work.h>
#include <drivers/virtio.h>

enum gpu_type {
	GPU_GET_DISPLAY_INFO = 0x100,
	GPU_CREATE = 0x101, /* a picture on the device's side */
	GPU_UNREF = 0x102,
	GPU_SET_SCANOUT = 0x103, /* which picture is seen */
	GPU_FLUSH = 0x104,       /* a part of it has changed */
	GPU_TRANSFER = 0x105,    /* copies a part from our memory */
	GPU_ATTACH = 0x106,      /* tells where our memory is */
	GPU_GET_EDID = 0x10a,
	GPU_OK = 0x1100,
	GPU_OK_DISPLAY_INFO = 0x1101,
	GPU_OK_EDID = 0x1104,
};

struct gpu_header {
	uint32_t type, flags;
	uint64_t fence;
	uint32_t context, padding;
};

struct gpu_rect {
	uint32_t x, y, width, height;
};

/** A command; the member tells how long it is. */
union gpu_command {
	struct gpu_header header;
	struct gpu_create {
		struct gpu_header header;
		uint32_t resource, format, width, height;
	} create;
	struct gpu_number { /* UNREF: a resource; GET_EDID: a scanout */
		struct gpu_header header;
		uint32_t number, padding;
	} number;
	struct gpu_area { /* SET_SCANOUT: a scanout; FLUSH: 0 behind the resource */
		struct gpu_header header;
		struct gpu_rect rect;
		uint32_t first, second;
	} area;
	struct gpu_transfer {
		struct gpu_header header;
		struct gpu_rect rect;
		uint64_t offset; /* bytes, of the rectangle's first pixel in our memory */
		uint32_t resource, padding;
	} transfer;
	struct gpu_attach {
		struct gpu_header header;
		uint32_t resource, entries; /* one */
		uint64_t addr;
		uint32_t size, padding;
	} attach;
};

#define GPU_SLOTS      32u /* commands under way */
#define GPU_ANSWER_MAX 4096u

struct gpu_slot; /* what the device sees of a command */

struct gpu_queue {
	struct virtio_dev dev;
	struct virtqueue vq;
	struct gpu_slot *slots; /* GPU_SLOTS of them */
	uint8_t *answer;        /* of gpu_ask(): GPU_ANSWER_MAX bytes */
	uint64_t busy;          /* bit per slot */
	unsigned refused;       /* answers that were not GPU_OK */
	bool dead;              /* it does not answer, or broke the rules: nothing is sent */
	struct waitq done;      /* woken when nothing is under way */
	const char *why;        /* it is dead, for the log */
	struct work report;
};

/* All but gpu_ask() and gpu_finish() with interrupts off. */

/** Sends a command of size bytes; gpu_notify() makes the device look. 0; -EAGAIN no slot is
 *  free; -EIO. */
int gpu_post(struct gpu_queue *q, const void *command, size_t size) IRQ_SAFE;
void gpu_notify(struct gpu_queue *q) IRQ_SAFE;
/** Takes what the device has done. */
void gpu_reap(struct gpu_queue *q) IRQ_SAFE;
/** Commands that can be posted now. */
unsigned gpu_room(const struct gpu_queue *q) IRQ_SAFE;

/** Waits until everything that was posted is done. 0; -EIO one was refused since the last
 *  time, or the device is dead. */
int gpu_finish(struct gpu_queue *q) MAY_SLEEP;
/** Sends one command and waits for its answer: its size bytes are in q->answer when its type
 *  is right. 0; -EIO. */
int gpu_ask(struct gpu_queue *q, const void *command, size_t size, enum gpu_type type,
	    size_t answer) MAY_SLEEP;
/** The memory of an empty queue. 0; -ENOMEM. */
int gpu_queue_init(struct gpu_queue *q);

#endif
