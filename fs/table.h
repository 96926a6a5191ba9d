/* SPDX-License-Identifier: MIT */
/* table.h (private) - what the configuration and the command line mount at boot. */
#ifndef FS_TABLE_H
#define FS_TABLE_H

#include <core/compiler.h>

/** Mounts the root: option root=, else CONFIG_FS_ROOT. 0, or an error, with a log line. */
int table_mount_root(void) MAY_SLEEP;
/** Mounts what option mount=, else CONFIG_FS_MOUNTS, names, until one fails. */
int table_mount_rest(void) MAY_SLEEP;

/** CONFIG_FS_SKELETON: makes the folders and files of a fresh root that are missing. */
void skeleton_make(void) MAY_SLEEP;

#endif
