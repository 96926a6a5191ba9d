/* SPDX-License-Identifier: MIT */
/*
 * check.h - a judge of volumes as a power cut leaves them, that does not know the code under
 * test: whatever a folder shows is whole, and nothing belongs to two.
 */
#ifndef FS_FAT_TESTS_CHECK_H
#define FS_FAT_TESTS_CHECK_H

#include "volume.h"

/** What is wrong, or NULL:
 *  - a file's chain has, as far as its size says, only clusters of the volume that are in use;
 *  - so has a folder's, but its last one may lead to a free cluster;
 *  - no cluster is in two of them;
 *  - when it is not marked as in use, no cluster is lost;
 *  - a folder begins with "." and "..", which lead where they should, and its names are valid. */
const char *check_image(const struct form *form, const uint8_t *image);

#endif
