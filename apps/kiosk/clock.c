/* SPDX-License-Identifier: MIT */
/* clock.c - moments as words. */
#define _GNU_SOURCE /* setenv() */
#include <stdlib.h>

#include "clock.h"

void clock_text(const char *zone, time_t when, const char *format, char *text, size_t size)
{
	struct tm tm;

	setenv("TZ", zone ? zone : "UTC0", 1);
	tzset();
	if (!localtime_r(&when, &tm) || strftime(text, size, format, &tm) == 0)
		text[0] = '\0';
}
