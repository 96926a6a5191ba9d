/* SPDX-License-Identifier: MIT */
/* fsck.c - fsck.ctfs: checks a volume, and repairs it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ctfs/tools/check.h"

enum { EXIT_CLEAN = 0, EXIT_REPAIRED = 1, EXIT_PROBLEMS = 4, EXIT_ERROR = 8, EXIT_USAGE = 16 };

static const char help[] =
	"usage: fsck.ctfs [-n|-y] IMAGE\n"
	"\n"
	"Checks the CTFS volume in IMAGE, which is not mounted, and tells each problem in a line.\n"
	"\n"
	"  -n   changes nothing (the default)\n"
	"  -y   repairs what it finds; replays the journal too\n"
	"\n"
	"A volume that was not unmounted, or lost its power then, is no problem: a mount brings "
	"the\n"
	"journal's blocks to their places and finishes deletions. What is checked is what a mount\n"
	"would see: -n replays the journal in memory.\n"
	"\n"
	"Exit status: 0 no problem; 1 problems, all repaired; 4 problems that are left; 8 IMAGE\n"
	"cannot be read or written, or is no CTFS volume of version 3; 16 wrong usage.\n"
	"\n"
	"What the lines mean\n"
	"  its checksum is wrong          the block was damaged. The contents may be too: -y "
	"keeps\n"
	"                                 them and makes the checksum right\n"
	"  belongs to inode N too         two files have one block; -y takes it from the second,\n"
	"                                 which has a hole there then\n"
	"  no block of files              a pointer out of the volume; -y makes a hole\n"
	"  is lost                        a block is in no file and not free; -y frees it\n"
	"  has no name                    a file is in no directory; -y calls it lost-N in the "
	"root,\n"
	"                                 if the root has room\n"
	"  an entry for inode N ...       a name that leads to nothing; -y removes it\n"
	"  free blocks, free inodes,      counts are wrong; -y sets them\n"
	"  links, blocks\n";

static void print(void *ctx, const char *line)
{
	(void)ctx;
	puts(line);
}

static int fail(const char *path, const char *what)
{
	fprintf(stderr, "fsck.ctfs: %s: %s: %s\n", path, what, strerror(errno));
	return EXIT_ERROR;
}

/* Writes the blocks that differ. */
static bool write_back(int fd, const struct check *c, const uint8_t *before)
{
	for (uint64_t at = 0; at + CTFS_BLOCK <= c->size; at += CTFS_BLOCK) {
		if (memcmp(c->image + at, before + at, CTFS_BLOCK) == 0)
			continue;
		if (pwrite(fd, c->image + at, CTFS_BLOCK, (off_t)at) != CTFS_BLOCK)
			return false;
	}
	return fsync(fd) == 0;
}

static int verdict(const struct check *c)
{
	bool in_use = c->replayed || c->super->state == CTFS_IN_USE;

	printf("%u files and directories, %u of %u blocks free%s: ", c->files + c->dirs,
	       c->free_blocks, c->blocks, in_use ? ", not unmounted" : "");
	if (c->problems == 0) {
		puts("clean");
		return EXIT_CLEAN;
	}
	printf("%u problems, %u repaired\n", c->problems, c->repaired);
	return c->repaired == c->problems ? EXIT_REPAIRED : EXIT_PROBLEMS;
}

/* Repairing one thing may show another, so what was repaired is checked again. */
static int check(int fd, const char *path, struct check *c, const uint8_t *before)
{
	if (!check_volume(c))
		return EXIT_ERROR;
	int status = verdict(c);
	if (c->repair && (c->repaired || c->replayed) && !write_back(fd, c, before))
		return fail(path, "cannot be written");
	if (status != EXIT_REPAIRED)
		return status;
	struct check again = { .image = c->image, .size = c->size, .say = print };
	return check_volume(&again) && again.problems == 0 ? status : EXIT_PROBLEMS;
}

static int run(const char *path, bool repair)
{
	int fd = open(path, (repair ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

	if (size < 0)
		return fail(path, "cannot be opened");
	if (size == 0) {
		fprintf(stderr, "fsck.ctfs: %s: is empty\n", path);
		return EXIT_ERROR;
	}
	int prot = PROT_READ | PROT_WRITE;
	uint8_t *image = mmap(NULL, (size_t)size, prot, MAP_PRIVATE, fd, 0);
	uint8_t *before = mmap(NULL, (size_t)size, PROT_READ, MAP_SHARED, fd, 0);
	if (image == MAP_FAILED || before == MAP_FAILED)
		return fail(path, "cannot be read");
	struct check c = { .image = image, .size = (uint64_t)size, .repair = repair, .say = print };
	int status = check(fd, path, &c, before);
	if (close(fd))
		return fail(path, "cannot be written");
	return status;
}

static int usage(void)
{
	fputs(help, stderr);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	bool repair = false;
	int c;

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return 0;
	}
	while ((c = getopt(argc, argv, "ny")) != -1) {
		if (c == '?')
			return usage();
		repair = c == 'y';
	}
	if (argc - optind != 1)
		return usage();
	return run(argv[optind], repair);
}
