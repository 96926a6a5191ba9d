/* SPDX-License-Identifier: MIT */
/* host_virtio_blk.c - a virtio disk's requests, with a device that keeps the rules, and with
 * one that breaks each of them. */
#include <errno.h>

#include <test/host.h>
#include <test/test.h>

#include "block/virtio_blk.h"
#include "virtq_device.h"

#define SIZE     16u
#define REQUESTS 8u

static struct vblk_queue q;
static struct virtq_slot slot[SIZE];
static struct blk_dev dev;
static struct blk_seg seg[2];
static struct blk_req req[REQUESTS];
static uint8_t *mem, *data;
static uint16_t used;
static unsigned done_count, stuck;

static int start_op(struct blk_dev *d, struct blk_req *r)
{
	(void)d;
	return vblk_add(&q, r);
}

static void poll_op(struct blk_dev *d)
{
	if (vblk_collect(&q) == 0)
		return;
	stuck++;
	blk_stuck(d);
}

static int reset_op(struct blk_dev *d)
{
	(void)d;
	virtq_init(&q.vq, 0, SIZE, mem, slot);
	vblk_queue_init(&q);
	used = 0;
	return 0;
}

static void done(struct blk_req *r)
{
	(void)r;
	done_count++;
}

static void start(void)
{
	static const struct blk_ops ops = { start_op, poll_op, reset_op };

	mem = phys_to_virt(pages_alloc(virtq_bytes(SIZE) / PAGE_SIZE, PAGES_ANY));
	data = phys_to_virt(pages_alloc(1, PAGES_ANY));
	q = (struct vblk_queue){ .dev = &dev, .exact = true };
	q.frame = phys_to_virt(pages_alloc(1, PAGES_ANY));
	reset_op(&dev);
	dev = (struct blk_dev){ .name = "vda",
				.ops = &ops,
				.sectors = 1, /* so that nobody looks for partitions */
				.block_size = 512,
				.max_sectors = 16,
				.max_segs = 2,
				.write_cache = true };
	CHECK_EQ(blk_register(&dev), 0);
	dev.sectors = 1000;
	seg[0] = (struct blk_seg){ data, 512 };
	seg[1] = (struct blk_seg){ data + 1024, 1024 };
}

static void submit(unsigned i, enum blk_op op, uint64_t sector)
{
	bool flush = op == BLK_FLUSH;

	req[i] = (struct blk_req){ .op = op,
				   .sector = sector,
				   .segs = flush ? NULL : seg,
				   .nsegs = flush ? 0 : 2,
				   .done = done,
				   .status = 1 };
	CHECK_EQ(blk_submit(&dev, &req[i]), 0);
}

/* --- the device's side -------------------------------------------------------------------- */

struct seen {
	uint16_t head;
	unsigned count;
	struct device_desc d[8];
};

/* The n-th chain that was announced. */
static struct seen look(uint16_t n)
{
	struct seen s = { .head = device_avail(mem, SIZE, n) };
	unsigned at = s.head;

	do {
		s.d[s.count] = device_desc(mem, at);
		at = s.d[s.count].next;
	} while (s.d[s.count++].flags & 1);
	return s;
}

static uint8_t *at(uint64_t phys)
{
	return phys_to_virt((phys_t){ phys });
}

/* Answers the n-th chain as a device does, with this status and length. */
static void answer(uint16_t n, uint8_t status, uint32_t wrote)
{
	struct seen s = look(n);

	*at(s.d[s.count - 1].addr) = status;
	device_use(mem, SIZE, used++, s.head, wrote);
}

static uint64_t get64(const uint8_t *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

TEST(vblk_request_is_what_the_standard_says)
{
	struct seen s;

	start();
	submit(0, BLK_WRITE, 77);
	s = look(0);
	CHECK_EQ(s.count, 4);
	CHECK(s.d[0].len == 16 && s.d[0].flags == 1);
	CHECK_EQ(get64(at(s.d[0].addr)), 1);
	CHECK_EQ(get64(at(s.d[0].addr) + 8), 77);
	CHECK(s.d[1].addr == virt_to_phys(data).addr && s.d[1].len == 512 && s.d[1].flags == 1);
	CHECK(s.d[2].addr == virt_to_phys(data).addr + 1024 && s.d[2].len == 1024);
	CHECK(s.d[3].len == 1 && s.d[3].flags == 2);
	submit(1, BLK_READ, 78);
	s = look(1);
	CHECK_EQ(get64(at(s.d[0].addr)), 0);
	CHECK(s.d[1].flags == 3 && s.d[2].flags == 3 && s.d[3].flags == 2);
	submit(2, BLK_FLUSH, 0);
	s = look(2);
	CHECK_EQ(s.count, 2);
	CHECK_EQ(get64(at(s.d[0].addr)), 4);
	CHECK_EQ(get64(at(s.d[0].addr) + 8), 0);
}

/* Only what lies behind the segment before it, and not in front of it. */
TEST(vblk_segments_next_to_each_other_are_one)
{
	struct seen s;

	start();
	seg[1].data = data + 512;
	submit(0, BLK_READ, 77);
	s = look(0);
	CHECK_EQ(s.count, 3);
	CHECK(s.d[1].addr == virt_to_phys(data).addr && s.d[1].len == 1536 && s.d[1].flags == 3);
	CHECK(s.d[2].len == 1 && s.d[2].flags == 2);
	seg[0].data = data + 512;
	seg[1].data = data;
	seg[1].len = 512;
	submit(1, BLK_WRITE, 80);
	s = look(1);
	CHECK_EQ(s.count, 4);
	CHECK(s.d[1].len == 512 && s.d[2].addr == virt_to_phys(data).addr && s.d[2].flags == 1);
}

TEST(vblk_requests_are_done_in_any_order)
{
	start();
	submit(0, BLK_READ, 0);
	submit(1, BLK_WRITE, 3);
	submit(2, BLK_FLUSH, 0);
	answer(2, 0, 1);
	answer(0, 0, 1537);
	blk_irq(&dev);
	CHECK_EQ(req[2].status, 0);
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(req[1].status, 1);
	answer(1, 0, 1);
	blk_irq(&dev);
	CHECK_EQ(req[1].status, 0);
	CHECK_EQ(q.free_count, VBLK_DEPTH);
}

TEST(vblk_full_queue_makes_requests_wait)
{
	start();
	for (unsigned i = 0; i < 6; i++)
		submit(i, BLK_READ, i);
	CHECK_EQ(device_avail_idx(mem, SIZE), 4);
	answer(1, 0, 1537);
	blk_irq(&dev);
	CHECK_EQ(req[1].status, 0);
	CHECK_EQ(device_avail_idx(mem, SIZE), 5);
	for (unsigned n = 0; n < 6; n++) {
		if (n != 1)
			answer((uint16_t)n, 0, 1537);
		blk_irq(&dev);
	}
	CHECK_EQ(done_count, 6);
}

TEST(vblk_error_of_the_device_is_EIO)
{
	start();
	for (unsigned i = 0; i < 4; i++)
		submit(i, i == 3 ? BLK_FLUSH : BLK_READ, 0);
	answer(0, 1, 1);    /* IOERR */
	answer(1, 2, 1);    /* UNSUPP */
	answer(2, 77, 1);   /* no such status */
	answer(3, 0xff, 1); /* nothing was written */
	blk_irq(&dev);
	for (unsigned i = 0; i < 4; i++)
		CHECK_EQ(req[i].status, -EIO);
	CHECK_EQ(stuck, 0);
}

TEST(vblk_short_read_is_EIO)
{
	start();
	submit(0, BLK_READ, 0);
	submit(1, BLK_WRITE, 0);
	answer(0, 0, 1536);
	answer(1, 0, 0);
	blk_irq(&dev);
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(req[1].status, -EIO);
	/* Devices of before the standard do not tell. */
	q.exact = false;
	submit(2, BLK_READ, 0);
	answer(2, 0, 0);
	blk_irq(&dev);
	CHECK_EQ(req[2].status, 0);
}

TEST(vblk_device_that_breaks_the_rules_is_reset)
{
	start();
	submit(0, BLK_READ, 0);
	submit(1, BLK_READ, 0);
	device_use(mem, SIZE, used, 12345, 0);
	blk_irq(&dev);
	CHECK_EQ(stuck, 1);
	CHECK_EQ(done_count, 0);
	host_run_work();
	CHECK_EQ(done_count, 2);
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(req[1].status, -EIO);
	submit(2, BLK_READ, 0);
	answer(0, 0, 1537);
	blk_irq(&dev);
	CHECK_EQ(req[2].status, 0);
}

TEST(vblk_device_that_answers_twice_is_not_believed)
{
	start();
	submit(0, BLK_READ, 0);
	submit(1, BLK_READ, 0);
	answer(0, 0, 1537);
	answer(0, 0, 1537);
	blk_irq(&dev);
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(done_count, 1);
	CHECK_EQ(stuck, 1);
}
