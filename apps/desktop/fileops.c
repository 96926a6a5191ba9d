/* SPDX-License-Identifier: MIT */
/* fileops.c - see fileops.h. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "fileops.h"
#include "folder.h"

/* Of linux/fs.h; not every libc has renameat2(). */
#define NO_REPLACE 1u

#define BUFFER (64 * 1024)

static int fail(struct fileops *ops, const char *path)
{
	int error = errno;

	if (!ops->failed[0])
		snprintf(ops->failed, sizeof(ops->failed), "%s", path);
	errno = error;
	return -1;
}

static bool stopped(struct fileops *ops)
{
	if (!atomic_load(&ops->stop))
		return false;
	errno = ECANCELED;
	return true;
}

/* --- folders ------------------------------------------------------------------------------ */

/* The names in a folder, copied first: what is done with them changes it. */
static int each(struct fileops *ops, const char *from, const char *to, unsigned depth,
		int (*fn)(struct fileops *ops, const char *from, const char *to, unsigned depth))
{
	struct folder f = { 0 };
	char *a = malloc(2 * PATH_MAX), *b = a ? a + PATH_MAX : NULL;
	int err = a ? folder_read(&f, from) : -1;

	if (err)
		fail(ops, from);
	for (size_t i = 0; !err && i < f.count; i++) {
		err = stopped(ops) || !path_join(from, f.entries[i].name, a) ||
				      (to && !path_join(to, f.entries[i].name, b))
			      ? fail(ops, from)
			      : fn(ops, a, to ? b : NULL, depth + 1);
	}
	int error = errno;
	folder_free(&f);
	free(a);
	errno = error;
	return err;
}

static int look(struct fileops *ops, const char *path, unsigned depth, struct stat *st)
{
	if (lstat(path, st) < 0)
		return fail(ops, path);
	if (depth < FILEOPS_DEPTH)
		return 0;
	errno = ELOOP;
	return fail(ops, path);
}

/* Depth is at most FILEOPS_DEPTH. */
static int delete_all(struct fileops *ops, const char *path, const char *to, unsigned depth)
{
	struct stat st;

	(void)to;
	if (look(ops, path, depth, &st) < 0)
		return -1;
	if (S_ISDIR(st.st_mode) && each(ops, path, NULL, depth, delete_all) < 0)
		return -1;
	if ((S_ISDIR(st.st_mode) ? rmdir(path) : unlink(path)) < 0)
		return fail(ops, path);
	return 0;
}

int file_delete(struct fileops *ops, const char *path)
{
	return delete_all(ops, path, NULL, 0);
}

/* --- copying ------------------------------------------------------------------------------ */

static int write_all(int fd, const char *data, size_t len)
{
	while (len) {
		ssize_t n = write(fd, data, len);

		if (n < 0 && errno != EINTR)
			return -1;
		data += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int copy_data(struct fileops *ops, int in, int out)
{
	char *buf = malloc(BUFFER);
	ssize_t n = buf ? 1 : -1;

	while (n > 0) {
		n = stopped(ops) ? -1 : read(in, buf, BUFFER);
		if (n > 0 && write_all(out, buf, (size_t)n) < 0)
			n = -1;
		if (n > 0)
			atomic_fetch_add(&ops->done, (unsigned long long)n);
	}
	int error = errno;
	free(buf);
	errno = error;
	return n < 0 ? -1 : 0;
}

static int copy_file(struct fileops *ops, const char *from, const char *to, const struct stat *st)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = in < 0 ? -1
			 : open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, st->st_mode & 07777);
	int err = out < 0 ? -1 : copy_data(ops, in, out);
	int error = errno;

	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0 && !err) {
		err = -1;
		error = errno;
	}
	if (err && out >= 0)
		unlink(to);
	errno = error;
	return err ? fail(ops, in < 0 ? from : to) : 0;
}

static int copy_link(struct fileops *ops, const char *from, const char *to)
{
	char target[PATH_MAX];
	ssize_t n = readlink(from, target, sizeof(target) - 1);

	if (n < 0)
		return fail(ops, from);
	target[n] = '\0';
	return symlink(target, to) < 0 ? fail(ops, to) : 0;
}

static int copy_all(struct fileops *ops, const char *from, const char *to, unsigned depth)
{
	struct stat st;

	if (look(ops, from, depth, &st) < 0)
		return -1;
	if (S_ISREG(st.st_mode))
		return copy_file(ops, from, to, &st);
	if (S_ISLNK(st.st_mode))
		return copy_link(ops, from, to);
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTSUP;
		return fail(ops, from);
	}
	if (mkdir(to, (st.st_mode & 07777) | 0700) < 0)
		return fail(ops, to);
	return each(ops, from, to, depth, copy_all);
}

/* The reason for a failure is told, not what happened while tidying up. */
static int copied_whole(struct fileops *ops, const char *from, const char *to)
{
	struct fileops tidy = { 0 };
	struct stat st;

	if (lstat(to, &st) == 0) {
		errno = EEXIST;
		return fail(ops, to);
	}
	if (copy_all(ops, from, to, 0) == 0)
		return 0;
	int error = errno;
	if (lstat(to, &st) == 0)
		file_delete(&tidy, to);
	errno = error;
	return -1;
}

int file_copy(struct fileops *ops, const char *from, const char *to)
{
	if (path_is_in(to, from)) {
		errno = EINVAL;
		return fail(ops, to);
	}
	return copied_whole(ops, from, to);
}

int file_move(struct fileops *ops, const char *from, const char *to)
{
	if (syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, NO_REPLACE) == 0)
		return 0;
	if (errno != EXDEV)
		return fail(ops, errno == EEXIST ? to : from);
	return copied_whole(ops, from, to) < 0 ? -1 : file_delete(ops, from);
}

/* --- names -------------------------------------------------------------------------------- */

char *file_free_name(const char *folder, const char *name, char buf[PATH_MAX])
{
	const char *dot = strrchr(name, '.');
	char candidate[NAME_MAX + 1];
	struct stat st;

	if (!dot || dot == name)
		dot = name + strlen(name);
	for (int i = 1; i < 10000; i++) {
		int len = i == 1 ? snprintf(candidate, sizeof(candidate), "%s", name)
				 : snprintf(candidate, sizeof(candidate), "%.*s (%d)%s",
					    (int)(dot - name), name, i, dot);
		if (len < 0 || (size_t)len >= sizeof(candidate)) {
			errno = ENAMETOOLONG;
			return NULL;
		}
		if (!path_join(folder, candidate, buf))
			return NULL;
		if (lstat(buf, &st) < 0)
			return errno == ENOENT ? buf : NULL;
	}
	errno = EEXIST;
	return NULL;
}

bool path_is_in(const char *path, const char *folder)
{
	size_t len = strlen(folder);

	while (len > 1 && folder[len - 1] == '/')
		len--;
	return strncmp(path, folder, len) == 0 &&
	       (path[len] == '\0' || path[len] == '/' || folder[len - 1] == '/');
}
