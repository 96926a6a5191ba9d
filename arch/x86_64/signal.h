/* SPDX-License-Identifier: MIT */
/* signal.h - what signal.c, entry.asm's traps and interrupts, and signal.asm share. */
#ifndef ARCH_SIGNAL_H
#define ARCH_SIGNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <signal.h>

struct trap_frame;
struct fault_frame;
struct signal_delivery;

/* Page-fault error code: the page is there. */
#define PF_PRESENT 0x01u

/** Bytes of stack that must be there for a handler, its context and the FPU registers. */
#define SIGNAL_ROOM 6144

/** Set once the program has a handler. At the end of an interrupt, on the thread's stack;
 *  and at an exception: true when the frame now leads to a handler. */
extern void (*signal_at_interrupt)(struct trap_frame *f);
extern bool (*signal_at_fault)(struct trap_frame *f, uint64_t addr);

/* signal.asm */
/** Runs first, unless NULL, and then all due signals; afterwards f says where to go on. */
void signal_run(struct trap_frame *f, struct signal_delivery *first);
/** The end of a system call: runs what is due. */
void signal_enter(void);
/** Where an exception of the program goes on: a fault_frame is at the stack pointer. */
void signal_fault_enter(void);
/** Calls handler(sig, info, context), on stack unless that is 0. */
void signal_call(void (*handler)(int, siginfo_t *, void *), int sig, siginfo_t *info, void *context,
		 uintptr_t stack);

/* Upcalls of signal.asm. */
void signal_run_with(struct trap_frame *f, struct signal_delivery *first, void *fpu);
void signal_fault_run(struct fault_frame *f);

#endif
