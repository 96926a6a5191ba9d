/* SPDX-License-Identifier: MIT */
/*
 * keep.c - a file per address. Its name is a sum of the address; its first line says which
 * address that was and when, so that two with one sum are not mixed up:
 *
 *	kiosk-keep 1 UNIXTIME LENGTH URL
 *
 * Locking: one lock around saving, because threads save.
 */
#define _GNU_SOURCE /* asprintf() */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keep.h"

#define FILE_MAX (4u << 20) /* bytes: what is larger is not ours */
#define DRAFT    ".new"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *folder; /* NULL: nothing is kept */

void keep_open(const char *name)
{
	if (!name || !*name)
		return;
	if (mkdir(name, 0755) < 0 && errno != EEXIST) {
		fprintf(stderr, "kiosk: nothing will be kept for times without a network: %s: %s\n",
			name, strerror(errno));
		return;
	}
	folder = strdup(name);
}

uint64_t keep_sum(const void *data, size_t len)
{
	const unsigned char *p = data;
	uint64_t sum = 0xcbf29ce484222325u;

	while (len--)
		sum = (sum ^ *p++) * 0x100000001b3u;
	return sum;
}

static char *path_of(const char *url, const char *ending)
{
	char *path;

	return asprintf(&path, "%s/%016llx%s", folder,
			(unsigned long long)keep_sum(url, strlen(url)), ending) < 0
		       ? NULL
		       : path;
}

static bool write_file(const char *path, const char *url, const void *data, size_t len, time_t when)
{
	FILE *file = fopen(path, "wb");

	if (!file)
		return false;
	fprintf(file, "kiosk-keep 1 %lld %zu %s\n", (long long)when, len, url);
	fwrite(data, 1, len, file);
	bool good = fflush(file) == 0 && !ferror(file) && fsync(fileno(file)) == 0;
	return fclose(file) == 0 && good;
}

/* A new name for a whole file, and the folder that has it, are on the disk. */
static bool replace(const char *from, const char *to)
{
	if (rename(from, to) < 0)
		return false;
	int fd = open(folder, O_RDONLY | O_DIRECTORY);
	bool good = fd >= 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good;
}

void keep_save(const char *url, const void *data, size_t len, time_t when)
{
	static bool said;

	if (!folder)
		return;
	pthread_mutex_lock(&lock);
	char *path = path_of(url, ""), *draft = path_of(url, DRAFT);
	bool good = path && draft && write_file(draft, url, data, len, when) &&
		    replace(draft, path);
	if (!good && !said)
		fprintf(stderr, "kiosk: %s: %s; what is shown now is not kept\n", folder,
			strerror(errno));
	said = !good;
	free(path);
	free(draft);
	pthread_mutex_unlock(&lock);
}

/* --- what nobody asks for any more ------------------------------------------------------- */

/* The thread of the screen's. */
static struct {
	uint64_t *sums;
	size_t count;
	bool incomplete; /* no memory: nothing is removed then */
} named;

static bool is_named(uint64_t sum)
{
	for (size_t i = 0; i < named.count; i++) {
		if (named.sums[i] == sum)
			return true;
	}
	return false;
}

void keep_name(const char *url)
{
	uint64_t sum = keep_sum(url, strlen(url));

	if (!folder || is_named(sum))
		return;
	uint64_t *more = realloc(named.sums, (named.count + 1) * sizeof(*more));
	named.incomplete |= !more;
	if (!more)
		return;
	named.sums = more;
	more[named.count++] = sum;
}

/* Whether a file is ours, by its name: a sum that nobody has named, or a draft, which is nobody's
 * while nothing is being saved. */
static bool is_left_over(const char *name)
{
	size_t digits = strspn(name, "0123456789abcdef");

	if (digits != 16 || (name[16] && strcmp(name + 16, DRAFT) != 0))
		return false;
	return name[16] || !is_named(strtoull(name, NULL, 16));
}

static void remove_left_over(DIR *dir)
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		if (is_left_over(entry->d_name))
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
}

void keep_tidy(void)
{
	DIR *dir = folder && !named.incomplete ? opendir(folder) : NULL;

	if (dir) {
		pthread_mutex_lock(&lock);
		remove_left_over(dir);
		pthread_mutex_unlock(&lock);
		closedir(dir);
	}
	free(named.sums);
	memset(&named, 0, sizeof(named));
}

/* --- reading ------------------------------------------------------------------------------ */

/* The whole file with a NUL behind it, or NULL. */
static char *read_file(const char *path, size_t *size)
{
	FILE *file = fopen(path, "rb");
	struct stat st;
	char *text = NULL;

	if (!file)
		return NULL;
	if (fstat(fileno(file), &st) == 0 && st.st_size > 0 && st.st_size < FILE_MAX)
		text = malloc((size_t)st.st_size + 1);
	if (text) {
		*size = fread(text, 1, (size_t)st.st_size, file);
		text[*size] = '\0';
	}
	fclose(file);
	return text;
}

/* Where the content begins behind a first line that is right, or 0. */
static size_t check_head(const char *text, size_t size, const char *url, time_t *when)
{
	long long seconds;
	size_t len;
	int head = 0;

	if (sscanf(text, "kiosk-keep 1 %lld %zu %n", &seconds, &len, &head) != 2 || !head)
		return 0;
	size_t begin = (size_t)head + strlen(url) + 1;
	if (begin > size || strncmp(text + head, url, strlen(url)) != 0 ||
	    text[begin - 1] != '\n' || len != size - begin)
		return 0;
	*when = (time_t)seconds;
	return begin;
}

char *keep_load(const char *url, size_t *len, time_t *when)
{
	char *path = folder ? path_of(url, "") : NULL;
	size_t size, begin = 0;
	char *text = path ? read_file(path, &size) : NULL;

	if (text)
		begin = check_head(text, size, url, when);
	if (begin) {
		*len = size - begin;
		memmove(text, text + begin, *len + 1);
	} else {
		free(text);
		text = NULL;
	}
	free(path);
	return text;
}
