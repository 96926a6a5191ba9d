/* SPDX-License-Identifier: MIT */
/*
 * crash.h - what a panic leaves for those who were not there: one text bundle that says
 * everything by itself. core/panic.c and arch's exceptions are on one side, `make crash`
 * (scripts/crash.py) on the other; docs/CRASHES.md describes the format.
 */
#ifndef CORE_CRASH_H
#define CORE_CRASH_H

#include <stddef.h>
#include <stdint.h>
#include <core/backtrace.h>

#define CRASH_REASON_MAX 240 /* bytes with the NUL */

struct crash {
	char reason[CRASH_REASON_MAX];
	struct code_place at;
	size_t log_end; /* of the log before the report: log_end() */
	uint32_t code;  /* the same whenever this image crashes in this place */
};

/** The code of a crash at at: a sum of the addresses of its innermost frames. People read it
 *  from a screen and say it on the telephone: eight hexadecimal digits. */
uint32_t crash_code(const struct code_place *at) IRQ_SAFE;

/** Prints the bundle of c to the consoles, but not into the log ring. For panic.c:
 *  interrupts off, on a stack of its own. A part of the system that is damaged costs its
 *  section, not the bundle. */
void crash_print(const struct crash *c) IRQ_SAFE;

/** What follows a panic's report, as PANIC_ACTION says. code: of the crash, 0: not known. */
_Noreturn void crash_end(uint32_t code) IRQ_SAFE;
/** Shows people the code and that the machine starts again in so many seconds (-1: that it
 *  does not). NULL: there is no screen for that; who has one sets it. */
extern void (*crash_screen)(uint32_t code, int seconds);

/* --- memory that outlives a warm reset (CONFIG_CRASH_RAM) ------------------------------ */

/* Conventional memory that neither firmware nor boot loader writes to between a reset and
 * our first instruction; docs/decisions/0037 tells how that was found. */
#define CRASH_RAM_ADDRESS 0x90000ul
#define CRASH_RAM_SIZE    0x8000ul

/** The memory is at address at and is ours: arch has taken it out of the map. */
void crash_ram_use(uintptr_t at);
/** Looks for what a panic before the reset left, says so, and publishes it as /proc/crash.
 *  After heap and clock. */
void crash_ram_init(void);
/** A bundle begins; adds to it; it is whole. What is longer than the memory is cut. */
void crash_ram_begin(void) IRQ_SAFE;
void crash_ram_add(const char *s, size_t n) IRQ_SAFE;
void crash_ram_end(void) IRQ_SAFE;
/** The report failed: what it has come to is kept, at least the reason. */
void crash_ram_abandon(const char *reason) IRQ_SAFE;
/** Panics in a row, this one too: without an orderly end, and without
 *  CRASH_HEALTHY_SECONDS of running, in between. */
unsigned crash_ram_count(void) IRQ_SAFE;
/** An orderly end: the next panic is the first one again. */
void crash_ram_forget(void) IRQ_SAFE;

/** True when the running thread may end for an exception at at, and the others go on: the
 *  program's own code raised it, in one of several threads (CONFIG_FAULT_KILLS_THREAD). */
bool fault_is_threads(const struct code_place *at) IRQ_SAFE;

/** CRC-32 (ISO-HDLC, as in zip) of size bytes that follow those of crc; begin with 0. */
uint32_t crc32(uint32_t crc, const void *data, size_t size) IRQ_SAFE;

/* What the build says of the image; scripts/gen-build-id.py writes both. */
extern const uint8_t build_id[20];          /* as in the ELF's .note.gnu.build-id */
extern const uint8_t build_config_hash[32]; /* SHA-256 of the sorted options that are set */

#endif
