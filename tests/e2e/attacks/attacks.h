/* SPDX-License-Identifier: MIT */
/* attacks.h - the attacks by name; each is to end the machine in its own way. */
#ifndef ATTACKS_H
#define ATTACKS_H

struct attack {
	const char *name;
	void (*fn)(const char *argument); /* the word behind the name, or "" */
};

/* All end with a row of NULL. */
extern const struct attack exception_attacks[], mitigation_attacks[], hang_attacks[],
	thread_attacks[];

/* A place that the test finds by nm: the next instruction. Its function is ONCE in the image. */
#ifdef __clang__
#define ONCE __attribute__((noinline))
#else
#define ONCE __attribute__((noinline, noclone))
#endif
#define PLACE(name) ".globl at_" #name "\nat_" #name ": "

#endif
