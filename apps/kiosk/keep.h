/* SPDX-License-Identifier: MIT */
/*
 * keep.h - the last good content, in files of a folder that outlives the machine. A file is
 * replaced whole: after a power cut it is the old one or the new one.
 */
#ifndef KIOSK_KEEP_H
#define KIOSK_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/** folder NULL, or one that cannot be written to: nothing is kept, which is said once. */
void keep_open(const char *folder);
/** Keeps the len bytes that url gave at a time. Any thread. */
void keep_save(const char *url, const void *data, size_t len, time_t when);
/** What was kept of url, in memory of malloc() and with a NUL behind it; NULL: nothing. */
char *keep_load(const char *url, size_t *len, time_t *when);

/** Names an address whose content is to stay when keep_tidy() is called next. */
void keep_name(const char *url);
/** Removes what was kept of addresses that nobody has named since the last time. */
void keep_tidy(void);

/** A number that differs when the data does (FNV-1a). */
uint64_t keep_sum(const void *data, size_t len);

#endif
