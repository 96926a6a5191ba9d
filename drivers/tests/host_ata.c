/* SPDX-License-Identifier: MIT */
/*
 * host_ata.c - an IDE channel with two disks against a controller made of software, with and
 * without its bus master, which also fails, stops and goes away. Host ring only.
 */
#include "ide_chip.h"

/* Time passes while the driver waits, and only for it. */
#include <core/clock.h>
static uint64_t waited;
static uint64_t driver_now(void)
{
	return clock_now() + (waited += NSEC_PER_USEC);
}
#define clock_now driver_now
#include "../block/ata_command.c"
#undef clock_now

#include <string.h>

#include <test/host.h>
#include <test/test.h>

/* --- requests ------------------------------------------------------------------------------- */

static struct ata_channel channel;
static struct ata_disk disk[2];
static struct blk_seg seg[2];
static struct blk_req req[4];
static uint8_t *data;
static unsigned done_count;

static void done(struct blk_req *r)
{
	(void)r;
	done_count++;
}

static void start_channel(bool master)
{
	channel = (struct ata_channel){ .port = PORT, .control = CONTROL, .line = 14 };
	if (master) {
		channel.bm = MASTER;
		channel.table = phys_to_virt(pages_alloc(1, PAGES_DMA32));
	}
	ide.status = 0x50;
	data = phys_to_virt(pages_alloc_aligned(32, 32, PAGES_DMA32));
	for (unsigned i = 0; i < 2; i++) {
		struct blk_dev *dev = &disk[i].blk;

		disk[i] = (struct ata_disk){ .channel = &channel, .unit = i };
		disk[i].id = (struct ata_id){ .blocks = DISK_BLOCKS, .block_size = 512 };
		disk[i].id.dma = master;
		disk[i].id.write_cache = true;
		channel.disk[i] = &disk[i];
		*dev = (struct blk_dev){ .ops = &ata_ops, .driver = &disk[i] };
		dev->max_sectors = ATA_SECTORS;
		dev->max_segs = 2;
		blk_name(dev, "sd");
		ata_id_describe(&disk[i].id, dev);
		dev->sectors = 1; /* so that nobody looks for partitions */
		CHECK_EQ(blk_register(dev), 0);
		dev->sectors = DISK_BLOCKS;
	}
	seg[0] = (struct blk_seg){ data, 512 };
	seg[1] = (struct blk_seg){ data + 1024, 1024 };
}

static void submit(unsigned i, unsigned which, enum blk_op op, uint64_t sector)
{
	bool flush = op == BLK_FLUSH;

	req[i] = (struct blk_req){ .op = op,
				   .sector = sector,
				   .segs = flush ? NULL : seg,
				   .nsegs = flush ? 0 : 2,
				   .done = done,
				   .status = 1 };
	CHECK_EQ(blk_submit(&disk[which].blk, &req[i]), 0);
}

static void turn(unsigned times)
{
	while (times--) {
		ide_work();
		if (ide.interrupt || channel.bm)
			ata_interrupt(&channel);
	}
}

static void write_and_read(unsigned turns)
{
	memset(data, 'w', 512);
	memset(data + 1024, 'x', 1024);
	submit(0, 0, BLK_WRITE, 100);
	turn(turns);
	CHECK_EQ(req[0].status, 0);
	CHECK_EQ(ide.data[0][100 * 512], 'w');
	CHECK_EQ(ide.data[0][103 * 512 - 1], 'x');
	CHECK_EQ(ide.data[0][103 * 512], 0);
	memset(data, 0, 4096);
	submit(1, 0, BLK_READ, 100);
	turn(turns);
	CHECK_EQ(req[1].status, 0);
	CHECK_EQ(data[511], 'w');
	CHECK_EQ(data[512], 0);
	CHECK_EQ(data[1024], 'x');
	CHECK_EQ(data[2047], 'x');
	submit(2, 0, BLK_FLUSH, 0);
	CHECK_EQ(req[2].status, 1);
	turn(1);
	CHECK_EQ(req[2].status, 0);
	CHECK_EQ(ide.command, 0xe7);
}

TEST(ata_moves_data_by_dma)
{
	start_channel(true);
	write_and_read(1);
}

TEST(ata_moves_data_by_pio)
{
	start_channel(false);
	write_and_read(3);
}

/* Pieces that cross 64 KiB and one that is 128 KiB long. */
TEST(ata_dma_pieces_cross_no_boundary)
{
	start_channel(true);
	seg[0] = (struct blk_seg){ data + 0x8000, 0x10000 };
	seg[1] = (struct blk_seg){ data + 0x1c000, 0x4000 };
	for (unsigned i = 0; i < 0x20000; i++)
		data[i] = (uint8_t)(i >> 8 ^ i);
	submit(0, 1, BLK_WRITE, 10);
	turn(1);
	CHECK_EQ(req[0].status, 0);
	CHECK(memcmp(ide.data[1] + 5120, data + 0x8000, 0x10000) == 0);
	CHECK(memcmp(ide.data[1] + 5120 + 0x10000, data + 0x1c000, 0x4000) == 0);
	seg[0] = (struct blk_seg){ data, 0x20000 };
	req[1] = (struct blk_req){ .op = BLK_READ, .segs = seg, .nsegs = 1, .done = done };
	CHECK_EQ(blk_submit(&disk[1].blk, &req[1]), 0);
	turn(1);
	CHECK_EQ(req[1].status, 0);
	CHECK(memcmp(data, ide.data[1], 0x20000) == 0);
}

TEST(ata_large_disk_gets_the_long_commands_where_it_must)
{
	start_channel(true);
	disk[0].id.lba48 = disk[0].id.flush_ext = true;
	disk[0].blk.sectors = 1ull << 40;
	kind = SILENT;
	submit(0, 0, BLK_READ, ATA_LBA28_BLOCKS - 3);
	CHECK_EQ(ide.command, 0xc8);
	CHECK_EQ(ide.lba, ATA_LBA28_BLOCKS - 3);
	host_advance(BLK_TIMEOUT);
	host_run_work();
	kind = SILENT;
	submit(0, 0, BLK_READ, ATA_LBA28_BLOCKS - 2);
	CHECK_EQ(ide.command, 0x25);
	CHECK_EQ(ide.lba, ATA_LBA28_BLOCKS - 2);
	CHECK_EQ(ide.count, 3);
}

TEST(ata_disks_of_a_channel_take_turns)
{
	start_channel(true);
	submit(0, 0, BLK_READ, 0);
	submit(1, 1, BLK_READ, 0);
	submit(2, 0, BLK_READ, 0);
	submit(3, 1, BLK_FLUSH, 0);
	for (unsigned i = 0; i < 4; i++) {
		CHECK_EQ(unit(), i % 2);
		turn(1);
		CHECK_EQ(done_count, i + 1);
		CHECK_EQ(req[i].status, 0);
	}
}

static void expect_error(void)
{
	submit(0, 0, BLK_WRITE, 0);
	submit(1, 0, BLK_READ, 0);
	turn(1);
	CHECK_EQ(req[0].status, -EIO);
	kind = GOOD;
	turn(3);
	CHECK_EQ(req[1].status, 0);
	CHECK_EQ(ide.resets, 0);
}

TEST(ata_error_fails_the_request_by_dma)
{
	start_channel(true);
	kind = FAILS;
	expect_error();
}

TEST(ata_error_fails_the_request_by_pio)
{
	start_channel(false);
	kind = FAILS;
	expect_error();
}

TEST(ata_short_dma_transfer_is_EIO)
{
	start_channel(true);
	kind = SHORT;
	submit(0, 0, BLK_READ, 0);
	turn(1);
	CHECK_EQ(req[0].status, -EIO);
}

TEST(ata_disk_that_wants_more_than_it_was_told_fails)
{
	start_channel(false);
	kind = TOO_MUCH;
	submit(0, 0, BLK_WRITE, 0);
	turn(4);
	CHECK_EQ(req[0].status, -EIO);
}

/* An interrupt of somebody else on the line, and one that comes too early. */
TEST(ata_interrupt_that_means_nothing_does_nothing)
{
	start_channel(true);
	ata_interrupt(&channel);
	submit(0, 0, BLK_READ, 0);
	ata_interrupt(&channel);
	CHECK_EQ(done_count, 0);
	turn(1);
	CHECK_EQ(req[0].status, 0);
	ata_interrupt(&channel);
	CHECK_EQ(done_count, 1);
}

static void interrupts_and_is_quieted(void)
{
	ide.interrupt = true;
	ide.master_status |= BM_INTERRUPT;
	ata_interrupt(&channel);
	CHECK(!ide.interrupt);
	CHECK(!(ide.master_status & BM_INTERRUPT));
}

/* A line that stays up interrupts for ever. */
TEST(ata_interrupt_that_nobody_waits_for_is_quieted)
{
	start_channel(true);
	interrupts_and_is_quieted();
	ide.interrupt = true; /* another device's, as far as the bus master knows */
	ata_interrupt(&channel);
	CHECK(ide.interrupt);
	kind = SILENT;
	submit(0, 0, BLK_READ, 0);
	host_advance(BLK_TIMEOUT);
	interrupts_and_is_quieted(); /* too late, and before the reset */
	CHECK_EQ(done_count, 0);
	host_run_work();
	CHECK_EQ(req[0].status, -EIO);
	write_and_read(1);
}

TEST(ata_silent_disk_is_reset_and_the_other_asked_again)
{
	start_channel(true);
	kind = SILENT;
	submit(0, 0, BLK_READ, 0);
	submit(1, 1, BLK_READ, 0);
	host_advance(BLK_TIMEOUT);
	host_run_work();
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(ide.resets >= 1, 1);
	turn(2);
	CHECK(req[1].status == 0 || req[1].status == -EIO);
	submit(2, 0, BLK_READ, 0);
	submit(3, 1, BLK_READ, 0);
	turn(2);
	CHECK_EQ(req[2].status, 0);
	CHECK_EQ(req[3].status, 0);
	CHECK_EQ(done_count, 4);
}

/* The one that waits times out first: the reset takes the working one's request, too. */
TEST(ata_reset_for_one_disk_fails_what_the_other_has_under_way)
{
	start_channel(true);
	kind = SILENT;
	disk[1].blk.timeout = NSEC_PER_MSEC;
	submit(0, 0, BLK_READ, 0);
	submit(1, 1, BLK_READ, 0);
	host_advance(NSEC_PER_MSEC);
	host_run_work();
	CHECK_EQ(req[1].status, -EIO);
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(disk[0].blk.resets, 0);
	submit(2, 0, BLK_READ, 0);
	turn(1);
	CHECK_EQ(req[2].status, 0);
}

TEST(ata_controller_that_goes_away_fails_everything)
{
	start_channel(true);
	kind = GONE;
	submit(0, 0, BLK_READ, 0);
	submit(1, 0, BLK_READ, 0);
	for (unsigned i = 0; i < BLK_RESETS_MAX; i++) {
		host_advance(BLK_TIMEOUT);
		host_run_work();
	}
	CHECK_EQ(req[0].status, -EIO);
	CHECK_EQ(req[1].status, -EIO);
	CHECK(disk[0].blk.gone);
}
