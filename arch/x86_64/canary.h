/* SPDX-License-Identifier: MIT */
/* canary.h - the stack protector's guard value. */
#ifndef ARCH_CANARY_H
#define ARCH_CANARY_H

#include <stdint.h>

/** Gives the guard a value of this boot; before the first protected frame. */
void canary_init(void);

/* What the compiler compares with (-mstack-protector-guard=global). */
extern uintptr_t __stack_chk_guard;

#endif
