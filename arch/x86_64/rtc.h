/* SPDX-License-Identifier: MIT */
/* rtc.h - the battery-backed clock. */
#ifndef ARCH_RTC_H
#define ARCH_RTC_H

#include <stdint.h>

enum rtc_state {
	RTC_ABSENT,      /* nothing there, or what it says is no date */
	RTC_IMPLAUSIBLE, /* a date before this image was built: its battery was empty */
	RTC_SET,
};

/** Seconds since 1970-01-01 UTC, unless RTC_ABSENT. */
enum rtc_state rtc_read(int64_t *seconds);

#endif
