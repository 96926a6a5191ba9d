/* SPDX-License-Identifier: MIT */
/*
 * sysstat.h - what /proc and the interfaces of the network tell, as numbers. What is not
 * there (on Linux, some of it) is 0 or "".
 */
#ifndef SYSSTAT_H
#define SYSSTAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sysstat {
	char version[64]; /* of the system: "Bobbin 1.2" */
	double uptime;    /* s */
	double idle;      /* s, of them that no thread wanted the processor */
	uint64_t memory_kib, available_kib;
	unsigned threads;
	uint64_t received, sent; /* bytes, over all interfaces but the loopback */
};
void sysstat_read(struct sysstat *s);

/** Parts of that from the text of a file, for tests. */
void sysstat_memory(struct sysstat *s, const char *meminfo);
void sysstat_network(struct sysstat *s, const char *net_dev);
void sysstat_self(struct sysstat *s, const char *proc_bobbin);
void sysstat_linux_idle(struct sysstat *s, const char *uptime);

/** Share of the processor that was used between two readings, 0..100. */
double sysstat_load(const struct sysstat *before, const struct sysstat *now);

struct sysnet {
	char name[16]; /* of the first interface that is no loopback; "" none */
	bool up;       /* it is up, and has a link */
	char address[16], mask[16], hardware[18], gateway[16], dns[64];
};
void sysnet_read(struct sysnet *n);

struct sysdisk {
	char path[128], type[16], device[32];
	uint64_t size, free; /* bytes */
};
/** The filesystems that are mounted, those with blocks of their own alone. How many, max at
 *  most. */
size_t sysdisk_read(struct sysdisk *disks, size_t max);

/** "3 d 4:05:06", "4:05:06". Returns buf. */
char *uptime_text(double seconds, char buf[32]);
/** "12.5 MB", "740 bytes": of 1024. Returns buf. */
char *bytes_text(uint64_t bytes, char buf[32]);

#endif
