/* SPDX-License-Identifier: MIT */
/* abi.h - Linux x86_64 types and constants that cross the libc waist, taken from
 * libc's own headers so that they cannot disagree with the application's. On the
 * host ring: the host's headers, which have the same layouts. */
#ifndef CORE_ABI_H
#define CORE_ABI_H

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>

#endif
