/* SPDX-License-Identifier: MIT */
/*
 * files.c - files on the disk at /data, which lies in memory: what is counted is this system's
 * own work and no device's. The rows of "commands" count what the disk is told to do.
 *
 * "in order" is 64 KiB at a time. What is "cached" was read or written shortly before; "from the
 * disk" comes after the disk was mounted anew.
 */
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "disk.h"
#include "measure.h"

#define PAGE  4096u
#define CHUNK (64u << 10)
#define LARGE (2u << 20) /* bytes of the large file */
#define MANY  2000u      /* files of the large folder */
#define BATCH 100u       /* operations whose commands are counted together */

static const char large_path[] = DISK_FOLDER "/large", small_path[] = DISK_FOLDER "/small";
static char bytes[CHUNK] UNCLEARED;
static int large, small;
static uint32_t state = 1;

/* The start of one of the large file's pages: the same sequence everywhere. */
static off_t some_page(void)
{
	state = state * 1664525u + 1013904223u;
	return (off_t)((state >> 8) % (LARGE / PAGE) * PAGE);
}

/* --- one file --------------------------------------------------------------------------- */

static void create_one(unsigned n)
{
	char path[DISK_PATH];
	int fd = disk_open(disk_name(path, n), O_WRONLY | O_CREAT | O_EXCL);

	must(write(fd, bytes, PAGE) == PAGE && close(fd) == 0, "writing a new file");
}

static unsigned made;

static uint64_t create(void)
{
	uint64_t start = stamp();

	create_one(made++);
	return stamp() - start;
}

static uint64_t append(void)
{
	uint64_t start = stamp();
	ssize_t n = write(small, bytes, PAGE);
	int err = fsync(small);
	uint64_t cost = stamp() - start;

	must(n == PAGE && err == 0, "appending");
	return cost;
}

static uint64_t overwrite(void)
{
	uint64_t start = stamp();
	ssize_t n = pwrite(large, bytes, PAGE, 0);
	int err = fsync(large);
	uint64_t cost = stamp() - start;

	must(n == PAGE && err == 0, "overwriting");
	return cost;
}

static uint64_t read_in_order(void)
{
	uint64_t start = stamp();
	ssize_t n = read(large, bytes, CHUNK);
	uint64_t cost = stamp() - start;

	must(n == CHUNK, "read()");
	if (lseek(large, 0, SEEK_CUR) == LARGE)
		lseek(large, 0, SEEK_SET);
	return cost;
}

static void forget(void)
{
	close(large);
	close(small);
	disk_forget();
	large = disk_open(large_path, O_RDWR);
	small = disk_open(small_path, O_RDWR | O_APPEND);
}

/* The average of the whole file: reading ahead makes some of the reads longer than others. */
static uint64_t read_from_disk(void)
{
	uint64_t cost = 0;

	forget();
	for (unsigned i = 0; i < LARGE / CHUNK; i++)
		cost += read_in_order();
	return cost / (LARGE / CHUNK);
}

static uint64_t read_some_page(void)
{
	off_t at = some_page();
	uint64_t start = stamp();
	ssize_t n = pread(large, bytes, PAGE, at);
	uint64_t cost = stamp() - start;

	must(n == PAGE, "pread()");
	return cost;
}

static uint64_t write_some_page(void)
{
	off_t at = some_page();
	uint64_t start = stamp();
	ssize_t n = pwrite(large, bytes, PAGE, at);
	uint64_t cost = stamp() - start;

	must(n == PAGE, "pwrite()");
	return cost;
}

static uint64_t write_in_order(void)
{
	uint64_t start = stamp();
	ssize_t n = write(small, bytes, CHUNK);
	uint64_t cost = stamp() - start;

	must(n == CHUNK, "write()");
	return cost;
}

static uint64_t status(void)
{
	struct stat st;
	uint64_t start = stamp();
	int err = stat(large_path, &st);
	uint64_t cost = stamp() - start;

	must(err == 0, "stat()");
	return cost;
}

static uint64_t open_close(void)
{
	uint64_t start = stamp();
	int fd = open(large_path, O_RDONLY);
	int err = close(fd);
	uint64_t cost = stamp() - start;

	must(err == 0, "opening and closing");
	return cost;
}

/* --- a folder of many ----------------------------------------------------------------------- */

static uint64_t fill(void)
{
	disk_clear(made);
	uint64_t start = stamp();
	disk_fill(MANY);
	return (stamp() - start) / MANY;
}

static uint64_t status_of_all(void)
{
	char path[DISK_PATH];
	struct stat st;
	uint64_t cost = 0;

	for (unsigned n = 0; n < MANY; n++) {
		disk_name(path, n);
		uint64_t start = stamp();
		int err = stat(path, &st);
		cost += stamp() - start;
		must(err == 0, "stat()");
	}
	return cost / MANY;
}

static uint64_t list(void)
{
	DIR *d = opendir(DISK_FOLDER "/many");
	unsigned n = 0;

	must(d != NULL, "opendir()");
	uint64_t start = stamp();
	while (readdir(d))
		n++;
	uint64_t cost = stamp() - start;
	closedir(d);
	must(n == MANY + 2, "listing a folder");
	return cost / MANY;
}

static uint64_t clear(void)
{
	uint64_t start = stamp();

	disk_clear(MANY);
	return (stamp() - start) / MANY;
}

/* --- commands --------------------------------------------------------------------------------- */

/* A file's time of modification is worth a command when it is another one, each second on CTFS
 * and every other one on FAT: how many of them the machine takes must not count. */
static void begin_the_day_again(void)
{
	const struct timespec begun = { .tv_sec = 1704067200 };
	int err = clock_settime(CLOCK_REALTIME, &begun);

	must(err == 0, "clock_settime()");
}

static uint64_t commands_of(uint64_t (*once)(void), unsigned times)
{
	sync();
	uint64_t before = disk_commands();

	while (times-- > 0) {
		begin_the_day_again();
		once();
	}
	sync();
	return disk_commands() - before;
}

/* What sync() alone costs is counted with it. */
static uint64_t create_commands(void)
{
	made = 0;
	uint64_t count = commands_of(create, BATCH);
	disk_clear(made);
	return count;
}

static uint64_t append_commands(void)
{
	return commands_of(append, BATCH);
}

/* From the one before them on, the file's time is the day's beginning. */
static uint64_t overwrite_commands(void)
{
	begin_the_day_again();
	overwrite();
	return commands_of(overwrite, BATCH);
}

static uint64_t write_commands(void)
{
	return commands_of(write_in_order, LARGE / CHUNK);
}

static uint64_t read_commands(void)
{
	forget();
	return commands_of(read_in_order, LARGE / CHUNK);
}

static void begin(void)
{
	disk_find();
	must(mkdir(DISK_FOLDER "/many", 0755) == 0, "mkdir()");
	large = disk_make(large_path, LARGE);
	lseek(large, 0, SEEK_SET);
	small = disk_open(small_path, O_RDWR | O_CREAT | O_APPEND);
}

static void end(void)
{
	close(small);
	close(large);
	unlink(small_path);
	unlink(large_path);
	rmdir(DISK_FOLDER "/many");
}

static const struct measurement measurements[] = {
	{ "create a file, write 4 KiB, close", create, TIMES },
	{ "append 4 KiB, fsync()", append, TIMES },
	{ "overwrite 4 KiB, fsync()", overwrite, TIMES },
	{ "read in order, from the disk", read_from_disk, 1 },
	{ "read in order, cached", read_in_order, TIMES },
	{ "write in order, cached", write_in_order, 32 },
	{ "read any 4 KiB, cached", read_some_page, TIMES },
	{ "write any 4 KiB, cached", write_some_page, TIMES },
	{ "stat()", status, TIMES },
	{ "open and close", open_close, TIMES },
	{ "folder of 2,000 files, create each", fill, 1 },
	{ "folder of 2,000 files, stat() each", status_of_all, 1 },
	{ "folder of 2,000 files, list each", list, 1 },
	{ "folder of 2,000 files, remove each", clear, 1 },
};
static const struct measurement commands[] = {
	{ "100 x create, write 4 KiB, close: commands", create_commands, 1 },
	{ "100 x append 4 KiB, fsync(): commands", append_commands, 1 },
	{ "100 x overwrite 4 KiB, fsync(): commands", overwrite_commands, 1 },
	{ "write 2 MiB in order: commands", write_commands, 1 },
	{ "read 2 MiB in order: commands", read_commands, 1 },
};
/* Last of all, so that QEMU can be asked whether it saw as many: nothing is mounted any more,
 * and the disk is told nothing behind this line. */
static void end_counting(void)
{
	end();
	disk_end();
	printf("commands since boot\t%" PRIu64 "\n", disk_commands());
}

const struct group files_group = {
	.name = "files",
	.list = measurements,
	.count = sizeof(measurements) / sizeof(measurements[0]),
	.begin = begin,
	.end = end,
};
const struct group commands_group = {
	.name = "commands",
	.list = commands,
	.count = sizeof(commands) / sizeof(commands[0]),
	.begin = begin,
	.end = end_counting,
	.unit = COMMANDS,
};
