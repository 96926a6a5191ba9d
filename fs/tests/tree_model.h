/* SPDX-License-Identifier: MIT */
/*
 * tree_model.h - files and folders as a table in memory: what a filesystem has to do, without any
 * of how. Paths are components with '/' between them, from the folder under test on; the names
 * are single letters. Links lead nowhere.
 */
#ifndef FS_TESTS_TREE_MODEL_H
#define FS_TESTS_TREE_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <core/abi.h>

#define TREE_NODES   200
#define TREE_NAMES   5 /* 'a' and so on */
#define TREE_TARGET  "/nowhere/at/all"
#define TREE_CONTENT 12000 /* most bytes of a file */

struct tree_node {
	mode_t type; /* S_IFREG, S_IFDIR, S_IFLNK; 0: unused */
	int names;   /* that it has */
	int child[TREE_NAMES];
	size_t size;
	unsigned char *bytes;
};
extern struct tree_node tree[TREE_NODES]; /* 0 is the root */

/** Forgets everything. */
void tree_reset(void);
/** The node at path; -ENOENT, -ENOTDIR. */
int tree_find(const char *path);
/** Each gives what the call of that name has to give; room: there are nodes left. */
bool tree_room(void);
int tree_make(const char *path, mode_t type);
int tree_remove(const char *path, bool folder);
int tree_rename(const char *from, const char *to, bool no_replace);
int tree_link(const char *from, const char *to);
/** Folders in a folder. */
int tree_folders_in(int node);

#endif
