/* SPDX-License-Identifier: MIT */
/* symbols.h - names of functions, from the table that the build links in. */
#ifndef CORE_SYMBOLS_H
#define CORE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <core/compiler.h>

#define SYMBOL_NAME_MAX 48 /* bytes with the NUL; longer names are cut */

struct symbol {
	char name[SYMBOL_NAME_MAX];
	size_t offset; /* of the address in the function */
};

/** Finds the function that holds code address addr and fills *s. False when addr is not
 *  in .text or the image has no table (CONFIG_SYMBOLS=n). */
bool symbol_lookup(uintptr_t addr, struct symbol *s) IRQ_SAFE;

#endif
