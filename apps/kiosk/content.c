/* SPDX-License-Identifier: MIT */
/* content.c - files of the kiosk's folder, wherever that is. */
#define _GNU_SOURCE /* asprintf() */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "conf.h"
#include "content.h"
#include "keep.h"
#include "poll.h"

#define REFRESH  300        /* seconds between two looks at an address */
#define FILE_MAX (8u << 20) /* bytes */

static const char *place;

void content_open(const char *where)
{
	place = where;
}

bool content_is_remote(void)
{
	return strncmp(place, "http://", 7) == 0 || strncmp(place, "https://", 8) == 0;
}

static char *path_of(const char *name)
{
	bool slash = *place && place[strlen(place) - 1] == '/';
	char *path;

	return asprintf(&path, "%s%s%s", place, slash ? "" : "/", name) < 0 ? NULL : path;
}

static char *read_local(const char *path, size_t *len, char why[WHY_MAX])
{
	FILE *file = fopen(path, "rb");
	struct stat st = { 0 };
	char *data = NULL;

	errno = file ? 0 : errno;
	if (file && fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= FILE_MAX)
		data = malloc((size_t)st.st_size + 1);
	if (data) {
		*len = fread(data, 1, (size_t)st.st_size, file);
		data[*len] = '\0';
	}
	if (!data)
		snprintf(why, WHY_MAX, "%s: %s", path,
			 errno ? strerror(errno) : "not a file of at most 8 MB");
	if (file)
		fclose(file);
	return data;
}

static char *read_remote(const char *url, size_t *len, char why[WHY_MAX])
{
	const struct source *s = poll_add(url, REFRESH);
	char *data = s && s->data ? malloc(s->len + 1) : NULL;

	if (data) {
		memcpy(data, s->data, s->len + 1);
		*len = s->len;
	} else {
		snprintf(why, WHY_MAX, "%s",
			 !s           ? "too many addresses"
			 : s->failing ? s->error
				      : "waiting for the network");
	}
	return data;
}

char *content_read(const char *name, size_t *len, char why[WHY_MAX])
{
	char *path = path_of(name), *data = NULL;

	if (!path)
		snprintf(why, WHY_MAX, "out of memory");
	else
		data = content_is_remote() ? read_remote(path, len, why)
					   : read_local(path, len, why);
	free(path);
	return data;
}

char *content_url(const char *name)
{
	return content_is_remote() ? path_of(name) : NULL;
}

/* Two texts of one second, and of a clock that was set back, differ too. */
static unsigned long stamp(const struct stat *st)
{
	const int64_t facts[] = { st->st_mtim.tv_sec, st->st_mtim.tv_nsec, st->st_size,
				  (int64_t)st->st_ino };

	return keep_sum(facts, sizeof(facts)) | 1;
}

unsigned long content_version(const char *name)
{
	char *path = path_of(name);
	unsigned long version = 0;
	struct stat st;

	if (path && content_is_remote()) {
		const struct source *s = poll_add(path, REFRESH);
		version = s && s->data ? s->version + 1ul : 0;
	} else if (path && stat(path, &st) == 0) {
		version = stamp(&st);
	}
	free(path);
	return version;
}
