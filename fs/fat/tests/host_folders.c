/* SPDX-License-Identifier: MIT */
/* host_folders.c - folders of FAT while they change, and large ones. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <core/syscalls.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "tests/playground.h"
#include "volume.h"

#define MOUNT "/v"

static const struct form form = { .bits = 32, .clusters = 3000 };

static bool new_volume(void)
{
	struct disk *disk = volume_new(&form);

	return CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0) &&
	       CHECK_EQ(sys_mkdir(MOUNT, 0755), 0) &&
	       CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
}

/* The slots of the folder: "A", "B", "C". Behind "B" reading pauses; a name of two slots then takes
 * the places of "B" and "C". */
TEST(fat_does_not_show_half_of_a_name_that_came_while_reading)
{
	char buf[4 * 24];

	if (!new_volume())
		return;
	make_file(MOUNT "/A", "");
	make_file(MOUNT "/B", "");
	make_file(MOUNT "/C", "");
	int fd = (int)sys_open(MOUNT, O_RDONLY | O_DIRECTORY, 0);
	CHECK_EQ(sys_getdents64(fd, buf, sizeof(buf)), sizeof(buf));
	CHECK_STR(buf + 3 * 24 + 19, "B");
	CHECK_EQ(sys_unlink(MOUNT "/B"), 0);
	CHECK_EQ(sys_unlink(MOUNT "/C"), 0);
	make_file(MOUNT "/longer", "");
	CHECK_EQ(sys_getdents64(fd, buf, sizeof(buf)), 0);
	CHECK_EQ(sys_close(fd), 0);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}
