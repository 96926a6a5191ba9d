/* SPDX-License-Identifier: MIT */
/* timed.h - measurements in time instead of instructions, for timed.c. */
#ifndef BENCH_TIMED_H
#define BENCH_TIMED_H

/** Measures all of them and prints a line "name<TAB>nanoseconds" for each. */
void timed_run(void);

#endif
