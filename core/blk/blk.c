/* SPDX-License-Identifier: MIT */
/*
 * blk.c - the way of a request: checked, waiting for room, started, done; and what happens
 * when the device does not answer.
 *
 * A timer looks after the oldest started request. Now and then it asks the driver whether
 * something is done: interrupts get lost. When the request's time is over, the worker resets
 * the device, outside interrupts since that takes long, while new requests wait. There are
 * several looks because time can jump: an emulator that counts instructions goes from one
 * timer to the next at once while all is idle, and the host's disk takes its time.
 *
 * Locking: a whole device's lock guards its lists. done() functions are called without
 * it and with interrupts off, by one caller at a time: what a done() submits, and is done
 * at once, is told by the loop that is telling already, so that nothing nests.
 */
#define LOG_TAG "blk"
#include <errno.h>

#include <core/blk.h>
#include <core/log.h>
#include <core/panic.h>

#include "blk/queue.h"

#define DMA32_END (1ull << 32)
#define LOOKS     8 /* at a device that is silent, until its time is over */

static unsigned long lock(struct blk_dev *dev)
{
	return spin_lock_named(&dev->lock, "block device");
}

static void push_back(struct blk_list *l, struct blk_req *req)
{
	req->next = NULL;
	req->prev = l->last;
	*(l->last ? &l->last->next : &l->first) = req;
	l->last = req;
}

static void push_front(struct blk_list *l, struct blk_req *req)
{
	req->next = l->first;
	req->prev = NULL;
	*(l->first ? &l->first->prev : &l->last) = req;
	l->first = req;
}

static void take(struct blk_list *l, struct blk_req *req)
{
	*(req->prev ? &req->prev->next : &l->first) = req->next;
	*(req->next ? &req->next->prev : &l->last) = req->prev;
}

static void finish(struct blk_dev *dev, struct blk_req *req, int status)
{
	req->status = status;
	if (status)
		dev->errors++;
	else
		dev->count[req->op]++;
	push_back(&dev->finished, req);
}

static void fail_all(struct blk_dev *dev, struct blk_list *l)
{
	struct blk_req *req;

	while ((req = l->first)) {
		take(l, req);
		finish(dev, req, -EIO);
	}
}

/* Unlocks dev, which was locked with flags, and tells those whose requests are done. */
static void unlock_and_tell(struct blk_dev *dev, unsigned long flags)
{
	struct blk_req *req;

	while (!dev->telling && (req = dev->finished.first)) {
		unsigned long still_off = irq_save();

		take(&dev->finished, req);
		dev->telling = true;
		spin_unlock(&dev->lock, still_off);
		req->done(req);
		lock(dev);
		dev->telling = false;
	}
	spin_unlock(&dev->lock, flags);
}

static uint64_t timeout(const struct blk_dev *dev)
{
	return dev->timeout ? dev->timeout : BLK_TIMEOUT;
}

/* The oldest has the earliest deadline, and the timer is never later than that. */
static void watch(struct blk_dev *dev)
{
	const struct blk_req *oldest = dev->started.first;

	if (oldest && !timer_armed(&dev->timer))
		timer_arm(&dev->timer, MIN(oldest->deadline, clock_now() + timeout(dev) / LOOKS));
}

/* Starts what waits, as much as the device takes. */
static void start_waiting(struct blk_dev *dev)
{
	struct blk_req *req;

	while ((req = dev->waiting.first) && !dev->resetting) {
		take(&dev->waiting, req);
		req->deadline = clock_now() + timeout(dev);
		push_back(&dev->started, req);
		int err = dev->ops->start(dev, req);
		if (!err)
			continue;
		take(&dev->started, req);
		/* Without another one in flight nothing would ever make room. */
		if (err == -EAGAIN && dev->started.first) {
			push_front(&dev->waiting, req);
			break;
		}
		finish(dev, req, -EIO);
	}
	watch(dev);
}

/* --- submitting ------------------------------------------------------------------------ */

static bool reachable(const struct blk_dev *dev, const struct blk_seg *seg)
{
	return dev->whole->zone != PAGES_DMA32 ||
	       virt_to_phys(seg->data).addr + seg->len <= DMA32_END;
}

/* Sums the segments up. 0 or -EINVAL. */
static int measure(const struct blk_dev *dev, struct blk_req *req)
{
	uint64_t bytes = 0;

	if (req->nsegs == 0 || req->nsegs > dev->max_segs)
		return -EINVAL;
	for (unsigned i = 0; i < req->nsegs; i++) {
		const struct blk_seg *seg = &req->segs[i];

		if (seg->len == 0 || seg->len & (dev->block_size - 1) ||
		    (uintptr_t)seg->data % BLK_ALIGN || !reachable(dev, seg))
			return -EINVAL;
		bytes += seg->len;
	}
	if (bytes / BLK_SECTOR > dev->max_sectors)
		return -EINVAL;
	req->sectors = (uint32_t)(bytes / BLK_SECTOR);
	return 0;
}

static int check_transfer(const struct blk_dev *dev, struct blk_req *req)
{
	int err = measure(dev, req);

	if (err)
		return err;
	if (req->sector & (dev->block_size / BLK_SECTOR - 1) || req->sector > dev->sectors ||
	    req->sectors > dev->sectors - req->sector)
		return -EINVAL;
	return req->op == BLK_WRITE && dev->read_only ? -EROFS : 0;
}

static int check_flush(struct blk_req *req)
{
	req->sectors = 0;
	return req->nsegs || req->sector ? -EINVAL : 0;
}

int blk_submit(struct blk_dev *dev, struct blk_req *req)
{
	struct blk_dev *whole = dev->whole;
	int err = req->op == BLK_FLUSH ? check_flush(req) : check_transfer(dev, req);
	unsigned long flags;

	if (err)
		return err;
	req->at = dev->first + req->sector;
	flags = lock(whole);
	if (whole->gone) {
		spin_unlock(&whole->lock, flags);
		return -EIO;
	}
	if (req->op == BLK_FLUSH && !whole->write_cache) {
		finish(whole, req, 0);
	} else {
		push_back(&whole->waiting, req);
		start_waiting(whole);
	}
	unlock_and_tell(whole, flags);
	return 0;
}

/* --- the driver's side ------------------------------------------------------------------- */

void blk_done(struct blk_dev *dev, struct blk_req *req, int status)
{
	take(&dev->started, req);
	finish(dev, req, status ? -EIO : 0);
	if (!status)
		dev->resets_in_vain = 0;
}

void blk_irq(struct blk_dev *dev)
{
	unsigned long flags = lock(dev);

	if (!dev->resetting && !dev->gone) {
		dev->ops->poll(dev);
		start_waiting(dev);
	}
	unlock_and_tell(dev, flags);
}

static void give_up(struct blk_dev *dev)
{
	dev->gone = true;
	fail_all(dev, &dev->started);
	fail_all(dev, &dev->waiting);
}

void blk_gone(struct blk_dev *dev)
{
	unsigned long flags = lock(dev);

	if (!dev->gone)
		log_err("%s is gone, all that is asked of it fails", dev->name);
	give_up(dev);
	unlock_and_tell(dev, flags);
}

/* --- when there is no answer --------------------------------------------------------------- */

void blk_stuck(struct blk_dev *dev)
{
	if (dev->resetting || dev->gone)
		return;
	dev->resetting = true;
	work_queue(&dev->recovery);
}

static void timer_due(struct timer *t)
{
	struct blk_dev *dev = container_of(t, struct blk_dev, timer);
	unsigned long flags = lock(dev);

	if (!dev->resetting && dev->started.first) {
		uint64_t now = clock_now();

		dev->ops->poll(dev);
		if (dev->started.first && dev->started.first->deadline <= now) {
			log_warn("%s: no answer in %lu ms, resetting it", dev->name,
				 timeout(dev) / NSEC_PER_MSEC);
			blk_stuck(dev);
		} else {
			start_waiting(dev);
		}
	}
	unlock_and_tell(dev, flags);
}

static void recover(struct work *w)
{
	struct blk_dev *dev = container_of(w, struct blk_dev, recovery);
	int err = dev->ops->reset(dev);
	unsigned long flags = lock(dev);

	dev->resets++;
	dev->resetting = false;
	fail_all(dev, &dev->started);
	if (!dev->gone && (err || ++dev->resets_in_vain >= BLK_RESETS_MAX)) {
		log_err("%s does not work any more, all that is asked of it fails", dev->name);
		give_up(dev);
	}
	start_waiting(dev);
	unlock_and_tell(dev, flags);
}

void blk_queue_init(struct blk_dev *dev)
{
	dev->whole = dev;
	dev->gone = false;
	dev->timer = (struct timer){ .fn = timer_due };
	dev->recovery = (struct work){ .fn = recover };
}
