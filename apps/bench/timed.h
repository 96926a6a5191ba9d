/* SPDX-License-Identifier: MIT */
/* timed.h - measurements in time instead of instructions. */
#ifndef BENCH_TIMED_H
#define BENCH_TIMED_H

struct work {
	const char *name;
	void (*turns)(unsigned n); /* does it n times */
	/* Around each batch of turns, outside the time that is taken; may be NULL. */
	void (*before)(void);
	void (*after)(unsigned n);
	unsigned most; /* turns of one batch, a power of two; 0: as many as it takes */
};

/** Measures each of list and prints a line "name<TAB>nanoseconds" for it. */
void timed_list(const struct work *list, unsigned count);
/** Measures the kernel's services. */
void timed_run(void);
/** Measures files on the disk at DISK_FOLDER (disk.h). */
void timed_files(void);

#endif
