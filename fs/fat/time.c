/* SPDX-License-Identifier: MIT */
/*
 * time.c - dates of FAT: days since 1980 and seconds in steps of two. They are local time
 * wherever they were written; here they are UTC, as on every machine without a time zone.
 *
 *	date  yyyyyyym mmmddddd (year - 1980)    time  hhhhhmmm mmmsssss (seconds / 2)
 *
 * Source: FATGEN103, "Date and Time Formats".
 */
#include <core/clock.h>
#include <core/compiler.h>

#include "stamp.h"

#define SECONDS_PER_DAY 86400
#define FIRST           315532800ll  /* 1980-01-01 00:00:00 */
#define LAST            4354819198ll /* 2107-12-31 23:59:58 */

static const uint16_t days_before[13] = {
	0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
};

/* 1980 to 2107 has one year that is divisible by four and not a leap year: 2100. */
static bool is_leap(unsigned year)
{
	return year % 4 == 0 && year != 2100;
}

static unsigned days_before_month(unsigned year, unsigned month)
{
	return days_before[month] + (month >= 2 && is_leap(year));
}

static unsigned days_before_year(unsigned year)
{
	unsigned n = year - 1980;

	return n * 365 + (n + 3) / 4 - (year > 2100);
}

/* Months and days out of range, as nobody writes them, become the nearest in range. */
int64_t fat_time(struct fat_stamp s)
{
	unsigned year = 1980 + (s.date >> 9), month = s.date >> 5 & 15, day = s.date & 31;
	unsigned hour = s.time >> 11, minute = s.time >> 5 & 63, second = (s.time & 31) * 2;

	month = MIN(MAX(month, 1), 12) - 1;
	day = MAX(day, 1) - 1;
	int64_t days = (int64_t)days_before_year(year) + days_before_month(year, month) + day;
	int64_t seconds = hour * 3600 + minute * 60 + second;
	return (FIRST + days * SECONDS_PER_DAY + seconds) * (int64_t)NSEC_PER_SEC +
	       s.ms10 * 10 * (int64_t)NSEC_PER_MSEC;
}

struct fat_stamp fat_stamp(int64_t ns)
{
	int64_t sec = ns / (int64_t)NSEC_PER_SEC;
	unsigned year = 1980, month = 0;

	if (sec < FIRST || sec > LAST) {
		sec = sec < FIRST ? FIRST : LAST;
		ns = 0;
	}
	unsigned days = (unsigned)((sec - FIRST) / SECONDS_PER_DAY);
	unsigned rest = (unsigned)((sec - FIRST) % SECONDS_PER_DAY);
	year += days / 366;
	while (days_before_year(year + 1) <= days)
		year++;
	days -= days_before_year(year);
	while (days_before_month(year, month + 1) <= days)
		month++;
	days -= days_before_month(year, month);
	unsigned fraction = (unsigned)(ns % (int64_t)NSEC_PER_SEC) / (10 * NSEC_PER_MSEC);
	return (struct fat_stamp){
		.date = (uint16_t)((year - 1980) << 9 | (month + 1) << 5 | (days + 1)),
		.time = (uint16_t)(rest / 3600 << 11 | rest / 60 % 60 << 5 | rest % 60 / 2),
		.ms10 = (uint8_t)(rest % 2 * 100 + fraction),
	};
}
