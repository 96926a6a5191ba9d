/* SPDX-License-Identifier: MIT */
/* test_mem_calls.c - what mmap() and its family refuse to do to the kernel's own memory. */
#define _GNU_SOURCE /* MAP_*, MREMAP_* */
#include <errno.h>
#include <sys/mman.h>

#include <core/heap.h>
#include <core/syscalls.h>
#include <core/vm.h>
#include <test/test.h>

#define RW    (PROT_READ | PROT_WRITE)
#define FIXED (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)

/* Nothing is unmapped, neither from the start of it nor from before it. */
static void check_kept(uintptr_t at, uintptr_t from)
{
	char *own = vm_map(PAGE_SIZE, VM_R | VM_W, VM_ANON, "test");
	size_t size = at + PAGE_SIZE - from;

	NEED(own);
	CHECK_EQ(sys_munmap((void *)from, size), -EINVAL);
	CHECK_EQ(sys_mmap((void *)from, size, RW, FIXED, -1, 0), -EINVAL);
	CHECK_EQ(sys_mremap(own, PAGE_SIZE, size, MREMAP_MAYMOVE | MREMAP_FIXED, (void *)from),
		 -EINVAL);
	CHECK(vm_readable(at, PAGE_SIZE));
	CHECK_EQ(vm_unmap((uintptr_t)own, PAGE_SIZE), 0);
}

/* Without page tables of our own addresses cannot be chosen. */
TEST_NEEDS(programs_cannot_unmap_what_is_the_kernels, CONFIG_PAGING_FULL)
{
	char *stack = vm_map(PAGE_SIZE, VM_R | VM_W, VM_STACK, "test");
	char *registers = vm_map_device((phys_t){ 0xfee00000 }, PAGE_SIZE);

	NEED(stack && registers);
	check_kept(VM_HEAP_BASE, VM_HEAP_BASE);
	check_kept(VM_HEAP_BASE, VM_HEAP_BASE - 4 * PAGE_SIZE);
	check_kept((uintptr_t)stack, (uintptr_t)stack);
	check_kept((uintptr_t)registers, (uintptr_t)registers);
	CHECK_EQ(vm_unmap((uintptr_t)registers, PAGE_SIZE), 0);
	CHECK_EQ(vm_unmap((uintptr_t)stack, PAGE_SIZE), 0);
}
