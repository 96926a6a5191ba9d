/* SPDX-License-Identifier: MIT */
/*
 * heap_any.c - the allocator that heap.c is linked with in the host ring: hands each call
 * to the one that the test has chosen.
 */
#include <core/heap.h>
#include <test/host.h>
#include "heap/allocator.h"
#include "heap/header.h"
#include "heap_test.h"

struct allocator {
	void (*init)(void *mem, size_t size);
	void (*extend)(size_t size);
	size_t (*growth)(size_t align, size_t size);
	void *(*take)(size_t align, size_t size);
	size_t (*give)(void *p);
	size_t (*usable)(const void *p);
	bool (*resize)(void *p, size_t size);
	int (*check)(struct heap_totals *totals);
};

#define ALL_OF(name)                                                                               \
	{                                                                                          \
		name##_init, name##_extend, name##_growth, name##_take, name##_give,               \
			name##_usable, name##_resize, name##_check                                 \
	}

static const struct allocator allocators[] = {
	[KIND_BUMP] = ALL_OF(bump),   [KIND_LIST] = ALL_OF(list), [KIND_BLOCK] = ALL_OF(block),
	[KIND_BUDDY] = ALL_OF(buddy), [KIND_TLSF] = ALL_OF(tlsf),
};

enum heap_kind heap_kind = KIND_TLSF;
bool heap_hardening = true, heap_poison;

/* The failure that a test asked for: in how many takes, and how it went. */
static struct {
	unsigned in;
	bool for_ever, happened, refuse_growth;
} failure;

bool host_fail_heap(unsigned n, bool for_ever)
{
	bool happened = failure.happened;

	failure.in = n;
	failure.for_ever = for_ever;
	failure.happened = failure.refuse_growth = false;
	return happened;
}

static bool take_fails(void)
{
	if (failure.in == 0 || --failure.in > 0)
		return false;
	failure.in = failure.for_ever;
	failure.happened = failure.refuse_growth = true;
	return true;
}

void use_heap(enum heap_kind kind)
{
	heap_kind = kind;
}

void boot_heap(size_t ram_bytes)
{
	const struct boot_range ram = { 1ul << 20, ram_bytes };

	host_boot_memory(&ram, 1);
	heap_init();
}

void any_init(void *mem, size_t size)
{
	allocators[heap_kind].init(mem, size);
}

void any_extend(size_t size)
{
	allocators[heap_kind].extend(size);
}

size_t any_growth(size_t align, size_t size)
{
	if (failure.refuse_growth) {
		failure.refuse_growth = false;
		return 0;
	}
	return allocators[heap_kind].growth(align, size);
}

void *any_take(size_t align, size_t size)
{
	return take_fails() ? NULL : allocators[heap_kind].take(align, size);
}

size_t any_give(void *p)
{
	return allocators[heap_kind].give(p);
}

size_t any_usable(const void *p)
{
	return allocators[heap_kind].usable(p);
}

bool any_resize(void *p, size_t size)
{
	return allocators[heap_kind].resize(p, size);
}

int any_check(struct heap_totals *totals)
{
	return allocators[heap_kind].check(totals);
}
