/* SPDX-License-Identifier: MIT */
/* playground.h - a folder for tests of files: "/t", empty at first, and the current
 * folder; gone afterwards with all that is in it. In an FS_TEST (fixture.h) a filesystem of the
 * kind under test is mounted there. */
#ifndef FS_TESTS_PLAYGROUND_H
#define FS_TESTS_PLAYGROUND_H

#include <core/syscalls.h>
#include <fs/path.h>
#include <test/test.h>

#include "fixture.h"

/** Mounts a root if there is none. False, with a failed check, when that cannot be. */
bool playground_open(void);
void playground_close(void);
/** Where what is there outlives it: unmounts, has the medium judged and mounts again. */
void playground_remount(void);

/** Makes a file with this text. */
void make_file(const char *path, const char *text);
/** Reads at most size - 1 bytes of a file, ends them by NUL. The count or -errno. */
long read_file(const char *path, char *buf, size_t size);
/** True when path names something, links not followed. */
bool exists(const char *path);

#endif
