/* SPDX-License-Identifier: MIT */
/* counters.h - what the system has in use, so that leaks show. */
#ifndef HTTPSGET_COUNTERS_H
#define HTTPSGET_COUNTERS_H

/** Prints "repeat N heap_used A netpool_used B pbufs_used C fds D" to stdout; "-" for
 *  what this system does not tell. */
void counters_print(unsigned n);

#endif
