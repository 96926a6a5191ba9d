/* SPDX-License-Identifier: MIT */
/*
 * timed_files.c - files on the disk at /data, in nanoseconds per turn (timed.h): CTFS here, ext4 on
 * Linux, both on a virtio disk that has a cache and is told to flush it.
 *
 * Each promises the same. What fsync() acknowledged survives a power cut, a name appears, moves and
 * goes wholly or not at all, and no file shows what was in its blocks before (ext4's data=ordered,
 * which is its default; CTFS always). What was written and not synced is lost for some seconds on
 * either.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disk.h"
#include "measure.h"
#include "timed.h"

#define PAGE  4096u
#define CHUNK (64u << 10)
#define SMALL (4u << 20)  /* bytes of the file that is in memory all the time */
#define LARGE (32u << 20) /* of the one that is read from the disk */
#define MANY  1900u       /* files of the large folder: CTFS has 2,048 */

static char bytes[CHUNK];
static const char small_path[] = DISK_FOLDER "/small", large_path[] = DISK_FOLDER "/large",
		  log_path[] = DISK_FOLDER "/log";
static int small, large, log_file;
static uint32_t state = 1;

static off_t some_page(size_t size)
{
	state = state * 1664525u + 1013904223u;
	return (off_t)((state >> 8) % (size / PAGE) * PAGE);
}

static void open_all(void)
{
	small = disk_open(small_path, O_RDWR);
	large = disk_open(large_path, O_RDONLY);
	log_file = disk_open(log_path, O_WRONLY | O_CREAT | O_APPEND);
}

static void close_all(void)
{
	close(small);
	close(large);
	close(log_file);
}

/* Nothing in memory. */
static void forget(void)
{
	close_all();
	disk_forget();
	open_all();
}

static void empty_log(unsigned n)
{
	(void)n;
	must(ftruncate(log_file, 0) == 0 && fsync(log_file) == 0, "emptying a file");
	sync();
}

static void creates(unsigned n)
{
	char path[DISK_PATH];

	while (n-- > 0) {
		int fd = disk_open(disk_name(path, n), O_WRONLY | O_CREAT | O_EXCL);
		must(write(fd, bytes, PAGE) == PAGE && close(fd) == 0, "writing a new file");
	}
}

static void appends(unsigned n)
{
	while (n-- > 0)
		must(write(log_file, bytes, PAGE) == PAGE && fsync(log_file) == 0, "appending");
}

static void overwrites(unsigned n)
{
	while (n-- > 0)
		must(pwrite(small, bytes, PAGE, 0) == PAGE && fsync(small) == 0, "overwriting");
}

static void cached_reads(unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		must(pread(small, bytes, CHUNK, i % (SMALL / CHUNK) * CHUNK) == CHUNK, "pread()");
}

static void disk_reads(unsigned n)
{
	while (n-- > 0)
		must(read(large, bytes, CHUNK) == CHUNK, "read()");
}

static void writes(unsigned n)
{
	while (n-- > 0)
		must(write(log_file, bytes, CHUNK) == CHUNK, "write()");
}

static void synced_writes(unsigned n)
{
	while (n-- > 0) {
		for (unsigned i = 0; i < (1u << 20) / CHUNK; i++)
			must(write(log_file, bytes, CHUNK) == CHUNK, "write()");
		must(fsync(log_file) == 0, "fsync()");
	}
}

static void page_reads(unsigned n)
{
	while (n-- > 0)
		must(pread(small, bytes, PAGE, some_page(SMALL)) == PAGE, "pread()");
}

static void disk_page_reads(unsigned n)
{
	while (n-- > 0)
		must(pread(large, bytes, PAGE, some_page(LARGE)) == PAGE, "pread()");
}

static void page_writes(unsigned n)
{
	while (n-- > 0)
		must(pwrite(small, bytes, PAGE, some_page(SMALL)) == PAGE, "pwrite()");
}

static void opens(unsigned n)
{
	while (n-- > 0)
		close(disk_open(small_path, O_RDONLY));
}

/* --- a folder of many --------------------------------------------------------------------- */

static unsigned missing = MANY; /* the files from 0 on */

static void fill(void)
{
	if (missing == 0)
		return;
	disk_fill(missing);
	missing = 0;
	sync();
}

static void stats(unsigned n)
{
	char path[DISK_PATH];
	struct stat st;

	while (n-- > 0)
		must(stat(disk_name(path, n), &st) == 0, "stat()");
}

static void lists(unsigned n)
{
	while (n-- > 0) {
		DIR *d = opendir(DISK_FOLDER "/many");
		unsigned names = 0;
		must(d != NULL, "opendir()");
		while (readdir(d))
			names++;
		closedir(d);
		must(names == MANY + 2, "listing a folder");
	}
}

static void removes(unsigned n)
{
	char path[DISK_PATH];

	while (n-- > 0)
		must(unlink(disk_name(path, n)) == 0, "unlink()");
}

static void are_missing(unsigned n)
{
	missing = n;
	sync();
}

void timed_files(void)
{
	static const struct work list[] = {
		{ "create a file, write 4 KiB, close", creates, NULL, disk_clear, 1024 },
		{ "append 4 KiB, fsync()", appends, NULL, empty_log, 1024 },
		{ "overwrite 4 KiB, fsync()", overwrites, NULL, NULL, 0 },
		{ "read in order, cached", cached_reads, NULL, NULL, 0 },
		{ "read in order, from the disk", disk_reads, forget, NULL, LARGE / CHUNK },
		{ "read any 4 KiB, cached", page_reads, NULL, NULL, 0 },
		{ "read any 4 KiB, from the disk", disk_page_reads, forget, NULL, LARGE / PAGE },
		{ "write in order, cached", writes, NULL, empty_log, LARGE / CHUNK },
		{ "write 1 MiB in order, fsync()", synced_writes, NULL, empty_log, LARGE >> 20 },
		{ "write any 4 KiB, cached", page_writes, NULL, NULL, 0 },
		{ "open and close", opens, NULL, NULL, 0 },
		{ "folder of 1,900 files, stat() each", stats, fill, NULL, 1024 },
		{ "folder of 1,900 files, list", lists, fill, NULL, 0 },
		{ "folder of 1,900 files, remove each", removes, fill, are_missing, 1024 },
	};

	disk_find();
	must(mkdir(DISK_FOLDER "/many", 0755) == 0, "mkdir()");
	close(disk_make(small_path, SMALL));
	close(disk_make(large_path, LARGE));
	open_all();
	timed_list(list, sizeof(list) / sizeof(list[0]));
	close_all();
}
