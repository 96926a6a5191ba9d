/* SPDX-License-Identifier: MIT */
/*
 * virtio_gpu_queue.c - commands to a hypervisor's display and its answers.
 *
 * A command lies in a slot of one frame of memory, with room for its answer, until the device
 * gives it back. Commands that are posted before one notification are executed in a row.
 * Nothing of an answer is believed but its type; a device that breaks the rules of the queue,
 * or does not answer in time, is reset and left alone.
 *
 * Source: VIRTIO 1.2, 5.7.6.
 * Locking: interrupts off, but where the header says otherwise; one thread waits at a time.
 */
#define LOG_TAG "virtio-gpu"
#include <errno.h>
#include <string.h>

#include <core/clock.h>
#include <core/irq.h>
#include <core/log.h>
#include "virtio_gpu.h"

#define ANSWER_NS (10 * NSEC_PER_SEC)

struct gpu_slot {
	union gpu_command command;
	struct gpu_header answer;
	uint8_t unused[128 - sizeof(union gpu_command) - sizeof(struct gpu_header)];
};

int gpu_queue_init(struct gpu_queue *q)
{
	phys_t frames = pages_alloc(2, PAGES_ANY);

	if (!phys_valid(frames))
		return -ENOMEM;
	q->slots = phys_to_virt(frames);
	q->answer = (uint8_t *)q->slots + PAGE_SIZE;
	return 0;
}

static void report(struct work *w)
{
	log_err("the display %s, it is off", container_of(w, struct gpu_queue, report)->why);
}

/* It may be the console that finds out, in the middle of a line: the log is told later. */
static void die(struct gpu_queue *q, const char *why)
{
	if (q->dead)
		return;
	q->dead = true;
	q->why = why;
	q->report.fn = report;
	work_queue(&q->report);
	virtio_fail(&q->dev);
	waitq_wake(&q->done);
}

void gpu_reap(struct gpu_queue *q)
{
	void *token;
	uint32_t len;
	int err = q->dead ? -EAGAIN : 0;

	while (!err && (err = virtq_pop(&q->vq, &token, &len)) == 0) {
		struct gpu_slot *slot = token;
		uint32_t type = *(volatile uint32_t *)&slot->answer.type;

		q->busy &= ~(1ull << (slot - q->slots));
		if (len < sizeof(slot->answer) || type != GPU_OK)
			q->refused++;
	}
	if (err == -EIO)
		die(q, "broke the rules of its queue");
	else if (!q->busy)
		waitq_wake(&q->done);
}

unsigned gpu_room(const struct gpu_queue *q)
{
	unsigned slots = MIN(GPU_SLOTS, q->vq.size / 2u);

	return q->dead ? 0 : slots - (unsigned)__builtin_popcountll(q->busy);
}

/* Slot n with a command, and an answer of answer bytes at where. */
static int send(struct gpu_queue *q, unsigned n, size_t size, phys_t where, size_t answer)
{
	struct gpu_slot *slot = &q->slots[n];
	struct virtq_buf buf[2] = {
		{ .addr = virt_to_phys(&slot->command), .len = (uint32_t)size },
		{ .addr = where, .len = (uint32_t)answer, .device_writes = true },
	};
	int err = virtq_add(&q->vq, buf, 2, slot);

	if (!err)
		q->busy |= 1ull << n;
	return err;
}

int gpu_post(struct gpu_queue *q, const void *command, size_t size)
{
	if (q->dead)
		return -EIO;
	if (!gpu_room(q))
		return -EAGAIN;
	unsigned n = (unsigned)__builtin_ctzll(~q->busy);
	struct gpu_slot *slot = &q->slots[n];
	memcpy(&slot->command, command, size);
	slot->answer.type = 0;
	return send(q, n, size, virt_to_phys(&slot->answer), sizeof(slot->answer));
}

void gpu_notify(struct gpu_queue *q)
{
	if (!q->dead)
		virtio_notify(&q->dev, &q->vq);
}

static void wait_until_idle(struct gpu_queue *q)
{
	uint64_t deadline = clock_now() + ANSWER_NS;

	if (wait_event_until(&q->done, q->dead || !q->busy, deadline) == 0)
		return;
	unsigned long flags = irq_save();
	die(q, "does not answer");
	irq_restore(flags);
}

int gpu_finish(struct gpu_queue *q)
{
	wait_until_idle(q);
	unsigned refused = q->refused;
	q->refused = 0;
	return q->dead || refused ? -EIO : 0;
}

/* The answer's type stands in the slot's own header too, for gpu_reap(). */
int gpu_ask(struct gpu_queue *q, const void *command, size_t size, enum gpu_type type,
	    size_t answer)
{
	struct gpu_slot *slot = q->slots;

	wait_until_idle(q);
	if (q->dead || answer > GPU_ANSWER_MAX)
		return -EIO;
	memset(q->answer, 0, answer);
	memcpy(&slot->command, command, size);
	slot->answer.type = GPU_OK;
	unsigned long flags = irq_save();
	int err = send(q, 0, size, virt_to_phys(q->answer), answer);
	gpu_notify(q);
	irq_restore(flags);
	if (!err)
		err = gpu_finish(q);
	uint32_t said = *(volatile uint32_t *)(void *)q->answer;
	return err || said != type ? -EIO : 0;
}
