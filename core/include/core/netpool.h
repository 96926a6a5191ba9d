/* SPDX-License-Identifier: MIT */
/* netpool.h - receive buffers for drivers that must copy out of their ring. */
#ifndef CORE_NETPOOL_H
#define CORE_NETPOOL_H

#include <core/netdev.h>

#define NETBUF_SIZE 1536u /* bytes of data */

/** Allocates CONFIG_NETPOOL_COUNT buffers, the first time it is called: every driver
 *  that needs the pool does, in its probe. 0 or -ENOMEM. */
int netpool_init(void);
/** A buffer of NETBUF_SIZE bytes owned by the caller; NULL when all are in use.
 *  Its free() gives it back. */
struct netbuf *netpool_get(void) IRQ_SAFE;
/** Buffers out now; for leak checks. */
unsigned netpool_in_use(void) IRQ_SAFE;

#endif
