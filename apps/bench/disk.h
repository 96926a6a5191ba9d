/* SPDX-License-Identifier: MIT */
/* disk.h - the disk that is mounted at DISK_FOLDER, here or on another kernel. */
#ifndef BENCH_DISK_H
#define BENCH_DISK_H

#include <stddef.h>
#include <stdint.h>

#define DISK_FOLDER "/data"
#define DISK_PATH   40 /* bytes of the path of a numbered file, at most */

/** Finds out what is mounted there. Ends the program if nothing is. */
void disk_find(void);
/** Unmounts and mounts it: everything is on the disk, and nothing of it in memory. */
void disk_forget(void);
/** Unmounts it. */
void disk_end(void);
/** Commands that the disk has done since boot: reads, writes and flushes. Only here. */
uint64_t disk_commands(void);
/** The path of file number n, in buf. */
const char *disk_name(char buf[DISK_PATH], unsigned n);
/** Opens a file of the disk, or ends the program. */
int disk_open(const char *path, int flags);
/** Makes a file of so many bytes, of which none is a hole. Opened for both. */
int disk_make(const char *path, size_t size);
/** Makes files 0 to n - 1, empty; removes them. */
void disk_fill(unsigned n);
void disk_clear(unsigned n);

#endif
