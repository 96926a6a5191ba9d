/* SPDX-License-Identifier: MIT */
/* mkfs.c - mkfs.ctfs: makes an empty volume in a file or on a disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "ctfs/ctfs.h"
#include "tools/port.h"

static const char help[] =
	"usage: mkfs.ctfs [-L LABEL] [-U UUID] IMAGE [SIZE]\n"
	"\n"
	"Makes an empty CTFS volume in IMAGE, a file or a disk. What was there is lost.\n"
	"\n"
	"  IMAGE      a file, made if it does not exist and SIZE is given\n"
	"  SIZE       bytes, or with K, M or G: 64M. The file gets this size. Without it the "
	"volume\n"
	"             is as large as IMAGE is. At least 520K; more than 4 GiB + 512 KiB is not "
	"used\n"
	"  -L LABEL   a name of the volume, at most 16 bytes\n"
	"  -U UUID    its 32 hexadecimal digits, instead of random ones: the same image each "
	"time,\n"
	"             with the time from SOURCE_DATE_EPOCH\n"
	"\n"
	"Exit status: 0 done; 1 not, and a line says why; 2 wrong usage, and a line says what.\n"
	"\n"
	"Errors\n"
	"  cannot be opened           IMAGE does not exist and no SIZE was given, or is not yours "
	"to\n"
	"                             write; the line says which\n"
	"  is too small               SIZE, or IMAGE without it, is below 520K\n"
	"  LABEL is too long          it has more than 16 bytes\n"
	"  cannot be written          the disk is full or has failed: IMAGE holds no volume now\n"
	"  no random numbers          the host has none for the UUID: give one with -U\n"
	"  is no size, no UUID        a word that was not understood\n";

static int usage(void)
{
	fputs("usage: mkfs.ctfs [-L LABEL] [-U UUID] IMAGE [SIZE]; --help tells more\n", stderr);
	return 2;
}

static int no_word(const char *word, const char *what)
{
	fprintf(stderr, "mkfs.ctfs: %s: %s\n", word, what);
	return usage();
}

static int fail(const char *path, const char *what, int err)
{
	fprintf(stderr, "mkfs.ctfs: %s: %s%s%s\n", path, what, err ? ": " : "",
		err ? strerror(err) : "");
	return 1;
}

/* 0: it is no size. */
static uint64_t parse_size(const char *text)
{
	char *end;
	uint64_t n = strtoull(text, &end, 10);
	unsigned shift = *end == 'K' ? 10 : *end == 'M' ? 20 : *end == 'G' ? 30 : 0;

	if (end == text || (*end && (!shift || end[1])) || n > UINT64_MAX >> (shift + 10))
		return 0;
	return n << shift;
}

static bool parse_uuid(const char *text, uint8_t *uuid)
{
	unsigned n = 0;

	for (; *text && n < 32; text++) {
		const char *digits = "0123456789abcdef", *at = strchr(digits, *text | 0x20);
		if (*text == '-')
			continue;
		if (!at)
			return false;
		uuid[n / 2] = (uint8_t)(uuid[n / 2] << 4 | (at - digits));
		n++;
	}
	return n == 32 && !*text;
}

static int set_size(const char *path, uint64_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
	struct stat st;

	if (fd < 0)
		return -errno;
	int err = fstat(fd, &st) ? -errno : 0;
	if (!err && S_ISREG(st.st_mode) && (ftruncate(fd, 0) || ftruncate(fd, (off_t)size)))
		err = -errno;
	close(fd);
	return err;
}

static int make(struct blk_dev *dev, struct ctfs_format *f, uint64_t size)
{
	struct bcache *cache;

	if (size)
		f->blocks = (uint32_t)MIN(size / CTFS_BLOCK, CTFS_BLOCKS_MAX);
	int err = bcache_open(dev, &cache);
	if (err)
		return err;
	err = ctfs_format(cache, f);
	int close_err = bcache_close(cache);
	return err ? err : close_err;
}

static int run(const char *path, uint64_t size, struct ctfs_format *f)
{
	struct blk_dev dev;
	int err = size ? set_size(path, size) : 0;

	if (!err)
		err = port_open_file(&dev, path, false);
	if (err)
		return fail(path, "cannot be opened", -err);
	err = make(&dev, f, size);
	int close_err = port_close_file(&dev);
	if (err == -EINVAL)
		return fail(path, "is too small for a volume, which has 520K at least", 0);
	return err || close_err ? fail(path, "cannot be written", -(err ? err : close_err)) : 0;
}

int main(int argc, char **argv)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	struct ctfs_format f = { .now = epoch ? strtoll(epoch, NULL, 10) : (int64_t)time(NULL) };
	uint64_t size = 0;
	int c;

	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return 0;
	}
	if (getrandom(f.uuid, sizeof(f.uuid), 0) != sizeof(f.uuid))
		return fail("UUID", "no random numbers for it, give one with -U", errno);
	while ((c = getopt(argc, argv, "L:U:")) != -1) {
		if (c == 'L')
			f.label = optarg;
		else if (c != 'U')
			return usage();
		else if (!parse_uuid(optarg, f.uuid))
			return no_word(optarg, "is no UUID, which has 32 hexadecimal digits");
	}
	if (f.label && strlen(f.label) > CTFS_LABEL_SIZE)
		return no_word(f.label, "LABEL is too long, 16 bytes are allowed");
	if (argc - optind < 1 || argc - optind > 2)
		return usage();
	if (argc - optind == 2 && (size = parse_size(argv[optind + 1])) == 0)
		return no_word(argv[optind + 1], "is no size: bytes, or with K, M or G behind");
	return run(argv[optind], size, &f);
}
