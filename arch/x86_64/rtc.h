/* SPDX-License-Identifier: MIT */
/* rtc.h - the battery-backed clock. */
#ifndef ARCH_RTC_H
#define ARCH_RTC_H

#include <stdbool.h>
#include <stdint.h>

/** Seconds since 1970-01-01 UTC. False when the machine has no such clock. */
bool rtc_read(int64_t *seconds);

#endif
