/* SPDX-License-Identifier: MIT */
/*
 * ata_command.c - a disk's requests on its channel (ata.h): started, followed from interrupt
 * to interrupt, and given up.
 *
 * By DMA a request is one interrupt; by PIO (no bus master, or none of the disk's modes is
 * selected) there is one for each block, which the CPU then moves. While one disk works, a
 * request of the other one is kept here, and follows.
 */
#define LOG_TAG "ata"
#include <errno.h>

#include <arch/io.h>
#include <core/log.h>

#include "block/ata.h"

#define READY_NS      (20 * NSEC_PER_USEC) /* between two commands */
#define RESET_HOLD_NS (5 * NSEC_PER_USEC)
#define RESET_NS      (1 * NSEC_PER_SEC)

uint8_t ata_in(const struct ata_channel *c, unsigned reg)
{
	return inb((uint16_t)(c->port + reg));
}

void ata_out(const struct ata_channel *c, unsigned reg, uint8_t v)
{
	outb((uint16_t)(c->port + reg), v);
}

/* A disk may take 400 ns to listen, and to say that it is busy: before, it looks done. */
static void settle(const struct ata_channel *c)
{
	for (unsigned i = 0; i < 4; i++)
		inb(c->control);
}

void ata_select(const struct ata_channel *c, unsigned unit, uint8_t lba_bits)
{
	ata_out(c, ATA_DEVICE, (uint8_t)(ATA_DEVICE_LBA | unit << 4 | lba_bits));
	settle(c);
}

uint8_t ata_wait(const struct ata_channel *c, uint64_t ns)
{
	uint64_t end = clock_now() + ns;
	uint8_t status;

	while ((status = inb(c->control)) & ATA_BUSY)
		if (clock_now() > end)
			return ATA_BUSY;
	return status;
}

/* --- starting ---------------------------------------------------------------------------- */

static bool uses_ext(const struct ata_disk *d, uint64_t block, uint32_t count)
{
	return d->id.lba48 && block + count > ATA_LBA28_BLOCKS;
}

static uint8_t command_of(const struct blk_req *req, bool dma, bool ext)
{
	static const uint8_t commands[2][2][2] = {
		{ { ATA_READ, ATA_READ_EXT }, { ATA_READ_DMA, ATA_READ_DMA_EXT } },
		{ { ATA_WRITE, ATA_WRITE_EXT }, { ATA_WRITE_DMA, ATA_WRITE_DMA_EXT } },
	};

	return commands[req->op == BLK_WRITE][dma][ext];
}

/* The 48-bit registers are two deep: the upper bytes go first. */
static void write_task(struct ata_channel *c, struct ata_disk *d, uint64_t block, uint32_t count,
		       bool ext)
{
	ata_select(c, d->unit, ext ? 0 : (uint8_t)(block >> 24 & 0xf));
	if (ext) {
		ata_out(c, ATA_COUNT, (uint8_t)(count >> 8));
		ata_out(c, ATA_LBA_LOW, (uint8_t)(block >> 24));
		ata_out(c, ATA_LBA_MID, (uint8_t)(block >> 32));
		ata_out(c, ATA_LBA_HIGH, (uint8_t)(block >> 40));
	}
	ata_out(c, ATA_COUNT, (uint8_t)count);
	ata_out(c, ATA_LBA_LOW, (uint8_t)block);
	ata_out(c, ATA_LBA_MID, (uint8_t)(block >> 8));
	ata_out(c, ATA_LBA_HIGH, (uint8_t)(block >> 16));
}

/* Pieces that cross no 64 KiB boundary. */
static void write_table(struct prd *table, const struct blk_req *req)
{
	unsigned n = 0;

	for (unsigned i = 0; i < req->nsegs; i++) {
		uint32_t at = (uint32_t)virt_to_phys(req->segs[i].data).addr;
		uint32_t left = req->segs[i].len;

		while (left) {
			uint32_t len = MIN(left, PRD_BOUNDARY - at % PRD_BOUNDARY);

			table[n++] = (struct prd){ at, len & 0xffff };
			at += len;
			left -= len;
		}
	}
	table[n - 1].len |= PRD_LAST;
}

static void prepare_dma(struct ata_channel *c, const struct blk_req *req)
{
	write_table(c->table, req);
	outl((uint16_t)(c->bm + BM_TABLE), (uint32_t)virt_to_phys(c->table).addr);
	outb((uint16_t)(c->bm + BM_COMMAND), req->op == BLK_READ ? BM_TO_MEMORY : 0);
	outb((uint16_t)(c->bm + BM_STATUS), BM_ERROR | BM_INTERRUPT); /* written: cleared */
}

/* Moves the next block by PIO. */
static void move_block(struct ata_channel *c, const struct blk_req *req, uint32_t block_size)
{
	const struct blk_seg *seg = &req->segs[c->seg];
	char *at = (char *)seg->data + c->seg_at;
	uint16_t port = (uint16_t)(c->port + ATA_DATA);

	if (req->op == BLK_READ)
		insw(port, at, block_size / 2);
	else
		outsw(port, at, block_size / 2);
	c->blocks--;
	c->seg_at += block_size;
	if (c->seg_at == seg->len) {
		c->seg++;
		c->seg_at = 0;
	}
}

/* The first block of a write is asked for without an interrupt. */
static void first_block(struct ata_channel *c, const struct ata_disk *d, const struct blk_req *req)
{
	if (ata_wait(c, READY_NS) & ATA_DRQ)
		move_block(c, req, d->id.block_size);
}

/* Starts what d has pending; the channel is idle. A disk that is not ready now is noticed by
 * the request's deadline. */
static void begin(struct ata_channel *c, struct ata_disk *d)
{
	const struct blk_req *req = d->pending;
	uint32_t scale = d->id.block_size / BLK_SECTOR, count = req->sectors / scale;
	uint64_t block = req->at / scale;
	bool ext = uses_ext(d, block, count);

	c->active = d;
	c->dma = false;
	c->seg = c->seg_at = 0;
	c->blocks = count;
	if (req->op == BLK_FLUSH) {
		ata_select(c, d->unit, 0);
		ata_out(c, ATA_COMMAND, d->id.flush_ext ? ATA_FLUSH_EXT : ATA_FLUSH);
		settle(c);
		return;
	}
	c->dma = c->bm && d->id.dma;
	if (c->dma)
		prepare_dma(c, req);
	write_task(c, d, block, count, ext);
	ata_out(c, ATA_COMMAND, command_of(req, c->dma, ext));
	if (c->dma)
		outb((uint16_t)(c->bm + BM_COMMAND),
		     BM_START | (req->op == BLK_READ ? BM_TO_MEMORY : 0));
	else
		settle(c);
	if (!c->dma && req->op == BLK_WRITE)
		first_block(c, d, req);
}

static void begin_next(struct ata_channel *c, unsigned after)
{
	for (unsigned i = 1; i <= ATA_UNITS && !c->active && !c->resetting; i++) {
		struct ata_disk *d = c->disk[(after + i) % ATA_UNITS];

		if (d && d->pending && !d->failed)
			begin(c, d);
	}
}

static int start(struct blk_dev *dev, struct blk_req *req)
{
	struct ata_disk *d = dev->driver;
	struct ata_channel *c = d->channel;
	unsigned long flags;

	if (d->pending)
		return -EAGAIN;
	flags = spin_lock(&c->lock);
	d->pending = req;
	begin_next(c, d->unit + 1);
	spin_unlock(&c->lock, flags);
	return 0;
}

/* --- following --------------------------------------------------------------------------- */

#define MORE 1 /* another interrupt will come */

/* What the controller says when it is through: the disk's last word came (INTERRUPT), and
 * the memory was used up exactly then (not ACTIVE). */
static int follow_dma(struct ata_channel *c)
{
	uint8_t master = inb((uint16_t)(c->bm + BM_STATUS));
	uint8_t status;

	if (!(master & BM_INTERRUPT) || inb(c->control) & ATA_BUSY)
		return MORE;
	outb((uint16_t)(c->bm + BM_COMMAND), 0);
	status = ata_in(c, ATA_COMMAND);
	outb((uint16_t)(c->bm + BM_STATUS), BM_ERROR | BM_INTERRUPT);
	if (master & (BM_ERROR | BM_ACTIVE) || status & (ATA_ERROR | ATA_FAULT | ATA_DRQ))
		return -EIO;
	return 0;
}

static int follow_pio(struct ata_channel *c, const struct ata_disk *d, const struct blk_req *req)
{
	uint8_t status;

	if (inb(c->control) & ATA_BUSY)
		return MORE;
	status = ata_in(c, ATA_COMMAND);
	if (status & (ATA_ERROR | ATA_FAULT))
		return -EIO;
	if (!(status & ATA_DRQ))
		return c->blocks ? MORE : 0;
	if (!c->blocks)
		return -EIO; /* it wants more than it was told */
	move_block(c, req, d->id.block_size);
	return c->blocks == 0 && req->op == BLK_READ ? 0 : MORE;
}

/* Ends what d has pending. */
static void end(struct ata_channel *c, struct ata_disk *d, int status)
{
	struct blk_req *req = d->pending;

	d->pending = NULL;
	d->failed = false;
	if (c->active == d)
		c->active = NULL;
	blk_done(&d->blk, req, status);
}

static void poll(struct blk_dev *dev)
{
	struct ata_disk *d = dev->driver;
	struct ata_channel *c = d->channel;
	unsigned long flags = spin_lock(&c->lock);
	int result = MORE;

	if (d->pending && d->failed)
		result = -EIO;
	else if (d->pending && c->active == d)
		result = c->dma ? follow_dma(c) : follow_pio(c, d, d->pending);
	if (result != MORE) {
		end(c, d, result);
		begin_next(c, d->unit);
	}
	spin_unlock(&c->lock, flags);
}

/* The line may be shared, and may be late: who did not interrupt is not disturbed. An interrupt
 * that nobody waits for is quieted all the same, as is that of a disk which will be reset: the
 * line of a PCI device would interrupt again at once, for ever, and no work would run. */
void ata_interrupt(void *channel)
{
	struct ata_channel *c = channel;
	struct ata_disk *d = c->active;

	if (d && !d->blk.resetting) {
		blk_irq(&d->blk);
		return;
	}
	if (c->bm && !(inb((uint16_t)(c->bm + BM_STATUS)) & BM_INTERRUPT))
		return;
	ata_in(c, ATA_COMMAND);
	if (c->bm)
		outb((uint16_t)(c->bm + BM_STATUS), BM_ERROR | BM_INTERRUPT);
}

/* --- giving up ---------------------------------------------------------------------------- */

/* Whatever is under way, of either disk, is stopped by a reset of the channel. */
static struct ata_disk *stop(struct ata_channel *c, struct ata_disk *d)
{
	unsigned long flags = spin_lock(&c->lock);
	struct ata_disk *other = c->active == d ? NULL : c->active;

	c->resetting = true;
	c->active = NULL;
	d->pending = NULL;
	d->failed = false;
	if (other)
		other->failed = true;
	if (c->bm)
		outb((uint16_t)(c->bm + BM_COMMAND), 0);
	outb(c->control, ATA_CONTROL_RESET);
	spin_unlock(&c->lock, flags);
	return other;
}

static void hold(uint64_t ns)
{
	uint64_t end_of_hold = clock_now() + ns;

	while (clock_now() < end_of_hold)
		;
}

static int reset(struct blk_dev *dev)
{
	struct ata_disk *d = dev->driver;
	struct ata_channel *c = d->channel;
	struct ata_disk *other = stop(c, d);
	unsigned long flags;
	uint8_t status;

	hold(RESET_HOLD_NS);
	outb(c->control, 0);
	hold(RESET_HOLD_NS);
	status = ata_wait(c, RESET_NS);
	ata_select(c, d->unit, 0);
	if (!(status & ATA_BUSY))
		status = ata_wait(c, RESET_NS);
	flags = spin_lock(&c->lock);
	c->resetting = false;
	begin_next(c, d->unit);
	spin_unlock(&c->lock, flags);
	if (other)
		blk_irq(&other->blk);
	/* Ports that nobody answers read as ones. */
	return status & ATA_BUSY ? -EIO : 0;
}

const struct blk_ops ata_ops = { .start = start, .poll = poll, .reset = reset };
