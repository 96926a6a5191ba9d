/* SPDX-License-Identifier: MIT */
/* boot.h - the moment at which main() was entered, for boot.c. */
#ifndef BENCH_BOOT_H
#define BENCH_BOOT_H

/** Notes the time: main()'s first act. */
void boot_reached_main(void);

#endif
