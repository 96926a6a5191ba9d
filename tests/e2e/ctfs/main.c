/* SPDX-License-Identifier: MIT */
/*
 * main.c - looks at /disk and ends; with "linger" it writes a file that it syncs, then one that
 * it does not, and waits to lose its power.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0644);

	if (fd < 0 || write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		perror(path);
	return fd;
}

int main(int argc, char **argv)
{
	DIR *dir = opendir("/disk");

	if (!dir)
		return 1;
	closedir(dir);
	if (argc < 2 || strcmp(argv[1], "linger") != 0)
		return 0;
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
