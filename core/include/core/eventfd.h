/* SPDX-License-Identifier: MIT */
/* eventfd.h - eventfd(2)'s file: a counter that can be waited for. */
#ifndef CORE_EVENTFD_H
#define CORE_EVENTFD_H

#include <core/file.h>

enum eventfd_kind {
	EVENTFD_COUNTER,   /* a read takes all */
	EVENTFD_SEMAPHORE, /* a read takes one */
};

/** Gives a counter at `initial`. flags: O_NONBLOCK or 0. 0, -ENOMEM. */
int eventfd_create(uint64_t initial, enum eventfd_kind kind, int flags, struct file **out);

#endif
