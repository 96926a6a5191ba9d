/* SPDX-License-Identifier: MIT */
/* clock.h - moments as words, in the time zone of who reads them. */
#ifndef KIOSK_CLOCK_H
#define KIOSK_CLOCK_H

#include <stddef.h>
#include <time.h>

/** Seconds since 1970 as format says (strftime(3)), in zone (POSIX' TZ; NULL: UTC). text is ""
 *  when there are no such words: they do not fit, or the year is out of range. The thread of the
 *  screen alone: the time zone is the program's. */
void clock_text(const char *zone, time_t when, const char *format, char *text, size_t size);

#endif
