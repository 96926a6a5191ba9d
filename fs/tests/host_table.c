/* SPDX-License-Identifier: MIT */
/* host_table.c - which filesystems a boot mounts, by the command line; and a fresh root. */
#include <errno.h>
#include <string.h>

#include <core/cmdline.h>
#include <fs/path.h>
#include <fs/vfs.h>
#include <test/disk.h>
#include <test/host.h>

#include "playground.h"
#include "table.h"

/* The line is borrowed for ever. */
static void boot_with(const char *line)
{
	static char copy[256];

	strcpy(copy, line);
	CHECK_EQ(cmdline_init(copy), 0);
}

static bool note(void *ctx, const struct mount *m, const char *path)
{
	strcat(ctx, path);
	strcat(ctx, m->read_only ? ":ro " : " ");
	return true;
}

static void check_mounts(const char *want)
{
	char got[256] = "";

	CHECK_EQ(vfs_for_mounts(note, got), 0);
	CHECK_STR(got, want);
}

TEST(boot_mounts_a_root_in_memory_and_what_the_option_says)
{
	boot_with("mount=none:/scratch:ramfs,x:/fixed:ramfs:ro");
	CHECK_EQ(table_mount_root(), 0);
	CHECK_EQ(table_mount_rest(), 0);
	check_mounts("/ /scratch /fixed:ro ");
	make_file("/scratch/f", "x");
	CHECK_EQ(sys_mkdir("/fixed/d", 0755), -EROFS);
}

static const struct {
	const char *line;
	int result;
} bad[] = {
	{ "mount=none", -EINVAL },
	{ "mount=none:relative:ramfs", -EINVAL },
	{ "mount=none:/a:nosuchfs", -ENODEV },
	{ "mount=none:/a:ramfs:rw", -EINVAL },
	{ "mount=none:/a:ramfs:ro:x", -EINVAL },
	{ "mount=none:/a:ramfs,,none:/b:ramfs", -EINVAL },
	{ "mount=vdx:/a", -ENXIO },
	{ "mount=vdx:/a:auto", -ENXIO },
	{ "mount=none:/no/folder:ramfs", -ENOENT },
};

TEST(boot_mounts_nothing_of_what_makes_no_sense)
{
	boot_with("root=ramfs");
	CHECK_EQ(table_mount_root(), 0);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		boot_with(bad[i].line);
		if (!CHECK_EQ(table_mount_rest(), bad[i].result))
			CHECK_STR(bad[i].line, "the line above");
	}
}

TEST(boot_without_the_disk_of_its_root_ends)
{
	boot_with("root=vda1:ramfs:ro:x");
	CHECK_EQ(table_mount_root(), -EINVAL);
	boot_with("root=vda1,vda2");
	CHECK_EQ(table_mount_root(), -EINVAL);
	boot_with("root=vda1");
	CHECK_EQ(table_mount_root(), IS_ENABLED(CONFIG_FS_ROOT_FALLBACK) ? 0 : -ENXIO);
}

TEST(boot_says_when_no_filesystem_knows_the_disk)
{
	struct disk *d = disk_new(8192);

	blk_name(&d->dev, "vd");
	CHECK_EQ(blk_register(&d->dev), 0);
	boot_with("root=vda");
	CHECK_EQ(table_mount_root(), -EINVAL);
}

TEST(fresh_root_gets_the_usual_folders_once)
{
	char text[64];

	boot_with("");
	CHECK_EQ(table_mount_root(), 0);
	skeleton_make();
	CHECK(exists("/home/user") && exists("/var/log") && exists("/tmp") && exists("/bin"));
	CHECK(read_file("/etc/hostname", text, sizeof(text)) > 1);
	CHECK(read_file("/etc/version", text, sizeof(text)) > 1);
	CHECK(strncmp(text, "Bobbin ", 7) == 0);
	CHECK_EQ(sys_rmdir("/var/log"), 0);
	skeleton_make();
	CHECK(!exists("/var/log"));
	CHECK_EQ(sys_unlink("/etc/version"), 0);
	make_file("/etc/version", "mine");
	skeleton_make();
	CHECK_EQ(read_file("/etc/version", text, sizeof(text)), 4);
}
