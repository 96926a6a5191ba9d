/* SPDX-License-Identifier: MIT */
/* disk.c - the mounted disk, and files on it (disk.h). */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "disk.h"
#include "measure.h"

#define CHUNK 65536u

static char source[64], type[32];

void disk_find(void)
{
	FILE *f = fopen("/proc/mounts", "r");
	char line[256], where[64] = "";

	must(f != NULL, "open of /proc/mounts");
	while (strcmp(where, DISK_FOLDER) != 0 && fgets(line, sizeof(line), f))
		sscanf(line, "%63s %63s %31s", source, where, type);
	fclose(f);
	must(strcmp(where, DISK_FOLDER) == 0, "finding a disk at " DISK_FOLDER);
}

void disk_end(void)
{
	must(umount(DISK_FOLDER) == 0, "unmounting " DISK_FOLDER);
}

void disk_forget(void)
{
	disk_end();
	must(mount(source, DISK_FOLDER, type, 0, NULL) == 0, "mounting " DISK_FOLDER);
}

uint64_t disk_commands(void)
{
	FILE *f = fopen("/proc/disks", "r");
	const char *name = strrchr(source, '/') + 1;
	char line[160], disk[16];
	uint64_t reads, writes, flushes, sum = 0;

	must(f != NULL, "open of /proc/disks");
	while (fgets(line, sizeof(line), f)) {
		int n = sscanf(line,
			       "%15[^:]: reads %" SCNu64 " writes %" SCNu64 " flushes %" SCNu64,
			       disk, &reads, &writes, &flushes);
		if (n == 4 && strcmp(disk, name) == 0)
			sum = reads + writes + flushes;
	}
	fclose(f);
	must(sum > 0, "finding the disk in /proc/disks");
	return sum;
}

const char *disk_name(char buf[DISK_PATH], unsigned n)
{
	snprintf(buf, DISK_PATH, DISK_FOLDER "/many/file-%05u", n);
	return buf;
}

int disk_open(const char *path, int flags)
{
	int fd = open(path, flags, 0644);

	must(fd >= 0, path);
	return fd;
}

int disk_make(const char *path, size_t size)
{
	static char bytes[CHUNK];
	int fd = disk_open(path, O_RDWR | O_CREAT | O_TRUNC);

	memset(bytes, 'x', sizeof(bytes));
	for (size_t done = 0; done < size; done += CHUNK)
		must(write(fd, bytes, CHUNK) == CHUNK, "writing a file");
	must(fsync(fd) == 0, "fsync()");
	return fd;
}

void disk_fill(unsigned n)
{
	char path[DISK_PATH];

	while (n-- > 0)
		close(disk_open(disk_name(path, n), O_WRONLY | O_CREAT | O_EXCL));
}

void disk_clear(unsigned n)
{
	char path[DISK_PATH];

	while (n-- > 0)
		must(unlink(disk_name(path, n)) == 0, "unlink()");
	sync();
}
