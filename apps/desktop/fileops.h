/* SPDX-License-Identifier: MIT */
/*
 * fileops.h - copying, moving and deleting files and whole folders. Nothing that exists is
 * overwritten: who wants that deletes it first, or asks for a name that is free.
 */
#ifndef FILEOPS_H
#define FILEOPS_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>

#define FILEOPS_DEPTH 64 /* folders in folders; deeper ones are ELOOP */

/** One operation, or several in a row. Zeroed at first. */
struct fileops {
	atomic_bool stop;      /* set by any thread: it ends soon, with ECANCELED */
	atomic_ullong done;    /* bytes that were copied */
	char failed[PATH_MAX]; /* after an error: what it was about */
};

/** All of these: 0, or -1 with errno; what was half copied is deleted again. */
int file_copy(struct fileops *ops, const char *from, const char *to);
/** Between filesystems: copied, then deleted. */
int file_move(struct fileops *ops, const char *from, const char *to);
int file_delete(struct fileops *ops, const char *path);

/** A name in a folder that nothing has: name itself, or "name (2).txt" and so on. Returns buf,
 *  NULL with errno. */
char *file_free_name(const char *folder, const char *name, char buf[PATH_MAX]);
/** path is folder, or lies in it: nothing can be moved there. */
bool path_is_in(const char *path, const char *folder);

#endif
