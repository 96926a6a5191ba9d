/* SPDX-License-Identifier: MIT */
/*
 * differential.h - what the tests share that do the same to a filesystem and to a model of it, as
 * chance has it: how many operations each does, and filesystems that lie, which each must notice.
 */
#ifndef FS_TESTS_DIFFERENTIAL_H
#define FS_TESTS_DIFFERENTIAL_H

#include <stdbool.h>
#include <fs/vfs.h>

/** Operations on the kind of filesystem that runs now, for a test that does that part of all:
 *  1,000,000 (FS_OPS= in the environment) are divided among the tests, whose parts are these,
 *  and then among the kinds. Prints the number, and gives the test fifteen minutes instead of the
 *  time limit of tests; none with FS_OPS=. */
enum differential_part { PART_FILE = 40, PART_TREE = 35, PART_FOLDER = 25 }; /* per cent */
long differential_operations(enum differential_part part);

/** What a lying filesystem does wrong now and then. */
enum lie {
	LIE_NONE,
	LIE_READ,     /* one bit of what is read */
	LIE_WRITE,    /* the last byte is not written */
	LIE_TRUNCATE, /* the size stays as it was */
	LIE_LOOKUP,   /* a name that is there is not found */
	LIE_CREATE,   /* there is no room */
	LIE_REMOVE,   /* the name stays */
	LIE_RENAME,   /* the old name stays, and the new one is not made */
	LIE_READDIR,  /* from some time on, a name is left out */
	LIES
};
/** To be called by the test for the vnode at its centre, after each time that it opens it. */
void differential_subject(const char *path);
/** Runs `test` with `ops` operations on a ramfs that tells that lie: true when a check of it
 *  has failed, or an assertion of the kernel. */
bool differential_notices(void (*test)(long ops), long ops, enum lie lie);

#endif
