/* SPDX-License-Identifier: MIT */
/*
 * tree.h - all that is in a folder, for commands that work on whole trees. Neither the stack nor
 * the number of descriptors grows with the depth, and no path is put together for the system: a
 * tree may be as deep as its filesystem lets it be, PATH_MAX or not. Memory holds the names of the
 * folders that lead to where the walk is.
 *
 *	struct tree t;
 *	enum tree_step step;
 *
 *	if (tree_open(&t, "/tmp/d", "d") < 0)
 *		return shell_fail(sh, "d");
 *	while ((step = tree_next(&t)) != TREE_END) {
 *		if (step == TREE_OTHER)
 *			unlinkat(t.place.fd, t.name, 0);
 *	}
 *	tree_close(&t);
 *
 * Links are not followed. What others change meanwhile is an error at most: a folder that was moved
 * away ends the walk, it does not lead it elsewhere.
 */
#ifndef TREE_H
#define TREE_H

#include <sys/stat.h>

#include "command.h"

/** A folder, from which one goes down and up again, as far as where one began. */
struct tree_place {
	int fd;
	size_t depth;
	struct tree_level *levels; /* owned: those above */
};

/** Begins in a folder; a path that ends with a link is refused. All return 0, or -1 with errno. */
int tree_place_open(struct tree_place *p, const char *path);
int tree_place_down(struct tree_place *p, const char *name);
/** ESTALE: the folder above is another one by now. */
int tree_place_up(struct tree_place *p);
void tree_place_close(struct tree_place *p);

enum tree_step {
	TREE_END,
	TREE_ENTER, /* a folder, which place is by now: what is in it comes next */
	TREE_LEAVE, /* the folder again: what was in it has come, and place is the one above */
	TREE_OTHER, /* what is no folder, in place */
	TREE_ERROR, /* errno: of a name that was left out, or of all that was still to come */
};

struct tree {
	const char *name; /* what the step is about */
	struct stat st;   /* of ENTER and OTHER */
	struct tree_place place;

	/* Owned by the walk. */
	const char *top; /* what errors call the folder */
	struct tree_folder *folders;
	bool is_lost;
};

/** Begins with what is in the folder at path; the folder itself is the caller's matter. top stays
 *  the caller's. Returns 0, or -1 with errno. */
int tree_open(struct tree *t, const char *path, const char *top);
enum tree_step tree_next(struct tree *t);
/** After TREE_ENTER: leaves out what is in the folder, and its TREE_LEAVE. */
void tree_skip(struct tree *t);
void tree_close(struct tree *t);
/** Tells errno of the step's name, with all folders above it. Returns a status. */
int tree_fail(struct shell *sh, const struct tree *t);
/** The path of the step's name from top on, to be freed; NULL: no memory. */
char *tree_path(const struct tree *t);

/** Whether the folder at path is the one of st, or lies in it at any depth. Returns 1, 0, or -1
 *  with errno. */
int tree_lies_in(const char *path, const struct stat *st);

#endif
