/* SPDX-License-Identifier: MIT */
/*
 * index.c - where in a directory which names are: a hash table from the hash of a name to
 * its slot, so that a directory of thousands is not searched for each operation. It is made
 * when a directory is first used and only in memory; the directory on the disk is a plain list.
 *
 * Locking: the directory's operations.
 */
#include <core/heap.h>

#include "ctfs/ctfs.h"

#define CELLS_MIN 16u

enum { CELL_EMPTY, CELL_REMOVED }; /* no slots of names: these are "." and ".." */

struct ctfs_index {
	uint32_t cells; /* a power of two */
	uint32_t count; /* names */
	uint32_t used;  /* cells that are not empty */
	struct cell {
		uint32_t hash, slot;
	} * cell;
};

/* FNV-1a (Fowler, Noll, Vo). */
uint32_t ctfs_name_hash(const char *name, size_t len)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)name[i]) * 16777619u;
	return hash;
}

static void insert(struct ctfs_index *x, uint32_t hash, uint32_t slot)
{
	uint32_t at = hash & (x->cells - 1);

	while (x->cell[at].slot > CELL_REMOVED)
		at = (at + 1) & (x->cells - 1);
	x->used += x->cell[at].slot == CELL_EMPTY;
	x->cell[at] = (struct cell){ hash, slot };
	x->count++;
}

/* Moves everything to a table with room for so many names at half its cells. */
static bool resize(struct ctfs_index *x, uint32_t names)
{
	struct cell *old = x->cell;
	uint32_t n = x->cells, cells = CELLS_MIN;

	while (cells < names * 2)
		cells *= 2;
	struct cell *cell = heap_alloc_zero(cells, sizeof(*cell));
	if (!cell)
		return false;
	*x = (struct ctfs_index){ .cells = cells, .cell = cell };
	for (uint32_t i = 0; i < n; i++)
		if (old[i].slot > CELL_REMOVED)
			insert(x, old[i].hash, old[i].slot);
	heap_free(old);
	return true;
}

struct ctfs_index *ctfs_index_new(uint32_t names)
{
	struct ctfs_index *x = heap_alloc_zero(1, sizeof(*x));

	if (x && !resize(x, names)) {
		heap_free(x);
		x = NULL;
	}
	return x;
}

void ctfs_index_free(struct ctfs_index *x)
{
	if (x)
		heap_free(x->cell);
	heap_free(x);
}

bool ctfs_index_add(struct ctfs_index *x, uint32_t hash, uint32_t slot)
{
	if ((x->used + 1) * 4 > x->cells * 3 && !resize(x, (x->count + 1) * 2))
		return false;
	insert(x, hash, slot);
	return true;
}

void ctfs_index_remove(struct ctfs_index *x, uint32_t hash, uint32_t slot)
{
	uint32_t at = hash & (x->cells - 1);

	while (x->cell[at].slot != CELL_EMPTY && x->cell[at].slot != slot)
		at = (at + 1) & (x->cells - 1);
	if (x->cell[at].slot == slot) {
		x->cell[at].slot = CELL_REMOVED;
		x->count--;
	}
}

uint32_t ctfs_index_next(const struct ctfs_index *x, uint32_t hash, uint32_t *at)
{
	for (;; (*at)++) {
		const struct cell *c = &x->cell[(hash + *at) & (x->cells - 1)];
		if (c->slot == CELL_EMPTY)
			return 0;
		if (c->slot != CELL_REMOVED && c->hash == hash) {
			(*at)++;
			return c->slot;
		}
	}
}

uint32_t ctfs_index_count(const struct ctfs_index *x)
{
	return x->count;
}
