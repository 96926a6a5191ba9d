/* SPDX-License-Identifier: MIT */
/* textfile.c - see textfile.h. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "textfile.h"

/* --- loading ------------------------------------------------------------------------------ */

static char *read_all(int fd, size_t *len)
{
	size_t room = 4096, at = 0;
	char *text = NULL;
	ssize_t n = 1;

	while (n > 0) {
		char *more = realloc(text, room + 1);

		if (!more || room > 2 * (size_t)TEXTFILE_MAX) {
			errno = more ? EFBIG : ENOMEM;
			text = more ? more : text;
			n = -1;
			break;
		}
		text = more;
		while (at < room && (n = read(fd, text + at, room - at)) > 0)
			at += (size_t)n;
		room *= 2;
	}
	if (n == 0 && at <= TEXTFILE_MAX) {
		text[at] = '\0';
		*len = at;
		return text;
	}
	int error = n == 0 ? EFBIG : errno;
	free(text);
	errno = error;
	return NULL;
}

char *textfile_load(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return NULL;
	char *text = fstat(fd, &st) < 0 ? NULL : read_all(fd, len);
	int error = errno;
	close(fd);
	errno = error;
	return text;
}

/* --- saving ------------------------------------------------------------------------------- */

static int write_all(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno != EINTR)
			return -1;
		text += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return fsync(fd);
}

static int write_new(const char *path, const char *text, size_t len, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	int err = fd < 0 ? -1 : write_all(fd, text, len), error = errno;

	if (fd >= 0 && close(fd) < 0 && !err) {
		err = -1;
		error = errno;
	}
	errno = error;
	return err;
}

/* The new name is on the disk too. Not every filesystem can do that with a folder. */
static int sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int err = fd < 0 ? -1 : fsync(fd), error = errno;

	if (fd >= 0)
		close(fd);
	errno = error;
	return err < 0 && error != EINVAL ? -1 : 0;
}

int textfile_save(const char *path, const char *text, size_t len)
{
	char target[PATH_MAX], folder[PATH_MAX], fresh[PATH_MAX], name[NAME_MAX + 1];
	struct stat st = { .st_mode = 0666 };

	/* What a link leads to is written, and the link stays. */
	if (!realpath(path, target))
		snprintf(target, sizeof(target), "%s", path);
	if (stat(target, &st) == 0 && !S_ISREG(st.st_mode)) {
		errno = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
		return -1;
	}
	path_parent(target, folder);
	int n = snprintf(name, sizeof(name), ".%s.new", path_name(target));
	if (n >= (int)sizeof(name) || !path_join(folder, name, fresh)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (write_new(fresh, text, len, st.st_mode & 07777) == 0 && rename(fresh, target) == 0)
		return sync_folder(folder);
	int error = errno;
	unlink(fresh);
	errno = error;
	return -1;
}
