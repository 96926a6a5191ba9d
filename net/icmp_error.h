/* SPDX-License-Identifier: MIT */
/* icmp_error.h - listens for ICMP's "destination unreachable". */
#ifndef NET_ICMP_ERROR_H
#define NET_ICMP_ERROR_H

/** Starts listening. Under net_lock; 0 or -ENOBUFS. */
int icmp_error_init(void);

#endif
