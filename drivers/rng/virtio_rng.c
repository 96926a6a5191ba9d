/* SPDX-License-Identifier: MIT */
/*
 * virtio_rng.c - random bytes from the host, into the kernel's generator.
 *
 * One buffer goes back and forth. probe() waits a moment for the first answer, so that
 * the generator is seeded before the network starts. Afterwards a timer looks for the
 * last answer and asks for the next one: nobody waits, and an answer may take long.
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

static void give_up(void)
{
	log_err("the device broke the rules of its queue, no more entropy from it");
	virtio_fail(&rng.dev);
}

static void reseed(struct work *w)
{
	uint64_t next = RETRY_NS;
	int err = harvest();

	(void)w;
	if (!err) {
		err = request();
		next = RESEED_NS;
	}
	if (err && err != -EAGAIN)
		give_up();
	else
		timer_arm(&rng.timer, clock_now() + next);
}

static void timer_due(struct timer *t)
{
	(void)t;
	work_queue(&rng.work);
}

/* 0 once the first answer is in, -EAGAIN when it takes longer, -EIO. */
static int first_answer(void)
{
	uint64_t end = clock_now() + FIRST_WAIT_NS;
	int err = harvest();

	while (err == -EAGAIN && clock_now() < end) {
		thread_sleep_until(clock_now() + FIRST_POLL_NS);
		err = harvest();
	}
	return err;
}

static int setup(const struct pci_dev *dev)
{
	int err = virtio_pci_open(&rng.dev, dev);

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
static int rng_probe(const struct pci_dev *dev)
{
	int err;

	if (rng.buf)
		return -ENODEV;
	err = setup(dev);
	if (!err)
		err = first_answer();
	if (err == -EAGAIN)
		log_warn("no answer from the host yet, asking on");
	else if (err)
		return err;
	else
		err = request();
	rng.work = (struct work){ .fn = reseed };
	rng.timer = (struct timer){ .fn = timer_due };
	timer_arm(&rng.timer, clock_now() + (err ? RETRY_NS : RESEED_NS));
	return 0;
}

/* Transitional and modern device numbers (VIRTIO 1.2, 4.1.2). */
static const struct pci_id rng_ids[] = { { 0x1af4, 0x1005 }, { 0x1af4, 0x1044 }, { 0, 0 } };

DRIVER(virtio_rng) = { .name = "virtio-rng", .ids = rng_ids, .probe = rng_probe };
