/* SPDX-License-Identifier: MIT */
/*
 * backtrace.h - who called whom, one row per distinct frame.
 *
 * Frames are followed through saved frame pointers (everything below the waist is
 * compiled with -fno-omit-frame-pointer) as long as they lie in readable memory; a
 * damaged chain ends the list and does no further harm.
 */
#ifndef CORE_BACKTRACE_H
#define CORE_BACKTRACE_H

#include <stdbool.h>
#include <stdint.h>
#include <core/compiler.h>

/** Where a flow of control stands. sp is 0 when it is not known or when the function
 *  at pc has set up its frame for certain (a call was made from there). */
struct code_place {
	uintptr_t pc, fp, sp;
};

struct backtrace {
	uintptr_t pc;   /* of this row */
	unsigned n;     /* number of the frame, 0 is the innermost */
	unsigned count; /* how many frames in a row are equal: a recursion */
	bool exact;     /* pc is an instruction and not a return address */
	bool guess;     /* a return address found on the stack, perhaps an old one */
	/* below: backtrace.c's */
	uintptr_t fp, sp;
	unsigned rows;
};

/** Prepares b; the first backtrace_next() gives the row of from->pc. */
void backtrace_begin(struct backtrace *b, const struct code_place *from) IRQ_SAFE;
/** Fills the next row. False at the end of the chain, where it leads nowhere, or after
 *  32 rows. */
bool backtrace_next(struct backtrace *b) IRQ_SAFE;

/** Prints one "  #N address function+offset" line per row. */
void backtrace_print(const struct code_place *from) IRQ_SAFE;

#endif
