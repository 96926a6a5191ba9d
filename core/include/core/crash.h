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
};

/** Prints the bundle of c to the consoles, but not into the log ring. For panic.c:
 *  interrupts off, on a stack of its own. A part of the system that is damaged costs its
 *  section, not the bundle. */
void crash_print(const struct crash *c) IRQ_SAFE;

/** CRC-32 (ISO-HDLC, as in zip) of size bytes that follow those of crc; begin with 0. */
uint32_t crc32(uint32_t crc, const void *data, size_t size) IRQ_SAFE;

/* What the build says of the image; scripts/gen-build-id.py writes both. */
extern const uint8_t build_id[20];          /* as in the ELF's .note.gnu.build-id */
extern const uint8_t build_config_hash[32]; /* SHA-256 of the sorted options that are set */

#endif
