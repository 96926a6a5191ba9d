/* SPDX-License-Identifier: MIT */
/*
 * symbols.c - the name of the function at an address.
 *
 * The build links the table in (scripts/gen-symbols.py describes it): ascending
 * offsets from the start of the text, and the names one after another in the same
 * order. Finding the row is a binary search; finding its name walks the names, which
 * only a backtrace does.
 *
 * Locking: none; the table is constant.
 */
#include <string.h>

#include <core/symbols.h>

extern const uint32_t symtab_count;
extern const uint32_t symtab_offsets[];
extern const char symtab_names[];
extern const char __text_start[], __text_end[];

/* How many entries do not lie above offset. */
static uint32_t entries_up_to(uint32_t offset)
{
	uint32_t low = 0, high = symtab_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (symtab_offsets[mid] <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

const char *symbol_lookup(uintptr_t addr, size_t *offset)
{
	uintptr_t start = (uintptr_t)__text_start;

	if (addr < start || addr >= (uintptr_t)__text_end)
		return NULL;
	uint32_t count = entries_up_to((uint32_t)(addr - start));
	if (count == 0)
		return NULL;
	*offset = addr - start - symtab_offsets[count - 1];

	const char *name = symtab_names;
	for (uint32_t i = 1; i < count; i++)
		name += strlen(name) + 1;
	return name;
}
