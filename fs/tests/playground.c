/* SPDX-License-Identifier: MIT */
/* playground.c - see playground.h. */
#include <errno.h>
#include <string.h>

#include <core/file.h>
#include <core/printf.h>

#include "playground.h"

#define ROOT "/t"

static struct blk_dev *disk;

static bool mount_disk(void)
{
	return CHECK_EQ(vfs_mount(fixture_now()->name, disk, ROOT, false), 0) &&
	       CHECK_EQ(sys_chdir(ROOT), 0);
}

static void unmount_disk(void)
{
	CHECK_EQ(sys_chdir("/"), 0);
	CHECK_EQ(vfs_unmount(ROOT), 0);
	if (fixture_now()->check)
		fixture_now()->check(disk);
}

bool playground_open(void)
{
	const struct fixture *f = fixture_now();
	int err = vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false);

	disk = NULL;
	if (!CHECK_EQ(err, 0) || !CHECK_EQ(sys_mkdir(ROOT, 0755), 0))
		return false;
	if (!f)
		return CHECK_EQ(sys_chdir(ROOT), 0);
	return (!f->prepare || f->prepare(&disk)) && mount_disk();
}

void playground_remount(void)
{
	if (!fixture_now() || !fixture_can(FX_KEEPS))
		return;
	unmount_disk();
	mount_disk();
}

/* Path of some entry of the folder `path`; false when it has none but "." and "..". */
static bool first_entry(const char *path, char *entry, size_t size)
{
	char list[512];
	long fd = sys_open(path, O_RDONLY | O_DIRECTORY, 0), len;
	bool found = false;

	while (!found && (len = sys_getdents64((int)fd, list, sizeof(list))) > 0) {
		for (long at = 0; at < len && !found; at += *(uint16_t *)(list + at + 16)) {
			const char *name = list + at + 19;
			found = strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
			if (found)
				ksnprintf(entry, size, "%s/%s", path, name);
		}
	}
	sys_close((int)fd);
	return found;
}

/* False: something stays. Recursion: as deep as the tests make folders. */
static bool remove_tree(const char *path)
{
	char entry[300];

	while (first_entry(path, entry, sizeof(entry)))
		if (sys_unlink(entry) != 0 && !remove_tree(entry))
			return false;
	return CHECK_EQ(sys_rmdir(path), 0);
}

void playground_close(void)
{
	const struct fixture *f = fixture_now();

	CHECK_EQ(sys_chdir("/"), 0);
	if (f) {
		unmount_disk();
		CHECK_EQ(sys_rmdir(ROOT), 0);
		if (f->dispose)
			f->dispose(disk);
	} else {
		remove_tree(ROOT);
	}
}

void make_file(const char *path, const char *text)
{
	long fd = sys_open(path, O_WRONLY | O_CREAT | O_EXCL, 0644);

	CHECK(fd >= 0);
	CHECK_EQ(sys_write((int)fd, text, strlen(text)), strlen(text));
	CHECK_EQ(sys_close((int)fd), 0);
}

long read_file(const char *path, char *buf, size_t size)
{
	long fd = sys_open(path, O_RDONLY, 0);

	if (fd < 0)
		return fd;
	long len = sys_read((int)fd, buf, size - 1);
	buf[len < 0 ? 0 : len] = '\0';
	sys_close((int)fd);
	return len;
}

bool exists(const char *path)
{
	struct stat st;

	return sys_lstat(path, &st) == 0;
}
