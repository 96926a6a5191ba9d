/* SPDX-License-Identifier: MIT */
/*
 * disk.c - a disk in memory (test/disk.h). Requests move their data when they finish: a
 * read that is forgotten by a reset has touched nothing.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <core/panic.h>
#include <test/disk.h>

#define NO_EVENT SIZE_MAX

static uint64_t chosen(struct disk *d, uint64_t bound)
{
	d->seed ^= d->seed << 13; /* xorshift64 (Marsaglia) */
	d->seed ^= d->seed >> 7;
	d->seed ^= d->seed << 17;
	return bound ? d->seed % bound : 0;
}

static void *allocate(size_t size)
{
	void *p = calloc(1, size);

	if (!p) {
		perror("disk");
		abort();
	}
	return p;
}

/* --- the log --------------------------------------------------------------------------- */

static size_t log_event(struct disk *d, const struct blk_req *req, const uint8_t *copy)
{
	struct disk_event *e;

	if (d->events == d->room) {
		d->room = d->room ? 2 * d->room : 256;
		d->log = realloc(d->log, d->room * sizeof(*d->log));
	}
	e = &d->log[d->events];
	*e = (struct disk_event){ req->op, req->at, req->sectors, copy, d->tick, SIZE_MAX };
	return d->events++;
}

void disk_log_start(struct disk *d)
{
	size_t size = d->dev.sectors * BLK_SECTOR;

	ASSERT(disk_in_flight(d) == 0);
	for (size_t i = 0; i < d->events; i++)
		free((void *)(uintptr_t)d->log[i].data);
	d->events = 0;
	d->tick = 0;
	if (!d->base)
		d->base = allocate(size);
	memcpy(d->base, d->data, size);
}

void disk_apply(const struct disk_event *e, uint32_t first, uint32_t count, uint8_t *image)
{
	ASSERT(e->op == BLK_WRITE && first + count <= e->sectors);
	memcpy(image + (e->sector + first) * BLK_SECTOR, e->data + (size_t)first * BLK_SECTOR,
	       (size_t)count * BLK_SECTOR);
}

/* The start of the last flush that was done by then: writes done before it are settled. */
static size_t settled_before(const struct disk *d, size_t tick)
{
	size_t last = 0;

	for (size_t i = 0; i < d->events; i++) {
		const struct disk_event *e = &d->log[i];

		if (e->op == BLK_FLUSH && e->done <= tick)
			last = MAX(last, e->started);
	}
	return last;
}

static bool unsettled(const struct disk_event *e, size_t settled, size_t tick)
{
	return e->op == BLK_WRITE && e->started <= tick && !(e->done < settled);
}

size_t disk_power_cut(const struct disk *d, size_t tick, uint8_t *image)
{
	size_t settled = settled_before(d, tick), count = 0;

	ASSERT(d->base);
	memcpy(image, d->base, d->dev.sectors * BLK_SECTOR);
	for (size_t i = 0; i < d->events; i++) {
		const struct disk_event *e = &d->log[i];

		if (e->op == BLK_WRITE && e->done < settled)
			disk_apply(e, 0, e->sectors, image);
		else
			count += unsettled(e, settled, tick);
	}
	return count;
}

const struct disk_event *disk_unsettled(const struct disk *d, size_t tick, size_t n)
{
	size_t settled = settled_before(d, tick);

	for (size_t i = 0; i < d->events; i++)
		if (unsettled(&d->log[i], settled, tick) && n-- == 0)
			return &d->log[i];
	return NULL;
}

/* --- the device ---------------------------------------------------------------------------- */

/* Copies between the request's memory and p. */
static void gather(const struct blk_req *req, uint8_t *p, bool from_memory)
{
	for (unsigned i = 0; i < req->nsegs; i++) {
		const struct blk_seg *seg = &req->segs[i];

		virt_to_phys(seg->data); /* ends the test when it is not RAM */
		if (from_memory)
			memcpy(p, seg->data, seg->len);
		else
			memcpy(seg->data, p, seg->len);
		p += seg->len;
	}
}

static bool same_as(const struct blk_req *req, const uint8_t *copy)
{
	for (unsigned i = 0; i < req->nsegs; i++) {
		if (memcmp(copy, req->segs[i].data, req->segs[i].len) != 0)
			return false;
		copy += req->segs[i].len;
	}
	return true;
}

/* What fails may have been done in part: the first sectors of it. */
static uint32_t write_data(struct disk *d, struct disk_slot *s)
{
	uint32_t done = s->fails ? (uint32_t)chosen(d, s->req->sectors) : s->req->sectors;

	if (!same_as(s->req, s->copy))
		d->changed_in_flight++;
	memcpy(d->data + s->req->at * BLK_SECTOR, s->copy, (size_t)done * BLK_SECTOR);
	return done;
}

/* The log keeps what was done of it: of a flush that fails, nothing. */
static void log_end(struct disk *d, struct disk_slot *s, uint32_t sectors, bool done)
{
	if (s->event == NO_EVENT) {
		free(s->copy);
		return;
	}
	d->log[s->event].sectors = sectors;
	if (done)
		d->log[s->event].done = d->tick;
}

static void finish(struct disk *d, struct disk_slot *s)
{
	struct blk_req *req = s->req;
	uint32_t written = 0;

	d->tick++;
	if (req->op == BLK_WRITE)
		written = write_data(d, s);
	else if (req->op == BLK_READ && !s->fails)
		gather(req, d->data + req->at * BLK_SECTOR, false);
	log_end(d, s, written, req->op == BLK_WRITE || !s->fails);
	s->req = NULL;
	blk_done(&d->dev, req, s->fails ? -EIO : 0);
}

static struct disk_slot *earliest(struct disk *d)
{
	struct disk_slot *best = NULL;

	for (unsigned i = 0; i < DISK_DEPTH_MAX; i++)
		if (d->slot[i].req && (!best || d->slot[i].due < best->due))
			best = &d->slot[i];
	return best;
}

static void arm(struct disk *d)
{
	const struct disk_slot *s = earliest(d);

	if (s && s->due != NO_DEADLINE)
		timer_arm(&d->timer, s->due);
}

static void poll(struct blk_dev *dev)
{
	struct disk *d = dev->driver;
	struct disk_slot *s;

	while ((s = earliest(d)) && s->due <= clock_now())
		finish(d, s);
	arm(d);
}

static void interrupt(struct timer *t)
{
	struct disk *d = container_of(t, struct disk, timer);

	if (!d->lose_interrupts)
		blk_irq(&d->dev);
}

/* Counts a request against its fault. */
static bool strikes(struct disk_fault *f)
{
	if (f->in == 0 || (f->in > 1 && --f->in))
		return false;
	if (!f->for_ever)
		f->in = 0;
	f->happened = true;
	return true;
}

static struct disk_slot *free_slot(struct disk *d)
{
	for (unsigned i = 0; i < MIN(d->dev.depth, DISK_DEPTH_MAX); i++)
		if (!d->slot[i].req)
			return &d->slot[i];
	return NULL;
}

static int start(struct blk_dev *dev, struct blk_req *req)
{
	struct disk *d = dev->driver;
	struct disk_slot *s = free_slot(d);
	bool struck;

	if (!s)
		return -EAGAIN;
	struck = strikes(&d->fault[req->op]);
	*s = (struct disk_slot){ .req = req, .fails = struck, .event = NO_EVENT };
	d->tick++;
	s->due = clock_now() + d->latency_min + chosen(d, d->latency_max - d->latency_min + 1);
	if (struck && d->fault[req->op].hang)
		s->due = NO_DEADLINE;
	if (req->op == BLK_WRITE) {
		s->copy = allocate((size_t)req->sectors * BLK_SECTOR);
		gather(req, s->copy, true);
	}
	if (d->base && req->op != BLK_READ)
		s->event = log_event(d, req, s->copy);
	if (d->latency_max == 0 && s->due != NO_DEADLINE)
		finish(d, s);
	else
		arm(d);
	return 0;
}

static int reset(struct blk_dev *dev)
{
	struct disk *d = dev->driver;

	d->tick++;
	for (unsigned i = 0; i < DISK_DEPTH_MAX; i++) {
		if (d->slot[i].req)
			log_end(d, &d->slot[i], 0, d->slot[i].req->op == BLK_WRITE);
		d->slot[i].req = NULL;
	}
	return d->reset_fails ? -EIO : 0;
}

/* --- for the test ---------------------------------------------------------------------------- */

struct disk *disk_new(uint64_t sectors)
{
	static const struct blk_ops ops = { start, poll, reset };
	struct disk *d = allocate(sizeof(*d));

	d->data = allocate(sectors * BLK_SECTOR);
	d->seed = 1;
	d->timer.fn = interrupt;
	d->dev = (struct blk_dev){
		.name = "disk0",
		.ops = &ops,
		.driver = d,
		.sectors = sectors,
		.block_size = BLK_SECTOR,
		.max_sectors = 2048,
		.max_segs = BLK_SEGS_MAX,
		.depth = 8,
		.write_cache = true,
	};
	return d;
}

void disk_free(struct disk *d)
{
	ASSERT(disk_in_flight(d) == 0);
	timer_cancel(&d->timer);
	timer_cancel(&d->dev.timer);
	if (d->base)
		disk_log_start(d); /* forgets the old one */
	free(d->base);
	free(d->log);
	free(d->data);
	free(d);
}

void disk_fail(struct disk *d, enum blk_op op, unsigned n, bool for_ever)
{
	d->fault[op] = (struct disk_fault){ .in = n, .for_ever = for_ever };
}

void disk_hang(struct disk *d, enum blk_op op, unsigned n, bool for_ever)
{
	d->fault[op] = (struct disk_fault){ .in = n, .for_ever = for_ever, .hang = true };
}

bool disk_failed(const struct disk *d, enum blk_op op)
{
	return d->fault[op].happened;
}

unsigned disk_in_flight(const struct disk *d)
{
	unsigned n = 0;

	for (unsigned i = 0; i < DISK_DEPTH_MAX; i++)
		n += d->slot[i].req != NULL;
	return n;
}
