/* SPDX-License-Identifier: MIT */
/* host_disk_node.c - a disk as a file in /dev: any bytes of it, its size, its end. */
#define TESTS_LACK LACKS(CONFIG_FS_DEVFS)
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <test/disk.h>
#include <test/host.h>

#include "playground.h"

#define SECTORS 64u
#define SIZE    (SECTORS * BLK_SECTOR)
#define ROUNDS  300

static struct disk *disk;

static bool start(uint32_t block_size)
{
	disk = disk_new(SECTORS);
	disk->dev.block_size = block_size;
	blk_name(&disk->dev, "vd");
	return playground_open() && CHECK_EQ(blk_register(&disk->dev), 0) &&
	       CHECK_EQ(sys_mkdir("dev", 0755), 0) &&
	       CHECK_EQ(vfs_mount("devfs", NULL, "dev", false), 0);
}

static void end(void)
{
	CHECK_EQ(vfs_unmount("dev"), 0);
	playground_close();
}

static void compare_with_model(uint32_t block_size)
{
	static uint8_t model[SIZE], buf[SIZE];

	if (!start(block_size))
		return;
	int fd = (int)sys_open("dev/vda", O_RDWR, 0);
	CHECK(fd >= 0);
	CHECK_EQ(sys_pread64(fd, model, SIZE, 0), SIZE);
	for (int i = 0; i < ROUNDS; i++) {
		size_t off = test_below(SIZE), len = 1 + test_below(3 * 4096);
		size_t fits = MIN(len, SIZE - off);
		if (test_below(2)) {
			for (size_t k = 0; k < len && k < SIZE; k++)
				buf[k] = (uint8_t)test_random();
			CHECK_EQ(sys_pwrite64(fd, buf, len, (off_t)off), fits);
			memcpy(model + off, buf, fits);
		} else {
			CHECK_EQ(sys_pread64(fd, buf, len, (off_t)off), fits);
			CHECK(memcmp(buf, model + off, fits) == 0);
		}
	}
	CHECK_EQ(sys_fsync(fd), 0);
	CHECK_EQ(sys_pread64(fd, buf, SIZE, 0), SIZE);
	CHECK(memcmp(buf, model, SIZE) == 0);
	CHECK_EQ(sys_close(fd), 0);
	end();
}

TEST(disk_file_is_an_array_of_bytes_whatever_its_blocks)
{
	compare_with_model(512);
}

TEST(disk_file_with_blocks_of_4_kib_is_an_array_of_bytes)
{
	compare_with_model(4096);
}

TEST(disk_file_has_an_end_and_a_size)
{
	uint64_t bytes = 0;
	unsigned long sectors = 0;
	int number = -1;
	struct stat st;
	char c = 'x';

	if (!start(512))
		return;
	int fd = (int)sys_open("dev/vda", O_RDWR, 0);
	CHECK_EQ(sys_lseek(fd, 0, SEEK_END), SIZE);
	CHECK_EQ(sys_read(fd, &c, 1), 0);
	CHECK_EQ(sys_write(fd, &c, 1), -ENOSPC);
	CHECK_EQ(sys_ioctl(fd, 0x80081272, &bytes), 0);
	CHECK_EQ(bytes, SIZE);
	CHECK_EQ(sys_ioctl(fd, 0x1260, &sectors), 0);
	CHECK_EQ(sectors, SECTORS);
	CHECK_EQ(sys_ioctl(fd, 0x1268, &number), 0);
	CHECK_EQ(number, 512);
	CHECK_EQ(sys_ioctl(fd, 0x125e, &number), 0);
	CHECK_EQ(number, 0);
	CHECK_EQ(sys_ioctl(fd, 0x5413, &number), -ENOTTY);
	CHECK_EQ(sys_fstat(fd, &st), 0);
	CHECK(S_ISBLK(st.st_mode) && st.st_rdev != 0);
	CHECK_EQ(sys_close(fd), 0);
	disk->dev.read_only = true;
	CHECK_EQ(sys_open("dev/vda", O_RDWR, 0), -EROFS);
	CHECK(vfs_device("/dev/vda") == &disk->dev && vfs_device("vda") == &disk->dev);
	CHECK(!vfs_device("vdb"));
	end();
}
