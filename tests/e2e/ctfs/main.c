/* SPDX-License-Identifier: MIT */
/*
 * main.c - looks at /disk and ends; with "linger" it writes a file that it syncs, then one that
 * it does not, and waits to lose its power. With "files" or "synced" it makes FILES files of
 * 4 KiB, and syncs none or each.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILES 64

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		perror(path);
	return fd;
}

static int make_files(int synced)
{
	static char page[4097];
	char path[32];

	memset(page, 'x', sizeof(page) - 1);
	for (int n = 0; n < FILES; n++) {
		snprintf(path, sizeof(path), "/disk/%d", n);
		int fd = put(path, page);
		if (fd < 0 || (synced && fsync(fd)) || close(fd))
			return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	DIR *dir = opendir("/disk");

	if (!dir)
		return 1;
	closedir(dir);
	if (argc < 2)
		return 0;
	if (strcmp(argv[1], "linger") != 0)
		return make_files(strcmp(argv[1], "synced") == 0);
	int fd = put("/disk/synced", "safe");
	if (fsync(fd))
		perror("fsync");
	close(fd);
	close(put("/disk/later", "written by the flusher"));
	printf("synced\n");
	fflush(stdout);
	sleep(60);
	return 1;
}
