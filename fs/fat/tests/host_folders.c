/* SPDX-License-Identifier: MIT */
/* host_folders.c - folders of FAT while they change, and large ones. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include <core/printf.h>
#include <core/syscalls.h>
#include <fs/bcache.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/test.h>

#include "fat/fat.h"
#include "tests/playground.h"
#include "check.h"
#include "volume.h"

#define MOUNT "/v"

static const struct form form = { .bits = 32, .clusters = 3000 };
static struct disk *disk;

static bool new_volume(const struct form *f)
{
	disk = volume_new(f);

	return CHECK_EQ(vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false), 0) &&
	       CHECK_EQ(sys_mkdir(MOUNT, 0755), 0) &&
	       CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
}

/* The slots of the folder: "A", "B", "C". Behind "B" reading pauses; a name of two slots then takes
 * the places of "B" and "C". */
TEST(fat_does_not_show_half_of_a_name_that_came_while_reading)
{
	char buf[4 * 24];

	if (!new_volume(&form))
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

/* --- what lies behind the end --------------------------------------------------------------- */

/* All slots of a root folder but two, of which the first is its end. */
static bool leave_two_slots(const struct form *f)
{
	char path[20];

	if (!new_volume(f))
		return false;
	for (unsigned i = 0; i < 14; i++) {
		ksnprintf(path, sizeof(path), MOUNT "/F%u", i);
		make_file(path, "");
	}
	return CHECK_EQ(vfs_unmount(MOUNT), 0);
}

static bool mount_again(void)
{
	return CHECK_EQ(vfs_mount("vfat", &disk->dev, MOUNT, false), 0);
}

TEST(fat_does_not_take_what_lies_behind_the_end_of_a_folder_for_room)
{
	static const struct form small = { .bits = 12, .clusters = 100, .root_entries = 16 };
	uint8_t *data, before[512];

	if (!leave_two_slots(&small))
		return;
	data = disk->data + volume_data_at(&small);
	data[-32] = 0xe5;
	memcpy(before, data, sizeof(before));
	if (!mount_again())
		return;
	CHECK_EQ(sys_open(MOUNT "/a name of three slots", O_WRONLY | O_CREAT, 0644), -ENOSPC);
	make_file(MOUNT "/of two", "");
	CHECK_EQ(vfs_unmount(MOUNT), 0);
	CHECK(memcmp(data, before, sizeof(before)) == 0);
}

TEST(fat_names_do_not_come_to_lie_behind_the_end_of_a_folder)
{
	if (!leave_two_slots(&form))
		return;
	memset(disk->data + volume_data_at(&form) + 15 * 32, 'G', 32);
	if (!mount_again())
		return;
	make_file(MOUNT "/a name of three slots", "");
	CHECK_EQ(vfs_unmount(MOUNT), 0);
	if (!mount_again())
		return;
	CHECK(exists(MOUNT "/a name of three slots"));
	CHECK_EQ(vfs_unmount(MOUNT), 0);
	const char *why = check_image(&form, disk->data);
	CHECK_STR(why ? why : "whole", "whole");
}

/* --- large folders -------------------------------------------------------------------------- */

#define MANY 1500u

static const struct form large = { .bits = 32, .per_cluster = 8, .clusters = 6142 };

/* Every third name fits into a short one, every third differs from it in case alone. */
static void name_of(unsigned i, char path[60])
{
	static const char *const pattern[] = { MOUNT "/F%u.DAT", MOUNT "/f-%u.dat",
					       MOUNT "/a name of three slots, %u.text" };

	ksnprintf(path, 60, pattern[i % 3], i);
}

/* Blocks that are looked at: each costs a search in the cache. */
static unsigned long looked_at(void)
{
	struct bcache_stats s;

	bcache_stats(&s);
	return s.hits + s.misses;
}

/* Makes and finds every file, among which room for a slot comes and goes; how often a block was
 * looked at for each. */
TEST(fat_finds_names_in_a_large_folder_without_reading_all_of_it)
{
	char path[60];

	if (!new_volume(&large))
		return;
	unsigned long start = looked_at();
	for (unsigned i = 0; i < MANY; i++) {
		name_of(i, path);
		make_file(path, "");
		if (i % 100 == 0)
			CHECK_EQ(sys_unlink(path), 0);
	}
	unsigned long made = looked_at();
	CHECK((made - start) / MANY < 10);
	for (unsigned i = 0; i < MANY; i++) {
		name_of(i, path);
		CHECK_EQ(exists(path), i % 100 != 0);
	}
	CHECK((looked_at() - made) / MANY < 6);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
	const char *why = check_image(&large, disk->data);
	CHECK_STR(why ? why : "whole", "whole");
}

/* "X" stood in the third slot; a set of two whose short name is the same then ends there. */
TEST(fat_takes_a_stale_place_of_a_name_for_what_is_there_now)
{
	char path[60];

	if (!new_volume(&large))
		return;
	make_file(MOUNT "/A", "");
	make_file(MOUNT "/B", "");
	make_file(MOUNT "/X", "old");
	for (unsigned i = 0; i < 200; i++) {
		name_of(i, path);
		make_file(path, "");
	}
	CHECK(exists(MOUNT "/x"));
	CHECK_EQ(sys_unlink(MOUNT "/B"), 0);
	CHECK_EQ(sys_unlink(MOUNT "/X"), 0);
	make_file(MOUNT "/x", "new");
	CHECK_EQ(sys_open(MOUNT "/X", O_WRONLY | O_CREAT | O_EXCL, 0644), -EEXIST);
	CHECK_EQ(sys_unlink(MOUNT "/X"), 0);
	CHECK(!exists(MOUNT "/x"));
	CHECK_EQ(vfs_unmount(MOUNT), 0);
	/* No piece of a long name stays behind. */
	CHECK_EQ(disk->data[volume_data_at(&large) + 32], 0xe5);
	CHECK_EQ(disk->data[volume_data_at(&large) + 64], 0xe5);
}

/* Folders of 100 KiB, whose tables are larger than half of the room there is. */
static void make_folders(unsigned count)
{
	char path[60];

	for (unsigned f = 0; f < count; f++) {
		ksnprintf(path, sizeof(path), MOUNT "/%u", f);
		CHECK_EQ(sys_mkdir(path, 0755), 0);
		for (unsigned i = 0; i < MANY / 2; i++) {
			ksnprintf(path, sizeof(path),
				  MOUNT "/%u/a name of four slots, with number %u", f, i);
			make_file(path, "");
		}
	}
}

TEST(fat_folders_share_the_memory_for_tables_of_names)
{
	char path[60];

	if (!new_volume(&large))
		return;
	make_folders(3);
	for (unsigned i = 0; i < MANY / 2; i += 50) {
		for (unsigned f = 0; f < 3; f++) {
			ksnprintf(path, sizeof(path),
				  MOUNT "/%u/A NAME of four slots, with number %u", f, i);
			CHECK(exists(path));
			ksnprintf(path, sizeof(path),
				  MOUNT "/%u/A NAME of four slots, with number -%u", f, i);
			CHECK(!exists(path));
		}
	}
	struct vnode *vn;
	if (CHECK_EQ(path_lookup(NULL, MOUNT, PATH_FOLLOW, &vn), 0)) {
		const struct fat *fs = fat_of(vn);
		CHECK(fs->index_bytes > 0 && fs->index_bytes <= CONFIG_FAT_INDEX_KB * 1024);
		vnode_put(vn);
	}
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}

/* How many blocks are looked at for a name, when names are looked for `run` times in one folder,
 * then in the next. */
static unsigned long cost_in_turns(unsigned run)
{
	unsigned long start = looked_at();
	char path[60];

	for (unsigned i = 0; i < 480; i++) {
		ksnprintf(path, sizeof(path), MOUNT "/%u/a name of four slots, with number %u",
			  i / run % 3, i * 7 % (MANY / 2));
		CHECK(exists(path));
	}
	return (looked_at() - start) / 480;
}

/* To read such a folder is to look at 190 blocks. */
TEST(fat_folders_in_turns_do_not_take_each_others_tables)
{
	if (!new_volume(&large))
		return;
	make_folders(3);
	CHECK(cost_in_turns(1) < 50);
	CHECK(cost_in_turns(2) < 50);
	CHECK(cost_in_turns(80) < 10);
	CHECK_EQ(vfs_unmount(MOUNT), 0);
}
