/* SPDX-License-Identifier: MIT */
/*
 * tree.c - a walk over a tree of folders; see tree.h. There is one open descriptor, of the folder
 * that is reached; ".." leads back, and whether that is the folder it came from is checked, since
 * the folder may have been moved elsewhere.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tree.h"

#define OPEN_FOLDER (O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

struct tree_level {
	dev_t dev;
	ino_t ino;
};

struct tree_folder {
	struct string_list names;
	size_t next;
	bool is_skipped;
};

/* --- places ------------------------------------------------------------------------------- */

/* Room for one more element behind the count of them: doubled at powers of two. */
static void *grown(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

static bool same(const struct tree_level *level, const struct stat *st)
{
	return level->dev == st->st_dev && level->ino == st->st_ino;
}

/* Closes fd with the errno of what came before. */
static int close_failed(int fd)
{
	int error = errno;

	close(fd);
	errno = error;
	return -1;
}

int tree_place_open(struct tree_place *p, const char *path)
{
	*p = (struct tree_place){ .fd = open(path, OPEN_FOLDER) };
	return p->fd < 0 ? -1 : 0;
}

int tree_place_down(struct tree_place *p, const char *name)
{
	struct stat st;
	struct tree_level *levels = grown(p->levels, p->depth, sizeof(*levels));

	if (!levels)
		return -1;
	p->levels = levels;
	if (fstat(p->fd, &st) < 0)
		return -1;
	int fd = openat(p->fd, name, OPEN_FOLDER);
	if (fd < 0)
		return -1;
	levels[p->depth++] = (struct tree_level){ st.st_dev, st.st_ino };
	close(p->fd);
	p->fd = fd;
	return 0;
}

int tree_place_up(struct tree_place *p)
{
	struct stat st;
	int fd = openat(p->fd, "..", OPEN_FOLDER);

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) < 0)
		return close_failed(fd);
	if (!same(&p->levels[p->depth - 1], &st)) {
		errno = ESTALE;
		return close_failed(fd);
	}
	close(p->fd);
	p->fd = fd;
	p->depth--;
	return 0;
}

void tree_place_close(struct tree_place *p)
{
	close(p->fd);
	free(p->levels);
}

/* --- the walk ----------------------------------------------------------------------------- */

static struct tree_folder *reached(struct tree *t)
{
	return &t->folders[t->place.depth];
}

/* Takes the names of the folder that was reached. */
static int read_folder(struct tree *t)
{
	struct tree_folder *folders = grown(t->folders, t->place.depth, sizeof(*folders));

	if (!folders)
		return -1;
	t->folders = folders;
	*reached(t) = (struct tree_folder){ 0 };
	if (shell_folder_names(t->place.fd, ".", &reached(t)->names) == 0)
		return 0;
	int error = errno;
	string_list_free(&reached(t)->names);
	errno = error;
	return -1;
}

int tree_open(struct tree *t, const char *path, const char *top)
{
	*t = (struct tree){ .top = top, .name = "" };
	if (tree_place_open(&t->place, path) < 0)
		return -1;
	if (read_folder(t) == 0)
		return 0;
	int error = errno;
	free(t->folders);
	tree_place_close(&t->place);
	errno = error;
	return -1;
}

/* Goes up; the step is about the folder that was left then. */
static int leave(struct tree *t)
{
	if (tree_place_up(&t->place) < 0)
		return -1;
	string_list_free(&t->folders[t->place.depth + 1].names);
	t->name = reached(t)->names.strings[reached(t)->next - 1];
	return 0;
}

/* Goes down; a folder that cannot be read is not entered. */
static int enter(struct tree *t)
{
	if (tree_place_down(&t->place, t->name) < 0)
		return -1;
	if (read_folder(t) == 0)
		return 0;
	int error = errno;
	if (tree_place_up(&t->place) < 0) {
		t->is_lost = true;
		t->place.depth--;
	}
	errno = error;
	return -1;
}

static enum tree_step step_of_name(struct tree *t)
{
	struct tree_folder *f = reached(t);

	t->name = f->names.strings[f->next++];
	if (fstatat(t->place.fd, t->name, &t->st, AT_SYMLINK_NOFOLLOW) < 0)
		return TREE_ERROR;
	if (!S_ISDIR(t->st.st_mode))
		return TREE_OTHER;
	return enter(t) < 0 ? TREE_ERROR : TREE_ENTER;
}

enum tree_step tree_next(struct tree *t)
{
	while (!t->is_lost && reached(t)->next == reached(t)->names.count) {
		bool skipped = reached(t)->is_skipped;
		if (t->place.depth == 0)
			return TREE_END;
		if (leave(t) < 0) {
			t->is_lost = true;
			return TREE_ERROR;
		}
		if (!skipped)
			return TREE_LEAVE;
	}
	return t->is_lost ? TREE_END : step_of_name(t);
}

void tree_skip(struct tree *t)
{
	reached(t)->is_skipped = true;
	reached(t)->next = reached(t)->names.count;
}

void tree_close(struct tree *t)
{
	for (size_t i = 0; i <= t->place.depth; i++)
		string_list_free(&t->folders[i].names);
	free(t->folders);
	tree_place_close(&t->place);
}

char *tree_path(const struct tree *t)
{
	char *path = strdup(t->top);

	for (size_t i = 0; path && i <= t->place.depth; i++) {
		const struct tree_folder *f = &t->folders[i];
		if (f->next == 0)
			break;
		char *longer = shell_joined(path, f->names.strings[f->next - 1]);
		free(path);
		path = longer;
	}
	return path;
}

int tree_fail(struct shell *sh, const struct tree *t)
{
	int error = errno;
	char *path = tree_path(t);

	errno = error;
	int status = shell_fail(sh, path ? path : t->name);
	free(path);
	return status;
}

/* --- where a folder lies ------------------------------------------------------------------ */

/* The root is the folder above itself. */
int tree_lies_in(const char *path, const struct stat *st)
{
	const struct tree_level level = { st->st_dev, st->st_ino };
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), up;
	struct stat here, before = { 0 };

	if (fd < 0)
		return -1;
	while (fstat(fd, &here) == 0) {
		bool found = same(&level, &here);
		if (found || (here.st_dev == before.st_dev && here.st_ino == before.st_ino)) {
			close(fd);
			return found;
		}
		before = here;
		up = openat(fd, "..", OPEN_FOLDER);
		if (up < 0)
			break;
		close(fd);
		fd = up;
	}
	return close_failed(fd);
}
