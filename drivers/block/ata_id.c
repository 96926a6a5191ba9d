/* SPDX-License-Identifier: MIT */
/* ata_id.c - the 256 words of IDENTIFY DEVICE (ata_id.h). */
#include "block/ata_id.h"

enum {
	WORD_CONFIG = 0,     /* bit 15: not ATA */
	WORD_CAPS = 49,      /* bit 9: LBA, bit 8: DMA */
	WORD_BLOCKS28 = 60,  /* 2 words */
	WORD_MWDMA = 63,     /* bits 8..10: selected */
	WORD_COMMANDS = 83,  /* bit 10: 48 bits, 13: FLUSH CACHE EXT; 15:14 are 01 */
	WORD_ENABLED = 85,   /* bit 5: write cache */
	WORD_UDMA = 88,      /* bits 8..14: selected */
	WORD_BLOCKS48 = 100, /* 4 words */
	WORD_SIZES = 106,    /* bit 12: a block is not 256 words; 15:14 are 01 */
	WORD_BLOCK = 117,    /* 2 words: words in a block */
	WORD_INTEGRITY = 255,
};
#define INTEGRITY_MARK 0xa5u

static uint64_t wide(const uint16_t *w, unsigned count)
{
	uint64_t v = 0;

	for (unsigned i = count; i-- > 0;)
		v = v << 16 | w[i];
	return v;
}

/* Where the last word has the mark, all 512 bytes add up to 0. */
static bool intact(const uint16_t *w)
{
	uint8_t sum = 0;

	if ((w[WORD_INTEGRITY] & 0xff) != INTEGRITY_MARK)
		return true;
	for (unsigned i = 0; i < ATA_ID_WORDS; i++)
		sum = (uint8_t)(sum + (w[i] & 0xff) + (w[i] >> 8));
	return sum == 0;
}

static bool valid(uint16_t word)
{
	return word >> 14 == 1;
}

bool ata_id_parse(const uint16_t w[ATA_ID_WORDS], struct ata_id *id)
{
	bool commands = valid(w[WORD_COMMANDS]);

	if (w[WORD_CONFIG] & 0x8000 || !(w[WORD_CAPS] & 1u << 9) || !intact(w))
		return false;
	*id = (struct ata_id){ .blocks = wide(w + WORD_BLOCKS28, 2), .block_size = BLK_SECTOR };
	id->lba48 = commands && w[WORD_COMMANDS] & 1u << 10 && wide(w + WORD_BLOCKS48, 4);
	if (id->lba48)
		id->blocks = wide(w + WORD_BLOCKS48, 4);
	if (valid(w[WORD_SIZES]) && w[WORD_SIZES] & 1u << 12) {
		uint64_t words = wide(w + WORD_BLOCK, 2);

		id->block_size = words <= 2048 ? (uint32_t)words * 2 : 0;
	}
	id->dma = w[WORD_CAPS] & 1u << 8 && ((w[WORD_MWDMA] | w[WORD_UDMA]) & 0x7f00);
	id->write_cache = !commands || w[WORD_ENABLED] & 1u << 5;
	id->flush_ext = commands && id->lba48 && w[WORD_COMMANDS] & 1u << 13;
	return id->blocks && id->blocks < 1ull << 48 && id->block_size >= BLK_SECTOR &&
	       !(id->block_size & (id->block_size - 1));
}

void ata_id_describe(const struct ata_id *id, struct blk_dev *dev)
{
	dev->block_size = id->block_size;
	dev->sectors = id->blocks * (id->block_size / BLK_SECTOR);
	dev->write_cache = id->write_cache;
}
