/* SPDX-License-Identifier: MIT */
/* stats.h - the network's counters as /proc/net/bobbin. */
#ifndef NET_STATS_H
#define NET_STATS_H

/** Registers the file. */
void stats_init_file(void);

#endif
