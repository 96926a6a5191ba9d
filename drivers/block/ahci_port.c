/* SPDX-License-Identifier: MIT */
/* ahci_port.c - a disk's requests at its port (ahci.h). */
#define LOG_TAG "ahci"
#include <errno.h>

#include <core/log.h>

#include "block/ahci.h"

#define STOP_NS       (500 * NSEC_PER_MSEC) /* 10.1.2 */
#define STOP_QUICK_NS (100 * NSEC_PER_USEC) /* with interrupts off */
#define LINK_NS       (100 * NSEC_PER_MSEC)
#define READY_NS      (1 * NSEC_PER_SEC)
#define RESET_HOLD_NS (1 * NSEC_PER_MSEC) /* 10.4.2 */
#define IDENTIFY_NS   (1 * NSEC_PER_SEC)

/* Waits until the bits of mask in reg are value, for at most ns. 0, -EIO. */
static int await(struct ahci_port *p, unsigned reg, uint32_t mask, uint32_t value, uint64_t ns)
{
	uint64_t end = clock_now() + ns;

	while ((ahci_in(p->regs, reg) & mask) != value)
		if (clock_now() > end)
			return -EIO;
	return 0;
}

static void change(struct ahci_port *p, unsigned reg, uint32_t off, uint32_t on)
{
	ahci_out(p->regs, reg, (ahci_in(p->regs, reg) & ~off) | on);
}

static int stop_commands(struct ahci_port *p, uint64_t ns)
{
	change(p, PORT_CMD, CMD_START, 0);
	return await(p, PORT_CMD, CMD_RUNNING, 0, ns);
}

static void clear_errors(struct ahci_port *p)
{
	ahci_out(p->regs, PORT_SERR, UINT32_MAX);
	ahci_out(p->regs, PORT_IS, UINT32_MAX);
}

/* --- one command -------------------------------------------------------------------------- */

static void write_lba(struct ahci_frame *f, uint64_t block, uint32_t count, bool ext)
{
	for (unsigned i = 0; i < 3; i++) {
		f->lba_low[i] = (uint8_t)(block >> 8 * i);
		f->lba_high[i] = ext ? (uint8_t)(block >> (24 + 8 * i)) : 0;
	}
	f->device = DEVICE_LBA | (ext ? 0 : block >> 24 & 0xf);
	f->count_low = (uint8_t)count;
	f->count_high = (uint8_t)(count >> 8);
}

static void write_frame(const struct ata_id *id, const struct blk_req *req, struct ahci_frame *f)
{
	uint32_t scale = id->block_size / BLK_SECTOR;

	*f = (struct ahci_frame){ .type = FRAME_COMMAND, .flags = FRAME_IS_ORDER };
	if (req->op == BLK_FLUSH) {
		f->command = id->flush_ext ? ATA_FLUSH_EXT : ATA_FLUSH;
		return;
	}
	if (req->op == BLK_READ)
		f->command = id->lba48 ? ATA_READ_DMA_EXT : ATA_READ_DMA;
	else
		f->command = id->lba48 ? ATA_WRITE_DMA_EXT : ATA_WRITE_DMA;
	write_lba(f, req->at / scale, req->sectors / scale, id->lba48);
}

/* Hands the command in the table to the controller, with its pieces of memory. */
static void issue(struct ahci_port *p, unsigned pieces, bool write)
{
	p->memory->slot[0] = (struct ahci_slot){
		.flags = (uint16_t)(FRAME_WORDS | (write ? SLOT_WRITE : 0)),
		.pieces = (uint16_t)pieces,
		.table = virt_to_phys(&p->memory->table).addr,
	};
	__atomic_thread_fence(__ATOMIC_RELEASE);
	ahci_out(p->regs, PORT_CI, 1);
}

/* Bytes that the controller says it has moved. */
static uint32_t moved(const struct ahci_port *p)
{
	return *(volatile uint32_t *)&p->memory->slot[0].moved;
}

static void write_piece(struct ahci_piece *piece, void *data, uint32_t len)
{
	*piece = (struct ahci_piece){ .addr = virt_to_phys(data).addr, .last = len - 1 };
}

static int start(struct blk_dev *dev, struct blk_req *req)
{
	struct ahci_port *p = dev->driver;

	if (p->req)
		return -EAGAIN;
	p->req = req;
	write_frame(&p->id, req, &p->memory->table.frame);
	for (unsigned i = 0; i < req->nsegs; i++)
		write_piece(&p->memory->table.piece[i], req->segs[i].data, req->segs[i].len);
	issue(p, req->nsegs, req->op == BLK_WRITE);
	return 0;
}

/* --- what became of it ---------------------------------------------------------------------- */

/* A read that is done and was shorter than asked for has left old bytes in the memory. */
static void end(struct ahci_port *p, int status)
{
	struct blk_req *req = p->req;

	if (!status && req->op == BLK_READ && moved(p) != req->sectors * BLK_SECTOR)
		status = -EIO;
	p->req = NULL;
	blk_done(&p->blk, req, status);
}

static bool disk_there(struct ahci_port *p)
{
	return SSTS_DETECT(ahci_in(p->regs, PORT_SSTS)) == DETECT_READY;
}

/* The controller has stopped at a command that failed, and begins anew. When the port is in
 * a worse state than that, it is reset. */
static void recover(struct ahci_port *p)
{
	if (!disk_there(p) || stop_commands(p, STOP_QUICK_NS) || ahci_in(p->regs, PORT_CI) ||
	    ahci_in(p->regs, PORT_TFD) & (ATA_BUSY | ATA_DRQ)) {
		blk_stuck(&p->blk);
		return;
	}
	clear_errors(p);
	change(p, PORT_CMD, 0, CMD_START);
	end(p, -EIO);
}

void ahci_port_quiet(struct ahci_port *p)
{
	uint32_t events = ahci_in(p->regs, PORT_IS);

	ahci_out(p->regs, PORT_IS, events);
	p->events |= events;
}

/* First whether the command is off the list, then whether something failed: in the other order
 * one that fails in between would look done. */
static void poll(struct blk_dev *dev)
{
	struct ahci_port *p = dev->driver;
	bool listed = ahci_in(p->regs, PORT_CI) & 1;
	uint32_t events;

	ahci_port_quiet(p);
	events = p->events;
	p->events = 0;
	if (p->req && events & IS_ERRORS)
		recover(p);
	else if (p->req && !listed)
		end(p, 0);
	if (events & (IS_PHY | IS_CONNECT) && !disk_there(p))
		blk_stuck(dev);
}

/* --- the port as a whole -------------------------------------------------------------------- */

int ahci_port_stop(struct ahci_port *p)
{
	ahci_out(p->regs, PORT_IE, 0);
	if (stop_commands(p, STOP_NS))
		return -EIO;
	change(p, PORT_CMD, CMD_RECEIVE, 0);
	return await(p, PORT_CMD, CMD_RECEIVING, 0, STOP_NS);
}

static void set_address(struct ahci_port *p, unsigned reg, const void *memory)
{
	uint64_t pa = virt_to_phys(memory).addr;

	ahci_out(p->regs, reg, (uint32_t)pa);
	ahci_out(p->regs, reg + 4, (uint32_t)(pa >> 32));
}

/* From a stopped port to one that takes commands. */
static int run(struct ahci_port *p)
{
	p->req = NULL;
	p->events = 0;
	set_address(p, PORT_CLB, p->memory->slot);
	set_address(p, PORT_FB, p->memory->received);
	change(p, PORT_CMD, 0, CMD_POWER | CMD_SPIN_UP | CMD_RECEIVE);
	if (await(p, PORT_SSTS, 0xf, DETECT_READY, LINK_NS))
		return -ENODEV;
	clear_errors(p);
	if (await(p, PORT_TFD, ATA_BUSY | ATA_DRQ, 0, READY_NS))
		return -EIO;
	change(p, PORT_CMD, 0, CMD_START);
	ahci_out(p->regs, PORT_IE, IS_WANTED);
	return 0;
}

int ahci_port_start(struct ahci_port *p)
{
	int err;

	if (!disk_there(p))
		return -ENODEV;
	err = ahci_port_stop(p);
	if (!err)
		err = run(p);
	if (!err && ahci_in(p->regs, PORT_SIG) != SIG_DISK)
		err = -ENODEV;
	return err;
}

static void hold(uint64_t ns)
{
	uint64_t end_of_hold = clock_now() + ns;

	while (clock_now() < end_of_hold)
		;
}

/* A port that does not stop is reset all the same: that ends its transfers, too. */
static int reset(struct blk_dev *dev)
{
	struct ahci_port *p = dev->driver;
	int err;

	ahci_port_stop(p);
	change(p, PORT_SCTL, 0xf, SCTL_RESET);
	hold(RESET_HOLD_NS);
	change(p, PORT_SCTL, 0xf, 0);
	err = run(p);
	if (err)
		ahci_port_stop(p);
	p->req = NULL;
	return err ? -EIO : 0;
}

int ahci_identify(struct ahci_port *p, uint16_t *words)
{
	const uint32_t size = ATA_ID_WORDS * sizeof(*words);
	int err;

	p->memory->table.frame = (struct ahci_frame){ .type = FRAME_COMMAND,
						      .flags = FRAME_IS_ORDER,
						      .command = ATA_IDENTIFY };
	write_piece(&p->memory->table.piece[0], words, size);
	issue(p, 1, false);
	err = await(p, PORT_CI, 1, 0, IDENTIFY_NS);
	ahci_port_quiet(p);
	if (p->events & IS_ERRORS || moved(p) != size)
		err = -EIO;
	p->events = 0;
	return err;
}

const struct blk_ops ahci_ops = { .start = start, .poll = poll, .reset = reset };
