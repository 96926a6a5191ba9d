/* SPDX-License-Identifier: MIT */
/* host_ata_id.c - what disks say about themselves, and what cannot be. */
#include <string.h>

#include <test/test.h>

#include "block/ata_id.h"

static uint16_t words[ATA_ID_WORDS];
static struct ata_id id;

/* A disk as QEMU's: 48-bit addresses, DMA, a write cache. */
static void start(void)
{
	memset(words, 0, sizeof(words));
	words[0] = 0x0040;
	words[49] = 1u << 9 | 1u << 8;
	words[60] = 0x2000;
	words[83] = 1u << 14 | 1u << 13 | 1u << 12 | 1u << 10;
	words[85] = 1u << 14 | 1u << 5;
	words[88] = 0x203f;
	words[100] = 0x2000;
	words[102] = 1;
}

TEST(ata_id_of_a_disk)
{
	struct blk_dev dev = { .name = "sda" };

	start();
	NEED(CHECK(ata_id_parse(words, &id)));
	CHECK(id.lba48 && id.dma && id.write_cache && id.flush_ext);
	CHECK_EQ(id.blocks, 0x100002000);
	ata_id_describe(&id, &dev);
	CHECK_EQ(dev.sectors, 0x100002000);
	CHECK_EQ(dev.block_size, 512);
	CHECK(dev.write_cache);
}

TEST(ata_id_of_an_old_disk)
{
	start();
	words[83] = 0;
	words[85] = words[88] = 0;
	words[61] = 1;
	NEED(CHECK(ata_id_parse(words, &id)));
	CHECK(!id.lba48 && !id.dma && !id.flush_ext);
	CHECK_EQ(id.blocks, 0x12000);
	CHECK(id.write_cache); /* nobody says that it has none */
}

TEST(ata_id_of_a_disk_of_4096_byte_blocks)
{
	struct blk_dev dev = { .name = "sda" };

	start();
	words[106] = 1u << 14 | 1u << 12;
	words[117] = 2048;
	NEED(CHECK(ata_id_parse(words, &id)));
	ata_id_describe(&id, &dev);
	CHECK_EQ(dev.block_size, 4096);
	CHECK_EQ(dev.sectors, 0x100002000 * 8);
}

TEST(ata_id_that_cannot_be_is_refused)
{
	static const struct {
		unsigned word;
		uint16_t value;
	} lies[] = {
		{ 0, 0x8040 },   /* not ATA */
		{ 49, 1u << 8 }, /* no block addresses */
		{ 255, 0x12a5 }, /* the sum is wrong */
		{ 103, 1 },      /* 2^48 blocks and more */
	};

	for (unsigned i = 0; i < ARRAY_SIZE(lies); i++) {
		start();
		words[lies[i].word] = lies[i].value;
		CHECK(!ata_id_parse(words, &id));
	}
	start();
	words[60] = words[100] = words[102] = 0;
	CHECK(!ata_id_parse(words, &id));
	memset(words, 0xff, sizeof(words));
	CHECK(!ata_id_parse(words, &id));
	memset(words, 0, sizeof(words));
	CHECK(!ata_id_parse(words, &id));
}

TEST(ata_id_block_sizes_that_cannot_be_are_refused)
{
	static const uint32_t sizes[] = { 0, 1, 255, 300, 0x10000, 0x10000100 };

	for (unsigned i = 0; i < ARRAY_SIZE(sizes); i++) {
		start();
		words[106] = 1u << 14 | 1u << 12;
		words[117] = (uint16_t)sizes[i];
		words[118] = (uint16_t)(sizes[i] >> 16);
		CHECK(!ata_id_parse(words, &id));
	}
}

TEST(ata_id_with_a_right_sum_is_believed)
{
	uint8_t sum = 0xa5;

	start();
	for (unsigned i = 0; i < 255; i++)
		sum = (uint8_t)(sum + (words[i] & 0xff) + (words[i] >> 8));
	words[255] = (uint16_t)((0x100 - sum) << 8 | 0xa5);
	CHECK(ata_id_parse(words, &id));
}
