/* SPDX-License-Identifier: MIT */
/* fuzz_env.h - what the stack stands on in a fuzz target: one thread, a clock of its
 * own, libc's heap. */
#ifndef NET_TESTS_FUZZ_ENV_H
#define NET_TESTS_FUZZ_ENV_H

/** Lets ms milliseconds pass, with the work and the timers that fall into them. */
void fuzz_run(unsigned ms);

#endif
