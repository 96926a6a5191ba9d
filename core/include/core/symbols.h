/* SPDX-License-Identifier: MIT */
/* symbols.h - names of functions, from the table that the build links in. */
#ifndef CORE_SYMBOLS_H
#define CORE_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

/** Name of the function that holds code address addr, and addr's offset in it;
 *  NULL when addr is not in .text or the image has no table (CONFIG_SYMBOLS=n). */
const char *symbol_lookup(uintptr_t addr, size_t *offset) IRQ_SAFE;

#endif
