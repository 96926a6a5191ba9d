/* SPDX-License-Identifier: MIT */
/* test_lazy.c - the first touch of lazily backed memory. */
#include <stdint.h>

#include <arch/paging.h>
#include <test/test.h>

#include "fault.h"

TEST(lazy_memory_reads_as_zero_and_takes_what_is_written)
{
	struct pages_stats before, after;

	pages_stats(&before);
	uint64_t *p = vm_map(16 * PAGE_SIZE, VM_R | VM_W | VM_LAZY, VM_ANON, "test");
	NEED(p);
	CHECK_EQ(p[3 * 512], 0);
	p[7 * 512 + 1] = 7;
	pages_stats(&after);
	CHECK(before.free - after.free <= 2 + 3); /* two pages, and tables */
	CHECK_EQ(p[7 * 512 + 1], 7);
	CHECK_EQ(vm_protect((uintptr_t)p, 16 * PAGE_SIZE, VM_R), 0);
	CHECK_EQ(fault_of(write_word, p + 9 * 512), 0x2); /* not there, and not permitted */
	CHECK_EQ(fault_of(write_word, p + 7 * 512), 0x3);
	CHECK_EQ(fault_of(read_word, p + 9 * 512), NO_FAULT);
	CHECK_EQ(vm_unmap((uintptr_t)p, 16 * PAGE_SIZE), 0);
	CHECK_EQ(fault_of(read_word, p), 0x0);
}

/* A touch changes nothing else: registers, flags, red zone and FPU are the program's. Of
 * those, nobody here uses xmm9, and libc may at calls only. */
TEST(a_touch_is_invisible_to_the_code_that_makes_it)
{
	char *p = vm_map(64 * PAGE_SIZE, VM_R | VM_W | VM_LAZY, VM_ANON, "test");
	uint64_t wrong = 0;

	NEED(p);
	for (unsigned i = 0; i < 64; i++) {
		uint64_t ok;
		__asm__ volatile("movq $0x1234, -8(%%rsp)\n\t" /* in the red zone */
				 "movq $0x77, %%rax\n\tmovq %%rax, %%xmm9\n\t"
				 "stc\n\t"
				 "movb $1, (%1)\n\t"
				 "setc %b0\n\tmovzbl %b0, %k0\n\t"
				 "movq %%xmm9, %%rcx\n\tcmpq $0x77, %%rcx\n\tjne 1f\n\t"
				 "cmpq $0x1234, -8(%%rsp)\n\tje 2f\n"
				 "1: xorl %k0, %k0\n2:"
				 : "=&r"(ok)
				 : "r"(p + i * PAGE_SIZE)
				 : "rax", "rcx", "memory", "cc");
		wrong += ok != 1;
	}
	CHECK_EQ(wrong, 0);
	CHECK_EQ(vm_unmap((uintptr_t)p, 64 * PAGE_SIZE), 0);
}
