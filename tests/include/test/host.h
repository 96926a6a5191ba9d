/* SPDX-License-Identifier: MIT */
/*
 * host.h - the machine that the host ring plays, for tests that look behind it.
 *
 * Each test runs in a process of its own, on a machine that has just booted: 64 MiB of
 * RAM, books and heap in their first state, time 0. So a test may change anything.
 */
#ifndef TEST_HOST_H
#define TEST_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/boot.h>

/* --- memory (memory.c) ---------------------------------------------------------------- */

#define HOST_RAM_MAX (8ull << 30) /* physical addresses, backed as they are touched */

/* From here on pages that vm_map_at() and the heap map can really be accessed; below is
 * the sanitizer's, and mappings are only noted. */
#define HOST_MAPPED_START 0x0000100080000000ul

/** A new machine with these ranges of RAM, all other state of memory forgotten:
 *  pages_init() and vm_init() have been called, heap_init() has not. */
void host_boot_memory(const struct boot_range *ram, size_t count);
/** The n-th paging_map() from now fails with -ENOMEM, once; 0: none does. Returns what was
 *  left of the n asked for last: 0 when that failure has happened. */
unsigned host_fail_paging_map(unsigned n);
/** The n-th allocation from the heap from now fails, once or it and all after it; 0: none
 *  does. True when the failure asked for last has happened. */
bool host_fail_heap(unsigned n, bool for_ever);
/** Pages mapped now. */
size_t host_mapped_pages(void);
/** Frames that splitting large pages has taken for tables so far. */
size_t host_split_tables(void);

/* --- time (cpu.c) --------------------------------------------------------------------- */

/** Starts a clock of 1 GHz at time 0 that moves only by host_advance(), with an event
 *  device that runs timers when time comes to its deadline. */
void host_clock_start(void);
void host_advance(uint64_t ns);
/** The deadline that the event device is armed for. */
uint64_t host_clock_armed(void);

/* --- the CPU (cpu.c) ------------------------------------------------------------------ */

/** What the interrupt controller says to arch_irq_unmask(); 0 at first. */
void host_set_irq_controller(int result);
unsigned host_unmasked_lines(void); /* bit per line */

/* --- signals (thread.c) --------------------------------------------------------------- */

/** The last one that was sent; 0: none was. */
int host_last_signal(void);

/* --- threads (thread.c) --------------------------------------------------------------- */

/** Runs what work_queue() was given, as the worker thread would. A wait does it too. */
void host_run_work(void);
/** The next time preemption comes on again, calls fn, once, as another thread that had
 *  waited for it. */
void host_run_between(void (*fn)(void));
/** How often signal_broken_pipe() was called. */
unsigned host_broken_pipes(void);

/* --- processes (process.c) -------------------------------------------------------------- */

struct test;
/** Runs t in a process of its own. False when it failed, crashed or hung. */
bool host_run_test(const struct test *t);
/** Calls fn(arg) in a process of its own. Returns its exit status and stores what it
 *  printed (cut to size - 1 bytes, ended by a NUL). -1 when a signal ended it. */
int host_capture(void (*fn)(void *arg), void *arg, char *output, size_t size);
/** Prints the newest part of the log, unless the console is being captured. */
void host_print_log(void);
/** True when fn(arg) ends in a panic whose message contains text. */
bool host_panics(void (*fn)(void *arg), void *arg, const char *text);

#endif
