/* SPDX-License-Identifier: MIT */
/* host_gpt.c - partition tables of UEFI: right ones, damaged ones with a copy, and ones whose
 * checksums are right and which lie. */
#include <errno.h>
#include <string.h>

#include <core/crash.h>
#include <core/log.h>
#include <test/disk.h>
#include <test/host.h>
#include <test/test.h>

#include "table.h"

#define SECTORS 4096u
#define ENTRIES 128u
#define ARRAY   (ENTRIES * 128u)

static struct disk *disk;
static uint8_t *first_header, *last_header, *first_array, *last_array;

static void put_entry(unsigned i, uint64_t first, uint64_t last)
{
	uint8_t *p = first_array + 128 * i;

	memset(p, 0, 128);
	p[0] = 0xaf; /* some type */
	put_le64(p + 32, first);
	put_le64(p + 40, last);
}

static void put_header(uint8_t *p, uint64_t here, uint64_t other, uint64_t array)
{
	memcpy(p, "EFI PART", 8);
	put_le32(p + 8, 0x00010000);
	put_le32(p + 12, 92);
	put_le64(p + 24, here);
	put_le64(p + 32, other);
	put_le64(p + 40, 34);
	put_le64(p + 48, SECTORS - 34);
	put_le64(p + 72, array);
	put_le32(p + 80, ENTRIES);
	put_le32(p + 84, 128);
}

/* After changes to a header or to the first array. */
static void sign(void)
{
	memcpy(last_array, first_array, ARRAY);
	for (unsigned i = 0; i < 2; i++) {
		uint8_t *p = i ? last_header : first_header;

		put_le32(p + 88, crc32(0, first_array, ARRAY));
		put_le32(p + 16, 0);
		put_le32(p + 16, crc32(0, p, 92));
	}
}

static void start(void)
{
	disk = disk_new(SECTORS);
	first_header = disk->data + 512;
	first_array = disk->data + 2 * 512;
	last_header = disk->data + (SECTORS - 1) * 512;
	last_array = disk->data + (SECTORS - 33) * 512;
	mbr_entry(disk->data, 0, 0xee, 1, SECTORS - 1);
	put_header(first_header, 1, SECTORS - 1, 2);
	put_header(last_header, SECTORS - 1, 1, SECTORS - 33);
	put_entry(0, 34, 99);
	put_entry(5, 100, SECTORS - 34);
	sign();
}

static unsigned found(void)
{
	unsigned n = 0;

	CHECK_EQ(blk_register(&disk->dev), 0);
	for (struct blk_dev *d = blk_next(&disk->dev); d; d = blk_next(d))
		n++;
	return n;
}

static bool logged(const char *text)
{
	static char tail[4096];

	tail[log_tail(tail, sizeof(tail) - 1)] = '\0';
	return strstr(tail, text) != NULL;
}

static void expect_both(void)
{
	CHECK_EQ(found(), 2);
	NEED(blk_find("disk0p1") && blk_find("disk0p6"));
	CHECK_EQ(blk_find("disk0p1")->first, 34);
	CHECK_EQ(blk_find("disk0p1")->sectors, 66);
	CHECK_EQ(blk_find("disk0p6")->first, 100);
	CHECK_EQ(blk_find("disk0p6")->sectors, SECTORS - 133);
}

static void expect_refused(const char *why)
{
	CHECK_EQ(found(), 0);
	CHECK(logged(why));
	CHECK(logged("its partition table is damaged, none is used"));
}

TEST(gpt_partitions_are_devices)
{
	start();
	expect_both();
	CHECK(!logged("damaged"));
	CHECK(logged("GPT, 2 partitions"));
}

TEST(gpt_damaged_header_has_a_copy)
{
	start();
	first_header[45] ^= 1;
	expect_both();
	CHECK(logged("damaged, looking at the copy"));
}

TEST(gpt_damaged_array_has_a_copy)
{
	start();
	first_array[ARRAY - 1] ^= 1;
	expect_both();
	CHECK(logged("damaged, looking at the copy"));
}

TEST(gpt_sector_that_cannot_be_read_has_a_copy)
{
	start();
	disk_fail(disk, BLK_READ, 2, false);
	expect_both();
}

TEST(gpt_damaged_twice_is_refused)
{
	start();
	first_array[7] ^= 1;
	last_header[50] ^= 1;
	expect_refused("damaged, looking at the copy");
}

TEST(gpt_overlap_is_refused)
{
	start();
	put_entry(7, 99, 99);
	sign();
	expect_refused("partitions 1 and 8 overlap");
}

TEST(gpt_partition_over_the_table_is_refused)
{
	start();
	put_entry(0, 33, 99);
	sign();
	expect_refused("partition 1 is not where partitions may be");
}

TEST(gpt_partition_that_ends_before_it_begins_is_refused)
{
	start();
	put_entry(0, 99, 98);
	sign();
	expect_refused("partition 1 is not where partitions may be");
}

/* Right checksums over numbers that cannot be: neither copy is believed. */
TEST(gpt_header_that_lies_is_refused)
{
	static const struct {
		unsigned at;
		uint64_t value;
		bool wide;
	} lies[] = {
		{ 8, 0x00020000, false }, /* revision */
		{ 12, 91, false },        /* size of the header */
		{ 12, 513, false },
		{ 12, UINT32_MAX, false },
		{ 24, 2, true },            /* its own block */
		{ 40, SECTORS - 33, true }, /* first usable */
		{ 48, SECTORS, true },      /* last usable */
		{ 48, UINT64_MAX, true },
		{ 72, 0, true },   /* the array */
		{ 72, 100, true }, /* in the usable blocks */
		{ 72, UINT64_MAX, true },
		{ 72, UINT64_MAX - 20, true },
		{ 80, 0, false }, /* entries */
		{ 80, UINT32_MAX, false },
		{ 84, 127, false }, /* bytes of an entry */
		{ 84, 0, false },
		{ 84, 384, false },
		{ 84, 1024, false },
	};

	for (unsigned i = 0; i < ARRAY_SIZE(lies); i++) {
		start();
		disk->dev.name[4] = (char)('A' + i);
		for (unsigned k = 0; k < 2; k++) {
			uint8_t *p = k ? last_header : first_header;

			if (lies[i].wide)
				put_le64(p + lies[i].at, lies[i].value);
			else
				put_le32(p + lies[i].at, (uint32_t)lies[i].value);
		}
		sign();
		if (!CHECK_EQ(found(), 0))
			test_check_eq(i, -1, "the lie", "none", __FILE__, __LINE__);
	}
}

/* With every allocation failing once: partitions may be missing, the disk is there. */
TEST(gpt_shortage_of_memory_leaves_the_disk)
{
	bool failed = true;

	for (unsigned n = 1; failed; n++) {
		start();
		disk->dev.name[4] = (char)('A' + n);
		host_fail_heap(n, false);
		CHECK_EQ(blk_register(&disk->dev), 0);
		failed = host_fail_heap(0, false);
		CHECK(blk_find(disk->dev.name) == &disk->dev);
		CHECK(failed || strcmp(blk_next(&disk->dev)->name + 5, "1") == 0);
		NEED(n < 20);
	}
}
