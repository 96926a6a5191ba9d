/* SPDX-License-Identifier: MIT */
/* playground.c - see playground.h. */
#include <errno.h>
#include <string.h>

#include <core/file.h>
#include <core/printf.h>

#include "playground.h"

#define ROOT "/t"

bool playground_open(void)
{
	int err = vfs_root() ? 0 : vfs_mount("ramfs", NULL, NULL, false);

	return CHECK_EQ(err, 0) && CHECK_EQ(sys_mkdir(ROOT, 0755), 0) &&
	       CHECK_EQ(sys_chdir(ROOT), 0);
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

/* Recursion: as deep as the tests make folders. */
static void remove_tree(const char *path)
{
	char entry[300];

	while (first_entry(path, entry, sizeof(entry))) {
		if (sys_unlink(entry) == 0)
			continue;
		remove_tree(entry);
	}
	CHECK_EQ(sys_rmdir(path), 0);
}

void playground_close(void)
{
	CHECK_EQ(sys_chdir("/"), 0);
	remove_tree(ROOT);
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
