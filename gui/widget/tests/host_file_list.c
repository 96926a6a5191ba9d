/* SPDX-License-Identifier: MIT */
/* host_file_list.c - what a list of files says of a folder that cannot be read to its end. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <test/test.h>

#include "../file_list.h"

static unsigned readable; /* entries, if not 0: then the disk fails */

/* In place of libc's, for all of the tests. */
struct dirent *readdir(DIR *dir)
{
	static struct dirent *(*real)(DIR *);

	if (!real)
		real = (struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
	if (readable && --readable == 0) {
		errno = EIO;
		return NULL;
	}
	return real(dir);
}

TEST(file_list_is_whole_or_an_error)
{
	char folder[] = "/tmp/list-XXXXXX", path[PATH_MAX];
	struct file_list l = { 0 };

	NEED(mkdtemp(folder) != NULL);
	for (int i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/%d", folder, i);
		CHECK_EQ(mkdir(path, 0700), 0);
	}
	CHECK_EQ(file_list_read(&l, folder, NULL, false), 0);
	CHECK_EQ(l.count, 5);
	readable = 4;
	CHECK_EQ(file_list_read(&l, "/", NULL, false), -1);
	CHECK_EQ(errno, EIO);
	readable = 0;
	CHECK_STR(l.path, folder); /* nothing has changed */
	CHECK_EQ(l.count, 5);
	file_list_free(&l);
	for (int i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/%d", folder, i);
		rmdir(path);
	}
	rmdir(folder);
}
