/* SPDX-License-Identifier: MIT */
/* tools.c - see tools.h. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <test/test.h>

#include "tools.h"

#define PIECE 65536u

static char folder[64];

const char *tools_folder(void)
{
	const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	if (folder[0])
		return folder;
	snprintf(folder, sizeof(folder), "%s/bobbin-fat-XXXXXX", parent);
	if (!mkdtemp(folder))
		abort();
	return folder;
}

void tools_end(void)
{
	char command[100];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	if (folder[0])
		CHECK_EQ(system(command), 0);
	folder[0] = '\0';
}

const char *tools_path(const char *name)
{
	static char path[4][200];
	static unsigned next;
	char *p = path[next++ % 4];

	snprintf(p, sizeof(path[0]), "%s/%s", tools_folder(), name);
	return p;
}

static bool is_zero(const uint8_t *p, size_t n)
{
	return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

void tools_save(const char *path, const uint8_t *data, size_t size)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && ftruncate(fd, (off_t)size) == 0);
	for (size_t at = 0; at < size; at += PIECE) {
		size_t part = size - at < PIECE ? size - at : PIECE;
		if (!is_zero(data + at, part))
			CHECK(pwrite(fd, data + at, part, (off_t)at) == (ssize_t)part);
	}
	close(fd);
}

struct disk *tools_disk(const char *path)
{
	static unsigned count;
	int fd = open(path, O_RDWR);
	off_t size = lseek(fd, 0, SEEK_END);
	struct disk *d = disk_new(8);

	free(d->data);
	d->data = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	d->dev.sectors = (uint64_t)size / BLK_SECTOR;
	snprintf(d->dev.name, sizeof(d->dev.name), "image%u", count++);
	close(fd);
	return CHECK(d->data != MAP_FAILED) && CHECK_EQ(blk_register(&d->dev), 0) ? d : NULL;
}

void tools_end_disk(struct disk *d)
{
	munmap(d->data, d->dev.sectors * BLK_SECTOR);
	d->data = NULL;
}

static void print_output(const char *command)
{
	char line[200];
	FILE *f = fopen(tools_path("output"), "r");

	printf("# %s\n", command);
	while (f && fgets(line, sizeof(line), f))
		printf("# | %s%s", line, strchr(line, '\n') ? "" : "\n");
	if (f)
		fclose(f);
	fflush(stdout);
}

bool tools_run(int expected, const char *fmt, ...)
{
	char command[1000], whole[1400];
	va_list args;

	va_start(args, fmt);
	vsnprintf(command, sizeof(command), fmt, args);
	va_end(args);
	snprintf(whole, sizeof(whole), "(PATH=$PATH:/usr/sbin:/sbin; %s) >%s 2>&1", command,
		 tools_path("output"));
	int status = system(whole);
	bool right = WIFEXITED(status) && WEXITSTATUS(status) == expected;
	if (!CHECK_EQ(WIFEXITED(status) ? WEXITSTATUS(status) : -1, expected))
		print_output(command);
	return right;
}
