/* SPDX-License-Identifier: MIT */
/* proc.h - the generated files (core/synth.h) in the tree of files. */
#ifndef FS_PROC_H
#define FS_PROC_H

#include <core/compiler.h>

/** Mounts /proc and puts the generated files with other paths where they belong, also those
 *  that will be registered. What cannot be made, because the root is read-only, is a log line
 *  and missing. */
void proc_start(void) MAY_SLEEP;

#endif
