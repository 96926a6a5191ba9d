/* SPDX-License-Identifier: MIT */
/*
 * virtio_blk_fuzz.c - a virtio disk whose device is hostile: between two calls of ours it
 * writes anything anywhere in what it shares with us. Every request that was given to it ends
 * once, at the latest when it is reset, and none ends that was not given.
 */
#include <errno.h>
#include <stdlib.h>

#include <core/panic.h>

#include "block/virtio_blk.h"
#include "virtq_device.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SIZE     16u
#define REQUESTS 8u

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

/* The direct map of this test is the address itself. */
phys_t virt_to_phys(const void *p)
{
	return (phys_t){ (uintptr_t)p };
}

static struct blk_req req[REQUESTS];
static bool out[REQUESTS];

/* core/blk's part. */
void blk_done(struct blk_dev *dev, struct blk_req *r, int status)
{
	(void)dev;
	if (r < req || r >= req + REQUESTS || !out[r - req] || (status && status != -EIO))
		abort();
	out[r - req] = false;
}

static void give(struct vblk_queue *q, struct input *in)
{
	static uint8_t memory[4096];
	static struct blk_seg seg[3] = { { memory, 512 }, { memory, 1024 }, { memory, 4096 } };
	unsigned i = next(in) % REQUESTS, op = next(in) % 3, n = op == BLK_FLUSH ? 0 : 1 + i % 3;

	if (out[i])
		return;
	req[i] = (struct blk_req){ .op = op, .at = next(in), .segs = seg, .nsegs = n };
	for (unsigned k = 0; k < n; k++)
		req[i].sectors += seg[k].len / BLK_SECTOR;
	out[i] = vblk_add(q, &req[i]) == 0;
}

/* Half of the time something plausible, so that the queue lives long. */
static void meddle(struct vblk_queue *q, uint8_t *mem, struct input *in, uint16_t *used)
{
	uint8_t how = next(in);

	if (how % 4 < 2)
		device_use(mem, SIZE, (*used)++, next(in) % SIZE, next(in) | next(in) << 8);
	else if (how % 4 == 2)
		mem[(next(in) | (size_t)next(in) << 8) % virtq_bytes(SIZE)] = next(in);
	else
		((uint8_t *)q->frame)[(next(in) | (size_t)next(in) << 8) % 2048] = next(in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, data + size };
	struct virtq_slot *slot = malloc(SIZE * sizeof(*slot));
	uint8_t *mem = aligned_alloc(4096, virtq_bytes(SIZE));
	struct vblk_queue q = { .exact = size & 1, .frame = malloc(2048) };
	uint16_t used = 0;

	memset(out, 0, sizeof(out));
	memset(q.frame, 0, 2048);
	virtq_init(&q.vq, 0, SIZE, mem, slot);
	vblk_queue_init(&q);
	while (in.at < in.end) {
		uint8_t what = next(&in) % 3;

		if (what == 0)
			give(&q, &in);
		else if (what == 1 && vblk_collect(&q) != 0)
			break; /* it is reset, and the queue forgotten */
		else
			meddle(&q, mem, &in, &used);
	}
	free(q.frame);
	free(mem);
	free(slot);
	return 0;
}
