/* SPDX-License-Identifier: MIT */
/*
 * virtio_rng.c - random bytes from the host, into the kernel's generator.
 *
 * One buffer goes back and forth. While nothing else has seeded the generator, probe()
 * waits a moment for answers, so that it is seeded before the network starts. Afterwards
 * a timer looks for the last answer and asks for the next one: nobody waits, and an
 * answer may take long.
 *
 * Source: VIRTIO 1.2, section 5.4 (entropy device).
 * Locking: probe() before the first timer, then the worker only.
 */
#define LOG_TAG "virtio-rng"
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include <core/clock.h>
#include <core/log.h>
#include <core/random.h>
#include <core/thread.h>
#include <core/work.h>
#include <drivers/virtio.h>

#define REQUEST_LEN   64u /* bytes: twice what the generator needs */
#define FIRST_WAIT_NS (50 * NSEC_PER_MSEC)
#define FIRST_POLL_NS (200 * NSEC_PER_USEC)
#define RETRY_NS      (1 * NSEC_PER_SEC)
#define RESEED_NS     (300 * NSEC_PER_SEC)

static struct rng {
	struct virtio_dev dev;
	struct virtqueue vq;
	phys_t phys;
	uint8_t *buf; /* REQUEST_LEN bytes, the device's while a request is out */
	struct timer timer;
	struct work work;
} rng;

/* The buffer is cleared first: bytes that the device only claims to have written are
 * zeros, and those are not counted. */
static int request(void)
{
	struct virtq_buf buf = { .addr = rng.phys, .len = REQUEST_LEN, .device_writes = true };
	int err;

	memset(rng.buf, 0, REQUEST_LEN);
	err = virtq_add(&rng.vq, &buf, 1, rng.buf);
	if (!err)
		virtio_notify(&rng.dev, &rng.vq);
	return err;
}

static bool all_zero(const uint8_t *p, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (p[i])
			return false;
	return true;
}

/* Takes the answer if there is one. 0, -EAGAIN not yet, -EIO. */
static int harvest(void)
{
	void *token;
	uint32_t len;
	int err = virtq_pop(&rng.vq, &token, &len);

	if (err)
		return err;
	if (len && !all_zero(rng.buf, len))
		random_add("virtio-rng", rng.buf, len, len * 8);
	return 0;
}

/* Takes what came and asks for more. 0, -EAGAIN nothing came, -EIO. */
static int turn(void)
{
	int err = harvest();

	return err ? err : request();
}

static void arm(uint64_t wait)
{
	timer_arm(&rng.timer, clock_now() + wait);
}

static void reseed(struct work *w)
{
	int err = turn();

	(void)w;
	if (err && err != -EAGAIN) {
		log_err("the device broke the rules of its queue, no more entropy from it");
		virtio_fail(&rng.dev);
		return;
	}
	/* A host that is short of entropy answers with less, or later. */
	arm(!err && random_seeded() ? RESEED_NS : RETRY_NS);
}

static void timer_due(struct timer *t)
{
	(void)t;
	work_queue(&rng.work);
}

/* Waits for answers while the generator needs them. 0, or -EIO. */
static int seed(void)
{
	uint64_t end = clock_now() + FIRST_WAIT_NS;

	while (!random_seeded()) {
		int err = turn();

		if (err && err != -EAGAIN)
			return err;
		if (clock_now() > end) {
			log_warn("the host has little entropy to give, asking on");
			return 0;
		}
		if (err)
			thread_sleep_until(clock_now() + FIRST_POLL_NS);
	}
	return 0;
}

static int setup(const struct virtio_place *place)
{
	int err = virtio_open(&rng.dev, place);

	if (!err)
		err = virtio_negotiate(&rng.dev, 0, NULL);
	if (!err)
		err = virtio_queue_setup(&rng.dev, 0, &rng.vq);
	if (err)
		return err;
	rng.phys = pages_alloc(1, PAGES_ANY);
	if (!phys_valid(rng.phys))
		return -ENOMEM;
	rng.buf = phys_to_virt(rng.phys);
	virtio_start(&rng.dev);
	return request();
}

/* One source of entropy is enough: a second device is left alone. */
static int rng_probe(const struct virtio_place *place)
{
	int err;

	if (rng.buf)
		return -ENODEV;
	err = setup(place);
	if (!err)
		err = seed();
	if (err)
		return err;
	rng.work = (struct work){ .fn = reseed };
	rng.timer = (struct timer){ .fn = timer_due };
	arm(RETRY_NS);
	return 0;
}

VIRTIO_DRIVER(virtio_rng) = { .name = "virtio-rng", .type = 4, .probe = rng_probe };
