/* SPDX-License-Identifier: MIT */
/*
 * model.h - a tree of files as it should be, and operations that are done to it and, through
 * system calls, to a mounted volume, whose answers must be the model's.
 */
#ifndef FS_FAT_TESTS_MODEL_H
#define FS_FAT_TESTS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MODEL_PATH 2048 /* bytes of any path in a model */

struct node {
	struct node *parent, *next, *children;
	char name[256];
	bool folder;
	uint8_t *data;
	size_t size, room;
	void *promise; /* the test's own */
};

struct model;
/** n is about to be changed, moved or removed; with synced, what it has now was fsync()ed. */
typedef void model_touch_fn(struct model *m, struct node *n, bool synced);

struct model {
	struct node root;
	const char *mount; /* where the volume is: "/t" */
	size_t bytes;      /* that all files have */
	size_t limit;      /* of that: more is not written */
	size_t size_max;   /* of one file */
	unsigned files;    /* and folders */
	unsigned files_max;
	model_touch_fn *touch; /* NULL: nobody asks */
	/* What happened lately, for whoever sees the trees differ. */
	char last[300];
};

void model_init(struct model *m, const char *mount);
void model_free(struct model *m);
/** One operation, chosen by test_random(), with its checks. */
void model_step(struct model *m);
/** Path of n below the mount: "/a/b". */
void model_path(const struct node *n, char *path, size_t size);
/** The same behind that of the mount, with a name behind it (NULL: without). Returns path. */
const char *model_full(const struct model *m, const struct node *n, const char *name,
		       char path[MODEL_PATH]);
/** By name, in whatever case; NULL. */
struct node *model_find(struct node *dir, const char *name);
/** The next node of a walk over all, NULL for the first and at the end; the root is not one. */
struct node *model_next(struct model *m, const struct node *n);
/** Reads everything below the mount and compares. */
void model_compare(struct model *m);

#endif
