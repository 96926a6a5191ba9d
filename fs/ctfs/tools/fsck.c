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
	"Exit status\n"
	"  0   no problem\n"
	"  1   problems, all repaired\n"
	"  4   problems that are left: without -y all, with it such as need more room\n"
	"  8   IMAGE cannot be read or written, or is no CTFS volume of version 3\n"
	"  16  wrong usage\n"
	"\n"
	"Errors of IMAGE, exit status 8\n"
	"  cannot be opened, read,        the line says why; with -y it must be writable too\n"
	"  written; is empty\n"
	"  is no CTFS volume              another filesystem, or none: mkfs.ctfs makes one, and "
	"all\n"
	"                                 that is there is lost. A disk with partitions: give one\n"
	"  a version, features that this  made by a newer program: use its fsck.ctfs\n"
	"  program does not know\n"
	"  a size that cannot be,         the superblock is damaged, or the image was cut short:\n"
	"  too small, not 2048 inodes     copy it again from where it came\n"
	"  no memory                      checking takes 2 bytes for each block, and the image\n"
	"\n"
	"Problems, exit status 4 or 1, and what -y does\n"
	"  its checksum is wrong          the block was damaged, its contents perhaps too: they "
	"are\n"
	"                                 kept, and the checksum made right. Look at the file\n"
	"  is not zero, means nothing,    fields that have one value: they get it\n"
	"  neither clean nor in use,\n"
	"  the journal is not ...\n"
	"  one that none can follow       a number of a record, or the last one's, is too large: "
	"a\n"
	"                                 mount refuses the volume. The journal is replayed, and "
	"a\n"
	"                                 new one begins at 1\n"
	"  unfinished deletions           they are left to the next mount, which a clean volume\n"
	"                                 would not expect\n"
	"  free blocks, free inodes,      counts are wrong: they are counted\n"
	"  blocks, links\n"
	"  the bitmap says, is lost       a bitmap is wrong: it is made from the files\n"
	"  no block of files              a pointer out of the volume: there is a hole then\n"
	"  belongs to inode N too         two files have one block: it is taken from the second,\n"
	"                                 which has a hole there then\n"
	"  double indirection, its size   an inode has what it cannot have: it is cut\n"
	"  cannot be\n"
	"  there is no type N             the inode is made free\n"
	"  the root is no directory       there is a new, empty one\n"
	"  no block of entries, page N    a directory lost entries: what was called by them has "
	"no\n"
	"  is missing                     name now\n"
	"  \".\" or \"..\" is not inode N    it is made so\n"
	"  an entry for inode N ...,      a name that leads to nothing, or to a directory that "
	"has\n"
	"  is in N too                    one: it is removed\n"
	"  has no name                    a file is in no directory: it is called lost-N in the\n"
	"                                 root, if the root has room\n";

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
	if (!c->repair)
		printf("%u problems, which -y repairs\n", c->problems);
	else if (c->left == 0)
		printf("%u problems, all repaired\n", c->problems);
	else
		printf("%u problems, %u are left: copy what can be read, make a new volume\n",
		       c->problems, c->left);
	return c->left ? EXIT_PROBLEMS : EXIT_REPAIRED;
}

static int check(int fd, const char *path, struct check *c, const uint8_t *before)
{
	if (!check_volume(c))
		return EXIT_ERROR;
	int status = verdict(c);
	if (c->repair && (c->problems || c->replayed) && !write_back(fd, c, before))
		return fail(path, "cannot be written");
	return status;
}

static int run(const char *path, bool repair)
{
	int fd = open(path, (repair ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	off_t size = fd < 0 ? -1 : lseek(fd, 0, SEEK_END);

	if (size < 0)
		return fail(path, "cannot be opened");
	if (size == 0) {
		fprintf(stderr, "fsck.ctfs: %s: is empty: mkfs.ctfs makes a volume\n", path);
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
	fputs("usage: fsck.ctfs [-n|-y] IMAGE; --help tells more\n", stderr);
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
