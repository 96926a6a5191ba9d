/* SPDX-License-Identifier: MIT */
/*
 * ata.h - a channel of an IDE controller, with at most two disks, of which one works at a
 * time.
 *
 * Source: ATA/ATAPI-6 (T13/1410D), chapters 7 (registers) and 9 (protocols); PCI IDE
 * Controller Specification 1.0; Programming Interface for Bus Master IDE Controller 1.0
 * (Intel 1994), as in the 82371SB (PIIX3) datasheet (290550), 2.7.
 * Locking: a channel's own lock, inside those of its disks: they share its registers.
 */
#ifndef DRIVERS_BLOCK_ATA_H
#define DRIVERS_BLOCK_ATA_H

#include <stdbool.h>
#include <stdint.h>
#include <core/irq.h>
#include <core/spinlock.h>

#include "block/ata_id.h"

/* Registers behind the channel's first port. */
enum {
	ATA_DATA = 0,     /* 16 bits */
	ATA_FEATURES = 1, /* reads: error */
	ATA_COUNT = 2,
	ATA_LBA_LOW = 3,
	ATA_LBA_MID = 4,
	ATA_LBA_HIGH = 5,
	ATA_DEVICE = 6,
	ATA_COMMAND = 7, /* reads: status, and quiets the interrupt */
};
/* The control port: reads are the status without that. */
#define ATA_CONTROL_QUIET 0x02u
#define ATA_CONTROL_RESET 0x04u
/* ATA_DEVICE: LBA, and two bits of before that are ones; the disk's number at bit 4. */
#define ATA_DEVICE_LBA 0xe0u

/* Registers of the bus master. */
enum { BM_COMMAND = 0, BM_STATUS = 2, BM_TABLE = 4 };
#define BM_START     0x01u
#define BM_TO_MEMORY 0x08u
#define BM_ACTIVE    0x01u
#define BM_ERROR     0x02u
#define BM_INTERRUPT 0x04u

#define ATA_UNITS    2u
#define ATA_SECTORS  256u /* of one request: what the count register holds */
#define PRD_BOUNDARY 0x10000u
#define PRD_LAST     0x80000000u
/* A piece can touch one boundary more than its length has. */
#define PRD_MAX (2 * BLK_SEGS_MAX + ATA_SECTORS * BLK_SECTOR / PRD_BOUNDARY)

/* A piece of memory for the bus master. */
struct prd {
	uint32_t addr;
	uint32_t len; /* bytes, 0 means 64 KiB; PRD_LAST in the last */
};

struct ata_channel;

struct ata_disk {
	struct blk_dev blk;
	struct ata_channel *channel;
	unsigned unit;
	struct ata_id id;
	struct blk_req *pending; /* accepted, waits for the channel */
	bool failed;             /* pending was under way when the other disk was reset */
};

struct ata_channel {
	uint16_t port, control;
	uint16_t bm; /* 0: no bus master */
	unsigned line;
	struct irq_action action;
	struct prd *table; /* PRD_MAX of them, below 4 GiB */
	spinlock_t lock;
	struct ata_disk *disk[ATA_UNITS]; /* NULL: none */
	/* below: under lock */
	struct ata_disk *active; /* its pending is under way */
	bool resetting;
	bool dma;        /* of what is under way */
	unsigned seg;    /* PIO: where it is in the request */
	uint32_t seg_at; /* bytes of that piece that are done */
	uint32_t blocks; /* PIO: still to be transferred */
};

/** Looks for the disks of c, whose ports and line are set, and registers them. Returns how
 *  many there are; when 0, nothing refers to c. */
unsigned ata_channel_probe(struct ata_channel *c) MAY_SLEEP;

/** The operations of a disk; ata_command.c. */
extern const struct blk_ops ata_ops;
/** The interrupt of a channel. */
void ata_interrupt(void *channel) IRQ_SAFE;

/* Small things that both files need. */
uint8_t ata_in(const struct ata_channel *c, unsigned reg);
void ata_out(const struct ata_channel *c, unsigned reg, uint8_t v);
/** Makes unit the one that listens, and gives it the 400 ns that it may take. */
void ata_select(const struct ata_channel *c, unsigned unit, uint8_t lba_bits);
/** Waits until the disk is not busy, for at most ns. Its status, or ATA_BUSY. */
uint8_t ata_wait(const struct ata_channel *c, uint64_t ns);

#endif
