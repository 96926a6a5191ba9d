/* SPDX-License-Identifier: MIT */
/*
 * virtqueue_fuzz.c - a virtqueue with a hostile device: between two calls of ours it
 * writes anything anywhere in the shared memory. What comes back must have been given
 * away, once, and be no longer than it was.
 */
#include <stdlib.h>

#include <core/panic.h>

#include "virtq_device.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE 8u
#define ROOM 64u /* bytes the device may write into a chain */

struct input {
	const uint8_t *at, *end;
};

static uint8_t next(struct input *in)
{
	return in->at < in->end ? *in->at++ : 0;
}

void panic(const char *fmt, ...)
{
	(void)fmt;
	abort();
}

static bool out[SIZE];

static void give(struct virtqueue *vq, struct input *in)
{
	struct virtq_buf buf[2] = {
		{ .addr = { 0x1000 }, .len = 8 },
		{ .addr = { 0x2000 }, .len = ROOM, .device_writes = true },
	};
	unsigned skip = next(in) % 2, which = next(in) % SIZE;

	if (!out[which] && virtq_add(vq, buf + skip, 2 - skip, &out[which]) == 0)
		out[which] = true;
}

static void take(struct virtqueue *vq)
{
	void *token;
	uint32_t len;
	bool *mine;

	if (virtq_pop(vq, &token, &len) != 0)
		return;
	mine = token;
	if (mine < out || mine >= out + SIZE || !*mine || len > ROOM)
		abort();
	*mine = false;
}

/* Half of the time something plausible, so that the queue lives long. */
static void meddle(uint8_t *mem, struct input *in, uint16_t *used)
{
	uint8_t how = next(in);

	if (how & 1)
		device_use(mem, SIZE, (*used)++, next(in) % SIZE, next(in) % (ROOM + 1));
	else
		mem[(next(in) | (size_t)next(in) << 8) % virtq_bytes(SIZE)] = next(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct virtq_slot *slot = malloc(SIZE * sizeof(*slot));
	uint8_t *mem = aligned_alloc(4096, virtq_bytes(SIZE));
	struct virtqueue vq;
	uint16_t used = 0;

	memset(out, 0, sizeof(out));
	virtq_init(&vq, 0, SIZE, mem, slot);
	while (in.at < in.end) {
		uint8_t what = next(&in) % 3;

		if (what == 0)
			give(&vq, &in);
		else if (what == 1)
			take(&vq);
		else
			meddle(mem, &in, &used);
	}
	free(mem);
	free(slot);
	return 0;
}
