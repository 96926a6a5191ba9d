/* SPDX-License-Identifier: MIT */
/*
 * cmd_copy.c - cp, and what mv shares with it. A file that was made for a copy that could not be
 * finished is removed. A tree is walked (tree.h) with a second place beside it, where the copy is.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "copy.h"
#include "tree.h"

static bool is_folder(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* --- one file ------------------------------------------------------------------------------- */

/* Paths as openat(2) takes them. */
struct ends {
	int from_at, to_at;
	const char *from, *to;
};

enum copied { COPIED, SAME_FILE, FROM_FAILED, TO_FAILED };

static enum copied copy_bytes(struct shell *sh, int from, int to)
{
	char *buf = malloc(COPY_PIECE);
	enum copied result = buf ? COPIED : FROM_FAILED;
	ssize_t n;

	while (result == COPIED && (n = shell_read(sh, from, buf, COPY_PIECE)) != 0) {
		if (n < 0)
			result = FROM_FAILED;
		else if (shell_write(sh, to, buf, (size_t)n) < 0)
			result = TO_FAILED;
	}
	int error = errno;
	free(buf);
	errno = error;
	return result;
}

/* Opens what is there, emptied, or makes it. */
static int open_target(const struct ends *e, mode_t mode, bool *made)
{
	int fd = openat(e->to_at, e->to, O_WRONLY | O_TRUNC | O_CLOEXEC);

	*made = fd < 0 && errno == ENOENT;
	if (*made)
		fd = openat(e->to_at, e->to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode & 0777);
	return fd;
}

static enum copied copy_file(struct shell *sh, const struct ends *e, const struct stat *st)
{
	struct stat other;
	bool made;

	if (fstatat(e->to_at, e->to, &other, 0) == 0 && other.st_dev == st->st_dev &&
	    other.st_ino == st->st_ino)
		return SAME_FILE;
	int in = openat(e->from_at, e->from, O_RDONLY | O_CLOEXEC);
	if (in < 0)
		return FROM_FAILED;
	int out = open_target(e, st->st_mode, &made);
	enum copied result = out < 0 ? TO_FAILED : copy_bytes(sh, in, out);
	int error = errno;
	if (out >= 0 && close(out) < 0 && result == COPIED) {
		error = errno;
		result = TO_FAILED;
	}
	if (out >= 0 && made && result != COPIED)
		unlinkat(e->to_at, e->to, 0);
	close(in);
	errno = error;
	return result;
}

static enum copied copy_link(const struct ends *e)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(e->from_at, e->from, target, sizeof(target) - 1);

	if (n < 0)
		return FROM_FAILED;
	target[n] = '\0';
	return symlinkat(target, e->to_at, e->to) < 0 ? TO_FAILED : COPIED;
}

static int tell(struct shell *sh, enum copied result, const char *from, const char *to)
{
	if (result == COPIED)
		return 0;
	if (result == SAME_FILE)
		return shell_error(sh, "%s and %s are the same file", from, to);
	return shell_fail(sh, result == FROM_FAILED ? from : to);
}

/* --- a tree --------------------------------------------------------------------------------- */

struct copy {
	struct shell *sh;
	const struct copy_pair *pair;
	struct tree from;
	struct tree_place to;
	struct stat top; /* of the folder that the copy is: it is not copied into itself */
};

/* Of what the walk has come to. */
static int tell_here(struct copy *c, enum copied result)
{
	int error = errno;

	if (result == COPIED)
		return 0;
	char *from = tree_path(&c->from), *to = NULL;
	if (from) {
		const char *below = from + strlen(c->pair->from_name);
		to = shell_joined(c->pair->to_name, below + (*below == '/'));
	}
	errno = error;
	int status = tell(c->sh, result, from ? from : c->from.name, to ? to : c->from.name);
	free(from);
	free(to);
	return status;
}

static int enter_copy(struct copy *c)
{
	const char *name = c->from.name;
	const struct stat *st = &c->from.st;

	if (st->st_dev == c->top.st_dev && st->st_ino == c->top.st_ino) {
		tree_skip(&c->from);
		return shell_error(c->sh, "%s cannot be copied into itself", c->pair->from_name);
	}
	if ((mkdirat(c->to.fd, name, st->st_mode & 0777) == 0 || errno == EEXIST) &&
	    tree_place_down(&c->to, name) == 0)
		return 0;
	int status = tell_here(c, TO_FAILED);
	tree_skip(&c->from);
	return status;
}

/* A device would be copied without an end, a pipe waited for. */
static int copy_here(struct copy *c)
{
	struct ends e = { c->from.place.fd, c->to.fd, c->from.name, c->from.name };

	if (S_ISLNK(c->from.st.st_mode))
		return tell_here(c, copy_link(&e));
	if (S_ISREG(c->from.st.st_mode))
		return tell_here(c, copy_file(c->sh, &e, &c->from.st));
	char *path = tree_path(&c->from);
	int status = shell_error(c->sh, "%s: neither a file, a folder nor a link; it is left out",
				 path ? path : c->from.name);
	free(path);
	return status;
}

static int walk(struct copy *c)
{
	enum tree_step step;
	int status = 0;

	while (!shell_stopped(c->sh) && (step = tree_next(&c->from)) != TREE_END) {
		if (step == TREE_ENTER) {
			status |= enter_copy(c);
		} else if (step == TREE_OTHER) {
			status |= copy_here(c);
		} else if (step == TREE_ERROR) {
			status |= tree_fail(c->sh, &c->from);
		} else if (tree_place_up(&c->to) < 0) {
			status |= tell_here(c, TO_FAILED);
			break;
		}
	}
	return status;
}

/* A folder that is there is added to. */
static int make_folder(const char *path, mode_t mode)
{
	if (mkdir(path, mode & 0777) == 0)
		return 0;
	return errno == EEXIST && is_folder(path) ? 0 : -1;
}

/* "/." behind the path leads through a link to what is copied. */
static int copy_folder(struct shell *sh, const struct copy_pair *pair, mode_t mode)
{
	struct copy c = { .sh = sh, .pair = pair };
	char *inside = shell_joined(pair->from, ".");
	int status = 1;

	if (!inside || tree_open(&c.from, inside, pair->from_name) < 0) {
		status = shell_fail(sh, pair->from_name);
		free(inside);
		return status;
	}
	free(inside);
	if (make_folder(pair->to, mode) < 0 || tree_place_open(&c.to, pair->to) < 0) {
		status = shell_fail(sh, pair->to_name);
	} else {
		status = fstat(c.to.fd, &c.top) < 0 ? shell_fail(sh, pair->to_name) : walk(&c);
		tree_place_close(&c.to);
	}
	tree_close(&c.from);
	return status;
}

int copy_any(struct shell *sh, const struct copy_pair *pair, bool follow)
{
	struct ends e = { AT_FDCWD, AT_FDCWD, pair->from, pair->to };
	struct stat st;

	if ((follow ? stat(pair->from, &st) : lstat(pair->from, &st)) < 0)
		return shell_fail(sh, pair->from_name);
	if (S_ISDIR(st.st_mode))
		return copy_folder(sh, pair, st.st_mode);
	return tell(sh, S_ISLNK(st.st_mode) ? copy_link(&e) : copy_file(sh, &e, &st),
		    pair->from_name, pair->to_name);
}

/* --- operands ------------------------------------------------------------------------------- */

bool copy_into_itself(const struct copy_pair *pair, const struct stat *from)
{
	int inside = S_ISDIR(from->st_mode) ? tree_lies_in(pair->to, from) : 0;

	if (inside >= 0)
		return inside;
	/* It is not there yet: the folder that it will be made in is. */
	char *above = strdup(pair->to);
	char *end = above ? above + strlen(above) : NULL;
	while (end && end > above + 1 && end[-1] == '/')
		end--;
	while (end && end > above + 1 && end[-1] != '/')
		end--;
	if (end)
		*end = '\0';
	inside = above ? tree_lies_in(above, from) : 0;
	free(above);
	return inside > 0;
}

int copy_fail(struct shell *sh, const struct copy_pair *pair)
{
	char *text = NULL;
	int error = errno;

	if (asprintf(&text, "%s to %s", pair->from_name, pair->to_name) < 0)
		text = NULL;
	errno = error;
	int status = shell_fail(sh, text ? text : pair->from_name);
	free(text);
	return status;
}

static int copy_operand(struct shell *sh, const struct copy_pair *pair)
{
	struct stat st;

	if (stat(pair->from, &st) < 0)
		return shell_fail(sh, pair->from_name);
	if (S_ISDIR(st.st_mode) && !shell_flag(sh, 'r'))
		return shell_error(sh, "%s: a folder; -r copies it and all in it", pair->from_name);
	if (copy_into_itself(pair, &st))
		return shell_error(sh, "%s cannot be copied into itself", pair->from_name);
	return copy_any(sh, pair, true);
}

/* folder/NAME, with the name that path ends with; folder itself for what ends with no name. */
static char *keeping_name(const char *folder, const char *path)
{
	size_t len = strlen(path);

	while (len > 0 && path[len - 1] == '/')
		len--;
	char *copy = len && !shell_ends_in_dots(path) ? strndup(path, len) : NULL;
	char *joined = copy ? shell_joined(folder, shell_base_name(copy)) : strdup(folder);
	free(copy);
	return joined;
}

static int copy_one(struct shell *sh, const char *name, const char *to, const char *to_name,
		    int (*one)(struct shell *sh, const struct copy_pair *pair))
{
	char from[PATH_MAX];
	bool folder = is_folder(to);
	int status;

	if (!shell_path(sh, name, from))
		return shell_fail(sh, name);
	if (!folder && to[strlen(to) - 1] == '/' && !is_folder(from))
		return shell_error(sh, "%s: no such folder", to_name);
	char *target = folder ? keeping_name(to, name) : strdup(to);
	char *target_name = folder ? keeping_name(to_name, name) : strdup(to_name);
	struct copy_pair pair = { from, target, name, target_name };
	status = target && target_name ? one(sh, &pair) : shell_fail(sh, name);
	free(target);
	free(target_name);
	return status;
}

int copy_each(struct shell *sh, int argc, char **argv,
	      int (*one)(struct shell *sh, const struct copy_pair *pair))
{
	const char *last = argv[argc - 1];
	char to[PATH_MAX];
	int status = 0;

	if (!shell_path(sh, last, to))
		return shell_fail(sh, last);
	if (argc > 3 && !is_folder(to))
		return shell_error(sh, "%s: not a folder, and there are several files", last);
	for (int i = 1; i < argc - 1 && !shell_stopped(sh); i++)
		status |= copy_one(sh, argv[i], to, last, one);
	return status;
}

int shell_copy_files(struct shell *sh, int argc, char **argv)
{
	return copy_each(sh, argc, argv, copy_operand);
}
