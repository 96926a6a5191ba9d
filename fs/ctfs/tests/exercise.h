/* SPDX-License-Identifier: MIT */
/* exercise.h - everything that a program could do on a volume that nobody vouches for. */
#ifndef FS_CTFS_TESTS_EXERCISE_H
#define FS_CTFS_TESTS_EXERCISE_H

#include "ctfs/ctfs.h"

/** Mounts the volume in cache, reads all, changes much, unmounts. True: it was mounted. Whatever
 *  is on it, this ends, and touches no memory that is not the volume's. */
bool exercise(struct bcache *cache, enum ctfs_access access);

#endif
