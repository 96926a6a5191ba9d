/* SPDX-License-Identifier: MIT */
/* timespec.h - libc's times to and from ours. */
#ifndef CORE_SYSCALL_TIMESPEC_H
#define CORE_SYSCALL_TIMESPEC_H

#include <stdbool.h>
#include <stdint.h>
#include <core/abi.h>

/** A length of time in ns; longer than uint64_t holds becomes UINT64_MAX. 0; -EINVAL
 *  negative, or a nanosecond field out of range. */
int timespec_ns(const struct timespec *ts, uint64_t *ns);
struct timespec timespec_from(uint64_t ns);

/** The deadline (clock_now() scale) of a wait: ts is a length of time, or with absolute
 *  a point on the monotonic clock, or on the wall clock. NULL: NO_DEADLINE. 0; -EINVAL. */
int timespec_deadline(const struct timespec *ts, bool absolute, bool wall, uint64_t *deadline);

#endif
