/* SPDX-License-Identifier: MIT */
/*
 * symbols.c - the name of the function at an address.
 *
 * The build links the table in; scripts/gen-symbols.py describes it. Distances and names
 * are compressed, so that a lookup walks them from the start: slow and small, for a
 * table that only a report reads. Nothing is allocated.
 *
 * Locking: none; the table is constant.
 */
#include <core/symbols.h>

#define CODE_END 255 /* the end of a name */
#define DEPTH    12  /* of pairs in pairs, at most; gen-symbols.py keeps it */

extern const uint32_t symtab_count;
extern const uint8_t symtab_letter_count, symtab_first_end;
extern const uint8_t symtab_letters[], symtab_pairs[], symtab_deltas[], symtab_names[];
extern const char __text_start[], __text_end[];

static uint32_t read_delta(const uint8_t **p)
{
	uint32_t delta = 0;
	unsigned shift = 0;
	uint8_t byte;

	do {
		byte = *(*p)++;
		delta |= (byte & 127u) << shift;
		shift += 7;
	} while (byte & 128);
	return delta;
}

/* How many functions begin at or below offset; *start is where the last one does. */
static uint32_t functions_up_to(uint32_t offset, uint32_t *start)
{
	const uint8_t *p = symtab_deltas;
	uint32_t count = 0, at = 0;

	while (count < symtab_count) {
		at += read_delta(&p);
		if (at > offset)
			break;
		*start = at;
		count++;
	}
	return count;
}

/* Adds the letters that code stands for to the n of name; returns their new count. */
static size_t expand(uint8_t code, char *name, size_t n)
{
	uint8_t todo[DEPTH + 1]; /* from the last to the next */
	unsigned depth = 0;

	todo[depth++] = code;
	while (depth) {
		code = todo[--depth];
		if (code == CODE_END)
			break;
		if (code >= symtab_letter_count) {
			const uint8_t *pair = symtab_pairs + 2 * (code - symtab_letter_count);

			todo[depth++] = pair[1];
			todo[depth++] = pair[0];
		} else if (n < SYMBOL_NAME_MAX - 1) {
			name[n++] = (char)symtab_letters[code];
		}
	}
	return n;
}

static void read_name(uint32_t index, char *name)
{
	const uint8_t *p = symtab_names;
	size_t n = 0;

	while (index) {
		if (*p++ >= symtab_first_end)
			index--;
	}
	do
		n = expand(*p, name, n);
	while (*p++ < symtab_first_end);
	name[n] = '\0';
}

bool symbol_lookup(uintptr_t addr, struct symbol *s)
{
	uintptr_t text = (uintptr_t)__text_start;
	uint32_t start = 0;

	if (addr < text || addr >= (uintptr_t)__text_end)
		return false;
	uint32_t count = functions_up_to((uint32_t)(addr - text), &start);
	if (count == 0)
		return false;
	read_name(count - 1, s->name);
	s->offset = addr - text - start;
	return true;
}
