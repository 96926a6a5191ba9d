/* SPDX-License-Identifier: MIT */
/*
 * main.c - reads all files of a mounted volume, then changes it.
 *
 *	file PATH SIZE SUM     for each file below /disk; SUM: FNV-1a of its bytes
 *
 * Then it makes a folder with a file that it maps, one that is larger than the memory for
 * blocks, some that are renamed and removed, and adds a line to one that the host wrote.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK   "/disk"
#define FOLDER DISK "/made by the guest"
#define LARGE  (6 << 20)
#define PIECE  70000

static void check(int ok, const char *what)
{
	if (ok)
		return;
	printf("%s: %s\n", what, strerror(errno));
	exit(1);
}

static unsigned sum_of(const char *path, off_t *size)
{
	static unsigned char bytes[PIECE];
	unsigned sum = 2166136261u;
	int fd = open(path, O_RDONLY);
	ssize_t n;

	check(fd >= 0, path);
	for (*size = 0; (n = read(fd, bytes, sizeof(bytes))) > 0; *size += n)
		for (ssize_t i = 0; i < n; i++)
			sum = (sum ^ bytes[i]) * 16777619u;
	check(n == 0, path);
	close(fd);
	return sum;
}

/* Recursion: as deep as the volume. */
static void show(const char *path)
{
	char below[1000];
	struct dirent *e;
	struct stat st;
	off_t size;
	DIR *dir = opendir(path);

	check(dir != NULL, path);
	while ((e = readdir(dir)) != NULL) {
		if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0)
			continue;
		snprintf(below, sizeof(below), "%s/%s", path, e->d_name);
		check(stat(below, &st) == 0 && st.st_ino == e->d_ino, below);
		if (S_ISDIR(st.st_mode)) {
			show(below);
			continue;
		}
		unsigned sum = sum_of(below, &size);
		check(size == st.st_size, below);
		printf("file %s %ld %08x\n", below + strlen(DISK) + 1, (long)size, sum);
	}
	closedir(dir);
}

static void put(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_CREAT | flags, 0644);

	check(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text), path);
	check(close(fd) == 0, path);
}

static void put_large(void)
{
	static unsigned char bytes[PIECE];
	unsigned value = 1;
	int fd = open(FOLDER "/large", O_WRONLY | O_CREAT, 0644);

	check(fd >= 0, "large");
	for (int done = 0; done < LARGE;) {
		int part = LARGE - done < PIECE ? LARGE - done : PIECE;
		for (int i = 0; i < part; i++)
			bytes[i] = (unsigned char)((value = value * 1103515245 + 12345) >> 16);
		check(write(fd, bytes, (size_t)part) == part, "large");
		done += part;
	}
	check(fsync(fd) == 0 && close(fd) == 0, "large");
}

static void put_mapped(void)
{
	int fd = open(FOLDER "/mapped", O_RDWR | O_CREAT, 0644);

	check(fd >= 0 && ftruncate(fd, 10000) == 0, "mapped");
	char *at = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(at != MAP_FAILED, "mmap");
	memset(at, 'm', 10000);
	check(munmap(at, 10000) == 0 && close(fd) == 0, "mapped");
}

int main(void)
{
	char name[100], other[100];

	show(DISK);
	check(mkdir(FOLDER, 0755) == 0, FOLDER);
	put_large();
	put_mapped();
	for (int i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), FOLDER "/a file with number %d", i);
		snprintf(other, sizeof(other), DISK "/renamed %d.txt", i);
		put(name, name + strlen(DISK), 0);
		if (i % 2)
			check(unlink(name) == 0, name);
		else
			check(rename(name, other) == 0, other);
	}
	put(DISK "/From The Host.txt", "and a line of the guest\n", O_APPEND);
	check(unlink(DISK "/folder/unwanted file") == 0, "unwanted file");
	printf("done\n");
	return 0;
}
