/* SPDX-License-Identifier: MIT */
/*
 * ata_id.h - what an ATA disk says about itself, whatever controller it is behind.
 *
 * Source: ATA/ATAPI-8 ACS (T13/1699-D), 7.16 (IDENTIFY DEVICE).
 */
#ifndef DRIVERS_BLOCK_ATA_ID_H
#define DRIVERS_BLOCK_ATA_ID_H

#include <stdbool.h>
#include <stdint.h>
#include <core/blk.h>

#define ATA_ID_WORDS 256u

struct ata_id {
	uint64_t blocks;
	uint32_t block_size; /* bytes */
	bool lba48;
	bool dma; /* a mode is selected */
	bool write_cache;
	bool flush_ext;
};

/** False: this is no disk that can be used: garbage, another kind of device, one without
 *  block addresses, or of no size. */
bool ata_id_parse(const uint16_t words[ATA_ID_WORDS], struct ata_id *id);

/** Sets what core/blk wants to know of the disk itself. */
void ata_id_describe(const struct ata_id *id, struct blk_dev *dev);

/* Commands (ACS chapter 7). */
enum {
	ATA_READ = 0x20,
	ATA_READ_EXT = 0x24,
	ATA_READ_DMA_EXT = 0x25,
	ATA_WRITE = 0x30,
	ATA_WRITE_EXT = 0x34,
	ATA_WRITE_DMA_EXT = 0x35,
	ATA_READ_DMA = 0xc8,
	ATA_WRITE_DMA = 0xca,
	ATA_FLUSH = 0xe7,
	ATA_FLUSH_EXT = 0xea,
	ATA_IDENTIFY = 0xec,
};
/* Status register. */
#define ATA_BUSY  0x80u
#define ATA_FAULT 0x20u
#define ATA_DRQ   0x08u
#define ATA_ERROR 0x01u

#define ATA_LBA28_BLOCKS (1ull << 28)

#endif
