/* SPDX-License-Identifier: MIT */
/* host_part.c - partition tables of the old kind: right ones, and ones that lie. */
#include <errno.h>
#include <string.h>

#include <core/log.h>
#include <core/synth.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#include "table.h"

#define SECTORS 2048u

static struct disk *disk;
static uint32_t block = 512;

static void start(void)
{
	disk = disk_new(SECTORS * (block / 512));
	disk->dev.block_size = block;
}

/* Entry i of the table in block at. */
static void entry(uint64_t at, unsigned i, uint8_t type, uint32_t first, uint32_t count)
{
	mbr_entry(disk->data + at * block, i, type, first, count);
}

/* How many partitions a fresh look finds. */
static unsigned found(void)
{
	unsigned n = 0;

	CHECK_EQ(blk_register(&disk->dev), 0);
	for (struct blk_dev *d = blk_next(&disk->dev); d; d = blk_next(d))
		n++;
	return n;
}

static bool is(const char *name, uint64_t first, uint64_t sectors)
{
	struct blk_dev *d = blk_find(name);

	if (!CHECK(d != NULL))
		return false;
	return CHECK_EQ(d->first, first) && CHECK_EQ(d->sectors, sectors) &&
	       CHECK(d->whole == &disk->dev);
}

static bool logged(const char *text)
{
	static char tail[4096];

	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	return strstr(tail, text) != NULL;
}

static void expect_refused(const char *why)
{
	CHECK_EQ(found(), 0);
	CHECK(logged(why));
	CHECK(logged("its partition table is damaged, none is used"));
}

TEST(part_primary_partitions_are_devices)
{
	start();
	entry(0, 0, 0x83, 64, 100);
	entry(0, 2, 0x0c, 164, SECTORS - 164);
	CHECK_EQ(found(), 2);
	CHECK(is("disk0p1", 64, 100));
	CHECK(is("disk0p3", 164, SECTORS - 164));
}

/* What is asked of a partition stays in it, and reaches the right sectors. */
TEST(part_transfers_stay_inside_the_partition)
{
	static uint8_t buf[1024];
	struct blk_dev *p;

	start();
	entry(0, 0, 0x83, 64, 100);
	CHECK_EQ(found(), 1);
	p = blk_find("disk0p1");
	memset(buf, 'x', sizeof(buf));
	CHECK_EQ(blk_write(p, 98, buf, 1024), 0);
	CHECK_EQ(disk->data[(64 + 98) * 512 - 1], 0);
	CHECK_EQ(disk->data[(64 + 98) * 512], 'x');
	CHECK_EQ(disk->data[(64 + 100) * 512 - 1], 'x');
	CHECK_EQ(disk->data[(64 + 100) * 512], 0);
	CHECK_EQ(blk_write(p, 99, buf, 1024), -EINVAL);
	CHECK_EQ(blk_read(p, UINT64_MAX - 63, buf, 512), -EINVAL);
	CHECK_EQ(blk_flush(p), 0);
	CHECK_EQ(disk->dev.count[BLK_FLUSH], 1);
}

/* A partition's commands are its disk's, and only what succeeded is one. */
TEST(part_commands_are_told_in_proc_disks)
{
	static uint8_t buf[512];
	char text[256] = "";
	const struct synth_file *file;

	start();
	entry(0, 0, 0x83, 64, 100);
	CHECK_EQ(found(), 1);
	disk->dev.count[BLK_READ] = 0;
	CHECK_EQ(blk_write(blk_find("disk0p1"), 0, buf, 512), 0);
	CHECK_EQ(blk_read(blk_find("disk0p1"), 100, buf, 512), -EINVAL);
	CHECK_EQ(blk_read(&disk->dev, 0, buf, 512), 0);
	CHECK_EQ(blk_read(&disk->dev, 0, buf, 512), 0);
	CHECK_EQ(blk_flush(&disk->dev), 0);
	file = synth_find("/", "/proc/disks");
	CHECK(file != NULL);
	ssize_t len = file->generate(text, sizeof(text) - 1);
	CHECK_STR(text, "disk0: reads 2 writes 1 flushes 1 errors 0 resets 0\n");
	CHECK_EQ((size_t)len, strlen(text));
	memset(text, 0, sizeof(text));
	CHECK_EQ(file->generate(text, 5), len);
	CHECK_STR(text, "disk0");
}

TEST(part_disk_name_without_digit_needs_no_p)
{
	start();
	strcpy(disk->dev.name, "vda");
	entry(0, 0, 0x83, 1, 100);
	CHECK_EQ(found(), 1);
	CHECK(is("vda1", 1, 100));
}

TEST(part_blocks_of_4096_bytes_count_as_eight_sectors)
{
	block = 4096;
	start();
	entry(0, 0, 0x83, 64, 100);
	CHECK_EQ(found(), 1);
	CHECK(is("disk0p1", 64 * 8, 800));
}

TEST(part_logical_partitions_are_numbered_from_5)
{
	start();
	entry(0, 0, 0x83, 10, 90);
	entry(0, 1, 0x0f, 100, 900);
	entry(100, 0, 0x83, 10, 190);
	entry(100, 1, 0x05, 500, 300);
	entry(600, 1, 0x05, 800, 100); /* an empty table in between */
	entry(900, 0, 0x83, 1, 99);
	CHECK_EQ(found(), 3);
	CHECK(is("disk0p1", 10, 90));
	CHECK(is("disk0p5", 110, 190));
	CHECK(is("disk0p6", 901, 99));
}

TEST(part_disk_without_a_table_has_no_partitions)
{
	start();
	CHECK_EQ(found(), 0);
	CHECK(!logged("partition"));
}

/* What mkfs.fat writes into the first sector ends like a table. */
TEST(part_filesystem_on_the_whole_disk_is_no_table)
{
	start();
	entry(0, 0, 0x83, 10, 90);
	memcpy(disk->data + 54, "FAT16   ", 8);
	CHECK_EQ(found(), 0);
	CHECK(!logged("partition"));
}

TEST(part_entry_that_is_no_entry_means_no_table)
{
	start();
	entry(0, 0, 0x83, 10, 90);
	disk->data[446 + 16] = 0x41;
	CHECK_EQ(found(), 0);
	CHECK(!logged("partition"));
}

TEST(part_outside_the_disk_is_refused)
{
	start();
	entry(0, 0, 0x83, 10, 90);
	entry(0, 1, 0x83, 100, SECTORS - 99);
	expect_refused("partition 2 is not on the disk");
}

TEST(part_on_the_table_itself_is_refused)
{
	start();
	entry(0, 3, 0x83, 0, 90);
	expect_refused("partition 4 is not on the disk");
}

TEST(part_without_length_or_with_a_length_that_wraps_is_refused)
{
	start();
	entry(0, 0, 0x83, 10, 0);
	expect_refused("partition 1 is not on the disk");
	disk = disk_new(SECTORS);
	strcpy(disk->dev.name, "disk1");
	entry(0, 0, 0x83, 10, UINT32_MAX);
	expect_refused("disk1: partition 1 is not on the disk");
}

TEST(part_overlap_is_refused)
{
	start();
	entry(0, 0, 0x83, 10, 90);
	entry(0, 1, 0x83, 99, 1);
	expect_refused("partitions 1 and 2 overlap");
}

TEST(part_overlap_with_the_extended_one_is_refused)
{
	start();
	entry(0, 0, 0x83, 10, 91);
	entry(0, 1, 0x05, 100, 900);
	expect_refused("partitions 1 and 2 overlap");
}

TEST(part_logical_outside_the_extended_one_is_refused)
{
	start();
	entry(0, 1, 0x05, 100, 900);
	entry(100, 0, 0x83, 10, 891);
	expect_refused("a logical partition is not in the extended one");
}

TEST(part_chain_that_leads_away_is_refused)
{
	start();
	entry(0, 1, 0x05, 100, 900);
	entry(100, 0, 0x83, 10, 20);
	entry(100, 1, 0x05, 900, 1);
	expect_refused("leads out of the extended one");
}

TEST(part_chain_that_bites_its_tail_is_refused)
{
	start();
	entry(0, 1, 0x05, 100, 900);
	entry(100, 1, 0x05, 50, 1);
	entry(150, 1, 0x05, 50, 1);
	expect_refused("the chain of logical partitions has no end");
}

TEST(part_chain_that_repeats_a_partition_is_refused)
{
	start();
	entry(0, 1, 0x05, 100, 900);
	entry(100, 0, 0x83, 300, 10);
	entry(100, 1, 0x05, 50, 1);
	entry(150, 0, 0x83, 250, 10);
	expect_refused("partitions 5 and 6 overlap");
}

TEST(part_chain_without_a_table_is_refused)
{
	start();
	entry(0, 1, 0x05, 100, 900);
	expect_refused("a table of the extended partition is none");
}

TEST(part_two_extended_ones_are_refused)
{
	start();
	entry(0, 0, 0x05, 100, 100);
	entry(0, 1, 0x0f, 300, 100);
	expect_refused("two extended partitions");
}

TEST(part_table_that_cannot_be_read_leaves_the_disk)
{
	start();
	entry(0, 0, 0x83, 10, 90);
	disk_fail(disk, BLK_READ, 1, false);
	CHECK_EQ(found(), 0);
	CHECK(logged("its partition table cannot be read"));
	CHECK(blk_find("disk0") != NULL);
}
