/* SPDX-License-Identifier: MIT */
/* disk.c - a disk that remembers. */
#include <stdlib.h>
#include <string.h>

#include "ctfs/cut/cut.h"

static void note(struct cut_disk *d, uint32_t sector, uint32_t sectors)
{
	if (d->events == d->room) {
		d->room = d->room ? d->room * 2 : 1024;
		d->log = realloc(d->log, d->room * sizeof(*d->log));
	}
	d->log[d->events++] =
		(struct cut_event){ .sector = sector, .sectors = sectors, .op = d->op };
}

static bool is_journal(uint32_t sector)
{
	return sector / 8 >= CTFS_JOURNAL_START && sector / 8 < CTFS_BITMAP_START;
}

uint8_t *cut_log_write(struct cut_disk *d, uint32_t sector, uint32_t sectors)
{
	if (d->lose_flush && is_journal(sector) && d->events && d->log[d->events - 1].sectors == 0)
		d->events--;
	note(d, sector, sectors);
	return d->log[d->events - 1].data = malloc((size_t)sectors * BLK_SECTOR);
}

void cut_lose_data_flush(struct cut_disk *d)
{
	const struct cut_event *last = d->log + d->events - 1;

	if (d->events > 1 && last->sectors == 0 && !is_journal(last[-1].sector))
		d->events--;
}

void cut_log_flush(struct cut_disk *d)
{
	note(d, 0, 0);
}

static void log_write_of(struct cut_disk *d, const struct blk_req *req, uint32_t sectors)
{
	uint8_t *to = cut_log_write(d, (uint32_t)req->sector, sectors);

	for (unsigned i = 0; i < req->nsegs; to += req->segs[i++].len)
		memcpy(to, req->segs[i].data, req->segs[i].len);
}

static int start(struct blk_dev *dev, struct blk_req *req)
{
	struct cut_disk *d = dev->driver;
	uint8_t *at = d->image + req->sector * BLK_SECTOR;

	if (req->op == BLK_FLUSH) {
		if (d->logging)
			cut_log_flush(d);
		return 0;
	}
	for (unsigned i = 0; i < req->nsegs; at += req->segs[i++].len) {
		if (req->op == BLK_READ)
			memcpy(req->segs[i].data, at, req->segs[i].len);
		else
			memcpy(at, req->segs[i].data, req->segs[i].len);
	}
	if (req->op == BLK_WRITE && d->logging)
		log_write_of(d, req, (uint32_t)((at - d->image) / BLK_SECTOR - (long)req->sector));
	return 0;
}

void cut_disk_init(struct cut_disk *d)
{
	memset(d, 0, sizeof(*d));
	d->image = calloc(1, CUT_SIZE);
	port_device(&d->dev, CUT_SIZE, start, d);
}

static void forget_log(struct cut_disk *d)
{
	for (size_t i = 0; i < d->events; i++)
		free(d->log[i].data);
	d->events = 0;
}

void cut_disk_free(struct cut_disk *d)
{
	forget_log(d);
	free(d->log);
	free(d->start);
	free(d->image);
}

void cut_log_start(struct cut_disk *d)
{
	forget_log(d);
	if (!d->start)
		d->start = malloc(CUT_SIZE);
	memcpy(d->start, d->image, CUT_SIZE);
	d->logging = true;
}

void cut_apply(const struct cut_event *e, uint64_t mask, uint8_t *image)
{
	uint8_t *to = image + (size_t)e->sector * BLK_SECTOR;

	if (mask == UINT64_MAX) {
		memcpy(to, e->data, (size_t)e->sectors * BLK_SECTOR);
		return;
	}
	for (uint32_t i = 0; i < e->sectors; i++)
		if (mask >> i % 64 & 1)
			memcpy(to + i * BLK_SECTOR, e->data + i * BLK_SECTOR, BLK_SECTOR);
}
