/* SPDX-License-Identifier: MIT */
/* test_large.c - 2 MiB pages: split, and moved as whole tables. */
#include <stdint.h>

#include <arch/paging.h>
#include <test/test.h>

#include "fault.h"

TEST(a_large_page_that_is_split_keeps_its_contents_and_takes_new_rights)
{
	uint64_t *p = vm_map(2 * LARGE_PAGE, VM_R | VM_W, VM_ANON, "test");

	NEED(p);
	CHECK_EQ((uintptr_t)p % LARGE_PAGE, 0);
	CHECK_EQ(paging_size((virt_t){ (uintptr_t)p }), LARGE_PAGE);
	for (size_t i = 0; i < 2 * LARGE_PAGE / 8; i += 512)
		p[i] = i;
	CHECK_EQ(vm_protect((uintptr_t)p + 9 * PAGE_SIZE, PAGE_SIZE, VM_R), 0);
	CHECK_EQ(paging_size((virt_t){ (uintptr_t)p }), PAGE_SIZE);
	CHECK_EQ(fault_of(write_word, p + 9 * 512), 0x3);
	CHECK_EQ(fault_of(write_word, p + 10 * 512 + 1), NO_FAULT);
	CHECK_EQ(vm_unmap((uintptr_t)p + LARGE_PAGE + PAGE_SIZE, PAGE_SIZE), 0);
	CHECK_EQ(fault_of(read_word, (char *)p + LARGE_PAGE + PAGE_SIZE), 0x0);
	unsigned wrong = 0;
	for (size_t i = 0; i < 2 * LARGE_PAGE / 8; i += 512)
		wrong += i != LARGE_PAGE / 8 + 512 && p[i] != i;
	CHECK_EQ(wrong, 0);
	CHECK_EQ(vm_unmap((uintptr_t)p, 2 * LARGE_PAGE), 0);
}

TEST(a_mapping_that_moved_is_at_its_new_place_only)
{
	uint64_t *p = vm_map(2 * LARGE_PAGE, VM_R | VM_W | VM_LAZY, VM_ANON, "test");
	size_t size = LARGE_PAGE + 3 * PAGE_SIZE;

	NEED(p);
	for (size_t i = 0; i < 2 * LARGE_PAGE / 8; i += 512)
		p[i] = i;
	for (unsigned odd = 0; odd < 2; odd++) { /* whole tables move, or page by page */
		uintptr_t to = ALIGN_UP((uintptr_t)p, LARGE_PAGE) + 64 * LARGE_PAGE +
			       odd * PAGE_SIZE;
		uint64_t *q = (uint64_t *)to;
		unsigned wrong = 0;

		CHECK_EQ(vm_move((uintptr_t)p, size, size, &to), 0);
		for (size_t i = 0; i < size / 8; i += 512)
			wrong += q[i] != i;
		CHECK_EQ(wrong, 0);
		CHECK_EQ(fault_of(read_word, p), 0x0);
		CHECK_EQ(p[size / 8], size / 8);
		uintptr_t back = (uintptr_t)p;
		CHECK_EQ(vm_move(to, size, size, &back), 0);
		CHECK_EQ(p[512], 512);
	}
	CHECK_EQ(vm_unmap((uintptr_t)p, 2 * LARGE_PAGE), 0);
}
