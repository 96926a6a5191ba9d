/* SPDX-License-Identifier: MIT */
/* host_ramdisk.c - disks in memory: names, sizes, and that what is written is there. */
#include <string.h>

#include <core/blk.h>
#include <core/init.h>
#include <core/pages.h>
#include <test/host.h>
#include <test/test.h>

static struct boot_info bi;

static uint8_t *module(const char *name, size_t size)
{
	struct boot_module *m = &bi.module[bi.module_count++];
	phys_t pa = pages_alloc((size + PAGE_SIZE - 1) / PAGE_SIZE, PAGES_ANY);

	m->range = (struct boot_range){ pa.addr, size };
	strncpy(m->name, name, sizeof(m->name) - 1);
	return memset(phys_to_virt(pa), 0, size);
}

TEST(ramdisk_is_named_as_the_loader_was_told)
{
	module("", 4096);
	module("root and more words", 4096);
	module("../etc", 4096);
	module("root", 4096);
	ramdisks_init(&bi);
	CHECK(blk_find("ram0") && blk_find("root") && blk_find("ram1") && blk_find("ram2"));
}

TEST(ramdisk_name_that_is_too_long_is_not_used)
{
	module("abcdefghijklm", 4096);
	module("abcdefghijkl", 4096);
	ramdisks_init(&bi);
	CHECK(blk_find("ram0") && blk_find("abcdefghijkl"));
}

TEST(ramdisk_keeps_what_is_written)
{
	static uint8_t buf[100 * 512], back[sizeof(buf)];
	uint8_t *data = module("", 300 * 512 + 17);
	struct blk_dev *dev;

	ramdisks_init(&bi);
	dev = blk_find("ram0");
	NEED(dev);
	CHECK_EQ(dev->sectors, 300);
	for (size_t i = 0; i < sizeof(buf); i++)
		buf[i] = (uint8_t)test_random();
	CHECK_EQ(blk_write(dev, 200, buf, sizeof(buf)), 0);
	CHECK(memcmp(data + 200 * 512, buf, sizeof(buf)) == 0);
	CHECK_EQ(data[200 * 512 - 1], 0);
	CHECK_EQ(data[300 * 512], 0);
	CHECK_EQ(blk_read(dev, 200, back, sizeof(back)), 0);
	CHECK(memcmp(back, buf, sizeof(buf)) == 0);
	CHECK(blk_write(dev, 201, buf, sizeof(buf)) < 0);
	CHECK_EQ(blk_flush(dev), 0);
}

TEST(ramdisk_too_small_for_a_sector_is_none)
{
	module("", 511);
	ramdisks_init(&bi);
	CHECK(!blk_find("ram0"));
}
