/* SPDX-License-Identifier: MIT */
/* test_mount.c - filesystems on folders: the walk across, what is refused, what is told. */
#include <errno.h>
#include <string.h>

#include <core/heap.h>
#include <core/pages.h>

#include "playground.h"

static bool start(bool read_only)
{
	if (!playground_open())
		return false;
	CHECK_EQ(sys_mkdir("m", 0755), 0);
	make_file("m/below", "covered");
	return CHECK_EQ(vfs_mount("ramfs", NULL, "m", read_only), 0);
}

static void end(void)
{
	CHECK_EQ(vfs_unmount("m"), 0);
	CHECK(exists("m/below"));
	playground_close();
}

TEST(mount_hides_a_folder_until_it_is_unmounted)
{
	if (!start(false))
		return;
	CHECK(!exists("m/below"));
	make_file("m/above", "x");
	CHECK_EQ(sys_unlink("m/above"), 0);
	CHECK_EQ(sys_mkdir("m/sub", 0755), 0);
	end();
	CHECK(!exists("m"));
}

static void check_cwd(const char *path, const char *want)
{
	char cwd[64] = "";

	CHECK_EQ(sys_chdir(path), 0);
	CHECK(sys_getcwd(cwd, sizeof(cwd)) > 0);
	CHECK_STR(cwd, want);
}

TEST(mount_points_are_crossed_both_ways)
{
	if (!start(false))
		return;
	CHECK_EQ(sys_mkdir("m/sub", 0755), 0);
	CHECK_EQ(vfs_mount("ramfs", NULL, "m/sub", false), 0);
	CHECK_EQ(sys_mkdir("m/sub/deep", 0755), 0);
	check_cwd("m/sub/deep", "/t/m/sub/deep");
	check_cwd("..", "/t/m/sub");
	check_cwd("..", "/t/m");
	check_cwd("sub/deep/../../sub/../..", "/t");
	check_cwd("m/.", "/t/m");
	check_cwd("/t", "/t");
	CHECK_EQ(sys_symlink("/t/m/sub/../..", "back"), 0);
	check_cwd("back", "/t");
	CHECK_EQ(vfs_unmount("m"), -EBUSY);
	CHECK_EQ(vfs_unmount("m/sub"), 0);
	end();
}

TEST(mounts_are_devices_of_their_own)
{
	struct stat outside, inside, point;

	if (!start(false))
		return;
	CHECK_EQ(sys_mkdir("m/sub", 0755), 0);
	CHECK_EQ(sys_stat(".", &outside), 0);
	CHECK_EQ(sys_stat("m", &point), 0);
	CHECK_EQ(sys_stat("m/sub", &inside), 0);
	CHECK(outside.st_dev != 0 && outside.st_dev != inside.st_dev);
	CHECK_EQ(point.st_dev, inside.st_dev);
	make_file("f", "x");
	CHECK_EQ(sys_rename("f", "m/f"), -EXDEV);
	CHECK_EQ(sys_link("f", "m/f"), -EXDEV);
	CHECK_EQ(sys_rename("m/sub", "sub"), -EXDEV);
	end();
}

TEST(mount_points_cannot_be_removed_or_moved)
{
	if (!start(false))
		return;
	CHECK_EQ(sys_rmdir("m"), -EBUSY);
	CHECK_EQ(sys_rename("m", "n"), -EBUSY);
	CHECK_EQ(sys_mkdir("d", 0755), 0);
	CHECK_EQ(sys_rename("d", "m"), -EBUSY);
	CHECK_EQ(sys_unlink("m"), -EISDIR);
	CHECK_EQ(vfs_mount("ramfs", NULL, "m", false), -EBUSY);
	CHECK_EQ(vfs_mount("ramfs", NULL, "/", false), -EBUSY);
	CHECK_EQ(vfs_mount("ramfs", NULL, NULL, false), -EBUSY);
	CHECK_EQ(vfs_unmount("/"), -EBUSY);
	CHECK_EQ(vfs_unmount("d"), -EINVAL);
	CHECK_EQ(vfs_unmount("none"), -ENOENT);
	CHECK_EQ(vfs_mount("nosuchfs", NULL, "d", false), -ENODEV);
	CHECK_EQ(vfs_mount("ramfs", NULL, "none", false), -ENOENT);
	make_file("f", "");
	CHECK_EQ(vfs_mount("ramfs", NULL, "f", false), -ENOTDIR);
	end();
}

TEST(mount_is_busy_while_something_in_it_is_open)
{
	if (!start(false))
		return;
	make_file("m/f", "x");
	long fd = sys_open("m/f", O_RDONLY, 0);
	CHECK_EQ(vfs_unmount("m"), -EBUSY);
	CHECK_EQ(sys_unlink("m/f"), 0); /* open all the same */
	CHECK_EQ(vfs_unmount("m"), -EBUSY);
	CHECK_EQ(sys_close((int)fd), 0);
	fd = sys_open("m", O_RDONLY | O_DIRECTORY, 0);
	CHECK_EQ(vfs_unmount("m"), -EBUSY);
	CHECK_EQ(sys_close((int)fd), 0);
	CHECK_EQ(sys_mkdir("m/d", 0755), 0);
	CHECK_EQ(sys_link("m/d", "m/e"), -EPERM);
	make_file("m/d/f", "x");
	CHECK_EQ(sys_link("m/d/f", "m/second"), 0);
	end();
}

TEST(mount_that_is_read_only_refuses_every_change)
{
	struct timespec now[2] = { { 1, 0 }, { 1, 0 } };

	if (!start(true))
		return;
	CHECK_EQ(sys_open("m/f", O_WRONLY | O_CREAT, 0644), -EROFS);
	CHECK_EQ(sys_mkdir("m/d", 0755), -EROFS);
	CHECK_EQ(sys_mkdir("m", 0755), -EEXIST);
	CHECK_EQ(sys_symlink("x", "m/s"), -EROFS);
	CHECK_EQ(sys_unlink("m/none"), -EROFS);
	CHECK_EQ(sys_rmdir("m/none"), -EROFS);
	CHECK_EQ(sys_rename("m/none", "m/other"), -EROFS);
	CHECK_EQ(sys_chmod("m", 0700), -EROFS);
	CHECK_EQ(sys_utimensat(AT_FDCWD, "m", now, 0), -EROFS);
	CHECK_EQ(sys_access("m", W_OK), -EROFS);
	CHECK_EQ(sys_access("m", R_OK), 0);
	CHECK_EQ(sys_open("m/f", O_RDONLY, 0), -ENOENT);
	end();
}

static bool note(void *ctx, const struct mount *m, const char *path)
{
	char *text = ctx;

	if (strncmp(path, "/u", 2) == 0) {
		strcat(text, path);
		strcat(text, ":");
		strcat(text, m->type->name);
		strcat(text, " ");
	}
	return true;
}

TEST(mounts_are_listed_with_their_paths)
{
	char text[128] = "";

	if (!start(false))
		return;
	CHECK_EQ(sys_rename("/t", "/u"), 0);
	CHECK_EQ(vfs_for_mounts(note, text), 0);
	CHECK_STR(text, "/u/m:ramfs ");
	CHECK_EQ(sys_rename("/u", "/t"), 0);
	end();
}

TEST(mounting_and_unmounting_leave_nothing_behind)
{
	struct heap_stats before, after;

	if (!playground_open())
		return;
	CHECK_EQ(sys_mkdir("m", 0755), 0);
	heap_stats(&before);
	for (int i = 0; i < 5; i++) {
		CHECK_EQ(vfs_mount("ramfs", NULL, "m", false), 0);
		make_file("m/file", "some text");
		CHECK_EQ(sys_mkdir("m/d", 0755), 0);
		CHECK_EQ(sys_symlink("x", "m/d/s"), 0);
		CHECK_EQ(vfs_unmount("m"), 0);
	}
	heap_stats(&after);
	CHECK_EQ(after.used, before.used);
	playground_close();
}
