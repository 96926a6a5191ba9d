/* SPDX-License-Identifier: MIT */
/*
 * main.c - powercut FOLDER DEVICE: does what the script on DEVICE says in FOLDER. The script is
 * text that begins at byte 4096 and ends with a zero; a line is an operation. Directories and
 * files have numbers: 0 is FOLDER, others get theirs where they are made, and stay open.
 *
 *	create|mkdir DIR NAME FILE     symlink DIR NAME TARGET    link DIR NAME DIR NAME
 *	rename DIR NAME DIR NAME       unlink|rmdir DIR NAME      close FILE
 *	write FILE OFF LEN VALUE       truncate FILE SIZE         read FILE SIZE FNV-1A
 *	fsync|fdatasync FILE           sync                       pause MS
 *	ack N     writes N to the beginning of DEVICE: what came before is known to be done
 *
 * Status: 0, or 1 when an operation fails, which is then printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRIPT_MAX 16384
#define FILES      256
#define BYTES_MAX  (256 << 10)
#define WORDS      6

static int file[FILES], device;
static unsigned char bytes[BYTES_MAX + 1];

static int fd_of(const char *number)
{
	return file[strtoul(number, NULL, 10) % FILES];
}

static long value_of(const char *number)
{
	return strtol(number, NULL, 10);
}

static int keep(const char *number, int fd)
{
	file[strtoul(number, NULL, 10) % FILES] = fd;
	return fd < 0;
}

static int do_create(char **w)
{
	return keep(w[3], openat(fd_of(w[1]), w[2], O_RDWR | O_CREAT | O_EXCL, 0644));
}

static int do_mkdir(char **w)
{
	return mkdirat(fd_of(w[1]), w[2], 0755) ||
	       keep(w[3], openat(fd_of(w[1]), w[2], O_RDONLY | O_DIRECTORY));
}

static int do_symlink(char **w)
{
	return symlinkat(w[3], fd_of(w[1]), w[2]);
}

static int do_link(char **w)
{
	return linkat(fd_of(w[1]), w[2], fd_of(w[3]), w[4], 0);
}

static int do_rename(char **w)
{
	return renameat(fd_of(w[1]), w[2], fd_of(w[3]), w[4]);
}

static int do_unlink(char **w)
{
	return unlinkat(fd_of(w[1]), w[2], 0);
}

static int do_rmdir(char **w)
{
	return unlinkat(fd_of(w[1]), w[2], AT_REMOVEDIR);
}

static int do_close(char **w)
{
	return close(fd_of(w[1]));
}

static int do_write(char **w)
{
	size_t len = strtoul(w[3], NULL, 10);
	unsigned value = (unsigned)strtoul(w[4], NULL, 10);

	for (size_t i = 0; i < len && i < BYTES_MAX; i++)
		bytes[i] = (unsigned char)(value + i * 131 + i / 512 * 17);
	return pwrite(fd_of(w[1]), bytes, len, value_of(w[2])) != (ssize_t)len;
}

static int do_truncate(char **w)
{
	return ftruncate(fd_of(w[1]), value_of(w[2]));
}

static int do_read(char **w)
{
	unsigned sum = 2166136261u;
	ssize_t n = pread(fd_of(w[1]), bytes, sizeof(bytes), 0);

	for (ssize_t i = 0; i < n; i++)
		sum = (sum ^ bytes[i]) * 16777619u;
	return n != value_of(w[2]) || sum != strtoul(w[3], NULL, 10);
}

static int do_fsync(char **w)
{
	return fsync(fd_of(w[1]));
}

static int do_fdatasync(char **w)
{
	return fdatasync(fd_of(w[1]));
}

static int do_sync(char **w)
{
	(void)w;
	sync();
	return 0;
}

static int do_pause(char **w)
{
	return usleep((useconds_t)value_of(w[1]) * 1000);
}

static int do_ack(char **w)
{
	unsigned long sector[64] = { strtoul(w[1], NULL, 10) };

	return pwrite(device, sector, sizeof(sector), 0) != sizeof(sector);
}

static const struct {
	const char *name;
	int words;
	int (*fn)(char **w);
} operations[] = {
	{ "create", 4, do_create },       { "mkdir", 4, do_mkdir },
	{ "symlink", 4, do_symlink },     { "link", 5, do_link },
	{ "rename", 5, do_rename },       { "unlink", 3, do_unlink },
	{ "rmdir", 3, do_rmdir },         { "close", 2, do_close },
	{ "write", 5, do_write },         { "read", 4, do_read },
	{ "truncate", 3, do_truncate },   { "fsync", 2, do_fsync },
	{ "fdatasync", 2, do_fdatasync }, { "sync", 1, do_sync },
	{ "pause", 2, do_pause },         { "ack", 2, do_ack },
};

static int run(char *line)
{
	char *word[WORDS] = { NULL }, *rest = line;
	int words = 0;

	while (words < WORDS && (word[words] = strtok_r(rest, " ", &rest)) != NULL)
		words++;
	for (size_t i = 0; words && i < sizeof(operations) / sizeof(operations[0]); i++)
		if (strcmp(word[0], operations[i].name) == 0 && words == operations[i].words)
			return operations[i].fn(word);
	errno = EINVAL;
	return 1;
}

int main(int argc, char **argv)
{
	static char script[SCRIPT_MAX], line[128];
	int number = 0;

	if (argc != 3)
		return 2;
	file[0] = open(argv[1], O_RDONLY | O_DIRECTORY);
	device = open(argv[2], O_RDWR);
	if (file[0] < 0 || device < 0 || pread(device, script, SCRIPT_MAX - 1, 4096) <= 0) {
		perror("powercut");
		return 1;
	}
	for (char *rest = script, *at; (at = strtok_r(rest, "\n", &rest)) != NULL;) {
		number++;
		snprintf(line, sizeof(line), "%s", at);
		errno = 0;
		if (run(at) != 0) {
			printf("line %d: %s: %s\n", number, line, strerror(errno));
			return 1;
		}
	}
	printf("%d operations\n", number);
	return 0;
}
