/* SPDX-License-Identifier: MIT */
/*
 * fixed.h - the option rng=test: the same random numbers at every boot, so that counts
 * of instructions can be repeated. core/random/random.c asks; nobody else knows.
 */
#ifndef RANDOM_FIXED_H
#define RANDOM_FIXED_H

#include <stdbool.h>
#include <core/boot.h>

#if defined(CONFIG_RANDOM_TEST) || defined(CONFIG_TLS)
/** True when the numbers are to be the same at every boot. Panics when that is asked
 *  for and must not be: in an image that has TLS, or not through QEMU's -kernel. */
bool random_fixed(const struct boot_info *bi);
#else
static inline bool random_fixed(const struct boot_info *bi)
{
	(void)bi;
	return false;
}
#endif

#endif
