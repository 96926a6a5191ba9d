/* SPDX-License-Identifier: MIT */
/* test_short.c - every operation on mappings with every small number of free frames: what
 * fails leaves nothing behind, what works gives everything back. */
#include <core/pages.h>
#include <core/thread.h>
#include <core/vm.h>
#include <test/test.h>

#define FRAMES_MAX 40u
#define RW         (VM_R | VM_W)
#define P          PAGE_SIZE
#define FAR        (VM_START + (16ul << 39)) /* where there are no tables yet */

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free - pages_reserved();
}

/* Returns how many of its steps failed. */
static unsigned use_mappings(void)
{
	uintptr_t to = FAR + (2ul << 39);
	int a = vm_map_at(FAR, 8 * P, RW | VM_LAZY, VM_ANON, "short");
	int b = vm_map_at(FAR + (1ul << 39), 8 * P, VM_LAZY, VM_ANON, "short");
	unsigned failed = (a != 0) + (b != 0);

	if (!a) {
		failed += vm_discard(FAR + P, 5 * P) != 0;
		failed += vm_move(FAR, 8 * P, 12 * P, &to) != 0;
		failed += vm_populate(vm_mapped(FAR, P) ? FAR : to, 4 * P) != 0;
	}
	if (!b) {
		failed += vm_protect(FAR + (1ul << 39) + 2 * P, 3 * P, RW) != 0;
		failed += vm_replace(FAR + (1ul << 39) + P, 3 * P, RW, "short") != 0;
	}
	CHECK_EQ(vm_unmap(FAR, 3ul << 39), 0);
	return failed;
}

/* The frame for nodes that the first use takes stays the books'. */
TEST(mappings_with_any_number_of_frames_leave_none_behind)
{
	phys_t last = PHYS_NONE;
	unsigned failed[FRAMES_MAX], leaks = 0;

	CHECK_EQ(use_mappings(), 0);
	preempt_disable();
	for (phys_t p; phys_valid(p = pages_alloc(1, PAGES_ANY)); last = p)
		*(phys_t *)phys_to_virt(p) = last;
	for (unsigned n = 0; n < FRAMES_MAX && phys_valid(last); n++) {
		failed[n] = use_mappings();
		leaks += free_frames() != n;
		phys_t before = *(phys_t *)phys_to_virt(last);
		pages_free(last, 1);
		last = before;
	}
	while (phys_valid(last)) {
		phys_t before = *(phys_t *)phys_to_virt(last);
		pages_free(last, 1);
		last = before;
	}
	preempt_enable();
	CHECK_EQ(leaks, 0);
	CHECK(failed[0] > 1);
	CHECK_EQ(failed[FRAMES_MAX - 1], 0);
}
