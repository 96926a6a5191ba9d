/* SPDX-License-Identifier: MIT */
/*
 * host_boot.c - the loaders' information, well-formed and not, on the host ring; and
 * the soft-off package in AML bytes.
 */
#include <string.h>

#include <core/pages.h>
#include <test/test.h>

#include "../boot/ram.h"
#include "../s5.h"

/* "Physical memory" is this blob at address BLOB_AT. */
#define BLOB_AT 0x9000u
static uint8_t blob[8192] __attribute__((aligned(8)));
static size_t blob_size;

static const void *blob_read(uint64_t phys, uint64_t len)
{
	if (phys < BLOB_AT || phys - BLOB_AT > blob_size || len > blob_size - (phys - BLOB_AT))
		return NULL;
	return blob + (phys - BLOB_AT);
}

static void start(void)
{
	memset(blob, 0, sizeof(blob));
	blob_size = 0;
}

static void put(const void *data, size_t size)
{
	memcpy(blob + blob_size, data, size);
	blob_size += size;
}

static void put32(uint32_t v)
{
	put(&v, 4);
}

static void put64(uint64_t v)
{
	put(&v, 8);
}

static void put_mmap_entry(uint64_t base, uint64_t size, uint32_t type)
{
	put64(base);
	put64(size);
	put32(type);
	put32(0);
}

static void pad(void)
{
	blob_size = ALIGN_UP(blob_size, (size_t)8);
}

static void finish_mb2(void)
{
	uint32_t total;

	put32(0);
	put32(8);
	total = (uint32_t)blob_size;
	memcpy(blob, &total, 4);
}

static void mb2_with_map(const char *cmdline)
{
	start();
	put64(0);
	put32(1);
	put32((uint32_t)(8 + strlen(cmdline) + 1));
	put(cmdline, strlen(cmdline) + 1);
	pad();
	put32(6);
	put32(16 + 3 * 24);
	put32(24);
	put32(0);
	put_mmap_entry(0x100000, 0x7ee0000, 1);
	put_mmap_entry(0, 0x9fc00, 1);
	put_mmap_entry(0x7fe0000, 0x20000, 2);
	finish_mb2();
}

TEST(multiboot2_map_is_sorted_page_aligned_and_without_page_0)
{
	static struct boot_info bi;

	memset(&bi, 0, sizeof(bi));
	mb2_with_map("a=b -- c");
	CHECK_EQ(multiboot2_parse(BLOB_AT, blob_read, &bi), 0);
	ram_finish(&bi);
	CHECK(strcmp(bi.cmdline, "a=b -- c") == 0);
	/* The information itself, at 0x9000, is taken out of the first range. */
	NEED(bi.ram_count == 3);
	CHECK_EQ(bi.ram[0].base, 0x1000);
	CHECK_EQ(bi.ram[0].size, 0x8000);
	CHECK_EQ(bi.ram[1].base, 0xa000);
	CHECK_EQ(bi.ram[1].base + bi.ram[1].size, 0x9f000);
	CHECK_EQ(bi.ram[2].base, 0x100000);
	CHECK_EQ(bi.ram_end, 0x7fe0000);
}

TEST(multiboot2_reserved_entries_win_over_usable_ones)
{
	static struct boot_info bi;

	memset(&bi, 0, sizeof(bi));
	start();
	put64(0);
	put32(6);
	put32(16 + 2 * 24);
	put32(24);
	put32(0);
	put_mmap_entry(0x101000, 0x1000, 2);
	put_mmap_entry(0x100000, 0x3000, 1);
	finish_mb2();
	CHECK_EQ(multiboot2_parse(BLOB_AT, blob_read, &bi), 0);
	ram_finish(&bi);
	NEED(bi.ram_count == 2);
	CHECK_EQ(bi.ram[0].size, 0x1000);
	CHECK_EQ(bi.ram[1].base, 0x102000);
}

TEST(multiboot2_damage_is_refused)
{
	static struct boot_info bi;
	uint32_t size;

	mb2_with_map("x");
	CHECK(multiboot2_parse(BLOB_AT + 0x100000, blob_read, &bi) < 0);
	size = 8; /* total too small */
	memcpy(blob, &size, 4);
	CHECK(multiboot2_parse(BLOB_AT, blob_read, &bi) < 0);
	mb2_with_map("x");
	size = 3; /* a tag smaller than its own header */
	memcpy(blob + 12, &size, 4);
	CHECK(multiboot2_parse(BLOB_AT, blob_read, &bi) < 0);
	mb2_with_map("x");
	size = 0xfffffff0; /* a tag larger than everything */
	memcpy(blob + 12, &size, 4);
	CHECK(multiboot2_parse(BLOB_AT, blob_read, &bi) < 0);
	start(); /* no memory map at all */
	put64(0);
	finish_mb2();
	CHECK(multiboot2_parse(BLOB_AT, blob_read, &bi) < 0);
}

TEST(multiboot2_long_command_line_is_cut_and_said)
{
	static struct boot_info bi;
	static char line[3000];

	memset(&bi, 0, sizeof(bi));
	memset(line, 'x', sizeof(line) - 1);
	mb2_with_map(line);
	CHECK_EQ(multiboot2_parse(BLOB_AT, blob_read, &bi), 0);
	CHECK(bi.cmdline_cut);
	CHECK_EQ(strlen(bi.cmdline), BOOT_CMDLINE_MAX - 1);
}

static void put_pvh(uint32_t magic, uint32_t entries)
{
	start();
	put32(magic);
	put32(1); /* version */
	put32(0);
	put32(0);
	put64(0);
	put64(BLOB_AT + 64); /* command line */
	put64(0xf5a0);       /* rsdp */
	put64(BLOB_AT + 128);
	put32(entries);
	blob_size = 64;
	put("k=v", 4);
	blob_size = 128;
	put_mmap_entry(0x100000, 0x300000, 1);
	put_mmap_entry(0, 0x9fc00, 1);
}

TEST(pvh_start_info_gives_map_command_line_and_rsdp)
{
	static struct boot_info bi;

	memset(&bi, 0, sizeof(bi));
	put_pvh(0x336ec578, 2);
	CHECK_EQ(pvh_parse(BLOB_AT, blob_read, &bi), 0);
	ram_finish(&bi);
	CHECK(strcmp(bi.cmdline, "k=v") == 0);
	CHECK_EQ(bi.rsdp, 0xf5a0);
	NEED(bi.ram_count == 2);
	CHECK_EQ(bi.ram[0].base, 0x1000);
	CHECK_EQ(bi.ram_end, 0x400000);
}

static void put_module(uint32_t base, uint32_t end)
{
	put32(3);
	put32(18);
	put32(base);
	put32(end);
	put("m", 2);
	pad();
}

/* Before the map as well as behind it; one ends before it starts. */
TEST(multiboot2_modules_are_nobodys_memory)
{
	static struct boot_info bi;

	memset(&bi, 0, sizeof(bi));
	start();
	put64(0);
	put_module(0x200000, 0x280800);
	put32(6);
	put32(16 + 24);
	put32(24);
	put32(0);
	put_mmap_entry(0x100000, 0x400000, 1);
	put_module(0x300000, 0x301000);
	put_module(0x500000, 0x400000);
	finish_mb2();
	CHECK_EQ(multiboot2_parse(BLOB_AT, blob_read, &bi), 0);
	ram_finish(&bi);
	NEED(bi.ram_count == 3);
	CHECK_EQ(bi.ram[0].base + bi.ram[0].size, 0x200000);
	CHECK_EQ(bi.ram[1].base, 0x281000);
	CHECK_EQ(bi.ram[1].base + bi.ram[1].size, 0x300000);
	CHECK_EQ(bi.ram[2].base, 0x301000);
	CHECK_EQ(bi.ram_end, 0x500000);
	if (!IS_ENABLED(CONFIG_RAMDISK))
		return;
	CHECK_EQ(bi.module_count, 2);
	CHECK_EQ(bi.module[0].range.base, 0x200000);
	CHECK_EQ(bi.module[0].range.size, 0x80800);
	CHECK_EQ(bi.module[1].range.base, 0x300000);
	CHECK_STR(bi.module[1].name, "m");
}

TEST(pvh_modules_are_nobodys_memory)
{
	static struct boot_info bi;
	const uint64_t list = BLOB_AT + 256;
	uint32_t count = 2;

	memset(&bi, 0, sizeof(bi));
	put_pvh(0x336ec578, 2);
	memcpy(blob + 12, &count, 4);
	memcpy(blob + 16, &list, 8);
	blob_size = 256;
	for (unsigned i = 0; i < 2; i++) {
		put64(0x200000 + i * 0x100000);
		put64(0x1800);
		put64(0);
		put64(0);
	}
	CHECK_EQ(pvh_parse(BLOB_AT, blob_read, &bi), 0);
	ram_finish(&bi);
	NEED(bi.ram_count == 4);
	CHECK_EQ(bi.ram[1].base + bi.ram[1].size, 0x200000);
	CHECK_EQ(bi.ram[2].base, 0x202000);
	CHECK_EQ(bi.ram[2].base + bi.ram[2].size, 0x300000);
	CHECK_EQ(bi.ram[3].base, 0x302000);
	count = UINT32_MAX; /* a list that is not all there */
	memcpy(blob + 12, &count, 4);
	CHECK_EQ(pvh_parse(BLOB_AT, blob_read, &bi), 0);
}

/* Not RAM, twice the same, of no size, or one too many: not kept. */
TEST_NEEDS(boot_keeps_the_modules_that_can_be, CONFIG_RAMDISK)
{
	static struct boot_info bi;
	static const char long_name[] = "0123456789abcdef0123456789abcdef0123456789";

	ram_add(&bi, 0x100000, 0x100000);
	boot_add_module(&bi, 0x1f0000, 0x10001, "past the end", 16);
	boot_add_module(&bi, 0x120000, 0, "empty", 16);
	boot_add_module(&bi, UINT64_MAX - 10, 100, "wraps", 16);
	CHECK_EQ(bi.module_count, 0);
	boot_add_module(&bi, 0x120000, 0x1000, long_name, sizeof(long_name));
	boot_add_module(&bi, 0x120800, 0x1000, "overlaps", 16);
	NEED(CHECK_EQ(bi.module_count, 1));
	CHECK_STR(bi.module[0].name, "0123456789abcdef0123456789abcde");
	for (unsigned i = 0; i < 8; i++)
		boot_add_module(&bi, 0x130000 + i * 0x1000, 0x1000, NULL, 0);
	CHECK_EQ(bi.module_count, BOOT_MODULES_MAX);
	CHECK_STR(bi.module[1].name, "");
	CHECK(!ram_holds(&bi, 0x137000, 0x1000));
}

TEST(pvh_damage_is_refused)
{
	static struct boot_info bi;

	put_pvh(0x12345678, 2);
	CHECK(pvh_parse(BLOB_AT, blob_read, &bi) < 0);
	put_pvh(0x336ec578, 1000); /* map beyond memory */
	CHECK(pvh_parse(BLOB_AT, blob_read, &bi) < 0);
	put_pvh(0x336ec578, UINT32_MAX);
	CHECK(pvh_parse(BLOB_AT, blob_read, &bi) < 0);
	memset(&bi, 0, sizeof(bi));
	put_pvh(0x336ec578, 0);
	CHECK(pvh_parse(BLOB_AT, blob_read, &bi) < 0);
}

TEST(ram_ranges_match_a_map_of_bytes_for_random_operations)
{
	enum { PAGES = 64, ROUNDS = 20000 };
	static struct boot_info bi;
	uint8_t model[PAGES];
	uint64_t seed = 42;

	for (int round = 0; round < ROUNDS; round++) {
		memset(&bi, 0, sizeof(bi));
		memset(model, 0, sizeof(model));
		for (int op = 0; op < 12; op++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			unsigned from = seed >> 33 & 63, n = seed >> 43 & 15, add = seed >> 53 & 1;

			n = MIN(n, PAGES - from);
			(add ? ram_add : ram_remove)(&bi, from * PAGE_SIZE, n * PAGE_SIZE);
			memset(model + from, (int)add, n);
		}
		for (unsigned p = 0; p < PAGES; p++) {
			unsigned holders = 0;

			for (size_t i = 0; i < bi.ram_count; i++)
				holders += p * PAGE_SIZE >= bi.ram[i].base &&
					   p * PAGE_SIZE < bi.ram[i].base + bi.ram[i].size;
			NEED(holders == model[p]);
		}
		for (size_t i = 1; i < bi.ram_count; i++)
			NEED(bi.ram[i - 1].base + bi.ram[i - 1].size < bi.ram[i].base);
	}
}

TEST(soft_off_package_is_read_in_all_encodings)
{
	static const uint8_t piix[] = { 0x08, '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0, 0, 0, 0 };
	static const uint8_t other[] = { 0x08, '\\', '_',  'S',  '5',  '_', 0x12,
					 0x08, 0x04, 0x0a, 0x05, 0x01, 0,   0 };
	static const uint8_t cut[] = { 0x08, '_', 'S', '5', '_', 0x12, 0x06, 0x04, 0x0a };
	uint8_t a = 9, b = 9;

	CHECK(s5_find(piix, sizeof(piix), &a, &b) && a == 0 && b == 0);
	CHECK(s5_find(other, sizeof(other), &a, &b) && a == 5 && b == 1);
	for (size_t len = 0; len <= sizeof(cut); len++)
		CHECK(!s5_find(cut, len, &a, &b));
}
