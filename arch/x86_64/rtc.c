/* SPDX-License-Identifier: MIT */
/*
 * rtc.c - the date and time of the battery-backed clock, taken as UTC.
 *
 * Read twice until equal: the clock may tick between two registers. The chip counts two
 * digits of the year; firmware that keeps the century in its memory says in the FADT
 * where, and without that 70..99 are taken for the last century.
 *
 * Source: Motorola MC146818A data sheet; ACPI Specification 6.4, 5.2.9 (CENTURY).
 */
#include <string.h>

#include <arch/io.h>

#include "acpi.h"
#include "rtc.h"

#define INDEX 0x70
#define DATA  0x71

enum { REG_SEC = 0, REG_MIN = 2, REG_HOUR = 4, REG_DAY = 7, REG_MONTH = 8, REG_YEAR = 9 };
enum { REG_A = 0x0a, REG_B = 0x0b };
#define A_UPDATING 0x80
#define B_24H      0x02
#define B_BINARY   0x04
#define HOUR_PM    0x80
#define TRIES      100000 /* an update lasts 2 ms at most */
#define INDEX_MAX  0x7f   /* bit 7 of the index masks the NMI */

struct rtc_time {
	uint8_t sec, min, hour, day, month, year, century;
};

static uint8_t read_reg(uint8_t reg)
{
	outb(INDEX, reg);
	return inb(DATA);
}

static bool read_once(struct rtc_time *t)
{
	int tries = TRIES;

	while (read_reg(REG_A) & A_UPDATING) {
		if (--tries == 0)
			return false;
	}
	*t = (struct rtc_time){ read_reg(REG_SEC),
				read_reg(REG_MIN),
				read_reg(REG_HOUR),
				read_reg(REG_DAY),
				read_reg(REG_MONTH),
				read_reg(REG_YEAR),
				acpi.rtc_century ? read_reg(acpi.rtc_century & INDEX_MAX) : 0 };
	return true;
}

static uint8_t from_bcd(uint8_t v)
{
	return (uint8_t)((v >> 4) * 10 + (v & 15));
}

static void normalise(struct rtc_time *t)
{
	uint8_t format = read_reg(REG_B);
	bool pm = !(format & B_24H) && (t->hour & HOUR_PM);

	if (!(format & B_24H))
		t->hour &= (uint8_t)~HOUR_PM;
	if (!(format & B_BINARY))
		*t = (struct rtc_time){ from_bcd(t->sec),    from_bcd(t->min),   from_bcd(t->hour),
					from_bcd(t->day),    from_bcd(t->month), from_bcd(t->year),
					from_bcd(t->century) };
	if (!(format & B_24H))
		t->hour = (uint8_t)(t->hour % 12 + (pm ? 12 : 0));
}

static bool is_date(const struct rtc_time *t)
{
	return t->sec < 61 && t->min < 60 && t->hour < 24 && t->day >= 1 && t->day <= 31 &&
	       t->month >= 1 && t->month <= 12 && t->year < 100;
}

static int full_year(const struct rtc_time *t)
{
	if (t->century >= 19 && t->century <= 21)
		return t->century * 100 + t->year;
	return t->year + (t->year < 70 ? 2000 : 1900);
}

/* Days since 1970-01-01 of a Gregorian date; March-based years make the leap day last. */
static int64_t days_of(int year, int month, int day)
{
	year -= month <= 2;
	int64_t era = year / 400, of_era = year % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

enum rtc_state rtc_read(int64_t *seconds)
{
	struct rtc_time a, b;
	int tries = 4;

	do {
		if (!read_once(&a) || !read_once(&b) || --tries == 0)
			return RTC_ABSENT;
	} while (memcmp(&a, &b, sizeof(a)) != 0);
	normalise(&a);
	if (!is_date(&a))
		return RTC_ABSENT;
	*seconds = days_of(full_year(&a), a.month, a.day) * 86400 + a.hour * 3600 + a.min * 60 +
		   a.sec;
	return *seconds < BUILD_DATE ? RTC_IMPLAUSIBLE : RTC_SET;
}
