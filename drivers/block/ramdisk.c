/* SPDX-License-Identifier: MIT */
/*
 * ramdisk.c - disks in memory: what the boot loader was told to put there.
 *
 * A request is done in start(), by the CPU, with interrupts off: hence its small size.
 *
 * Locking: the block device's (core/blk.h).
 */
#define LOG_TAG "ramdisk"
#include <errno.h>
#include <string.h>

#include <core/blk.h>
#include <core/heap.h>
#include <core/init.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/printf.h>

#define TRANSFER_MAX 128u /* sectors of one request: 64 KiB */
#define NAME_LETTERS 12u  /* leaves room for a partition's number */

struct ramdisk {
	struct blk_dev blk;
	uint8_t *data;
};

static int start(struct blk_dev *dev, struct blk_req *req)
{
	const struct ramdisk *r = dev->driver;
	uint8_t *at = r->data + req->at * BLK_SECTOR;

	for (unsigned i = 0; i < req->nsegs; i++) {
		const struct blk_seg *seg = &req->segs[i];

		if (req->op == BLK_READ)
			memcpy(seg->data, at, seg->len);
		else
			memcpy(at, seg->data, seg->len);
		at += seg->len;
	}
	blk_done(dev, req, 0);
	return 0;
}

/* Nothing is ever under way. */
static void poll(struct blk_dev *dev)
{
	(void)dev;
}

static int reset(struct blk_dev *dev)
{
	(void)dev;
	return 0;
}

static bool letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* The first word that the loader was told, when it can be a name; else the next ramN. */
static void choose_name(struct blk_dev *dev, const char *said)
{
	size_t n = 0;

	while (letter(said[n]))
		n++;
	if (n && n <= NAME_LETTERS && (said[n] == '\0' || said[n] == ' '))
		memcpy(dev->name, said, n); /* the rest is zero */
	for (unsigned i = 0; !dev->name[0] || blk_find(dev->name); i++)
		ksnprintf(dev->name, sizeof(dev->name), "ram%u", i);
}

static void add(const struct boot_module *m)
{
	static const struct blk_ops ops = { .start = start, .poll = poll, .reset = reset };
	struct ramdisk *r = heap_alloc_zero(1, sizeof(*r));

	if (!r) {
		log_err("no memory for a disk of %lu bytes", m->range.size);
		return;
	}
	r->data = phys_to_virt((phys_t){ m->range.base });
	r->blk.ops = &ops;
	r->blk.driver = r;
	r->blk.sectors = m->range.size / BLK_SECTOR;
	r->blk.block_size = BLK_SECTOR;
	r->blk.max_sectors = TRANSFER_MAX;
	r->blk.max_segs = BLK_SEGS_MAX;
	r->blk.depth = 1;
	choose_name(&r->blk, m->name);
	if (blk_register(&r->blk))
		heap_free(r);
}

void ramdisks_init(const struct boot_info *bi)
{
	for (size_t i = 0; i < bi->module_count; i++)
		add(&bi->module[i]);
}
