/* SPDX-License-Identifier: MIT */
/*
 * test_protection.c - the page permissions that keep data from being code, and stacks from
 * running into each other.
 *
 * Source: Intel SDM volume 3, 4.7 (page-fault error code bits: 0 present, 1 write, 4
 * instruction fetch).
 */
#include <stdint.h>

#include <arch/paging.h>
#include <core/thread.h>
#include <core/vm.h>
#include <test/test.h>

#include "fault.h"

extern char __text_start[], __rodata_start[], __sealed_start[], __sealed_end[];

static void call(void *at)
{
	((void (*)(void))at)();
}

static void check_fault(void (*fn)(void *), void *at, uint64_t error)
{
	CHECK_EQ(fault_of(fn, at), error);
}

TEST(kernel_text_cannot_be_written)
{
	check_fault(write_word, __text_start, 0x3);
}

TEST(kernel_text_cannot_be_written_through_the_direct_map)
{
	phys_t text;
	unsigned prot;

	NEED(paging_walk((virt_t){ (uintptr_t)__text_start }, &text, &prot) == 0);
	CHECK_EQ(prot, VM_R | VM_X);
	check_fault(write_word, phys_to_virt(text), 0x3);
}

TEST(constants_cannot_be_written)
{
	check_fault(write_word, __rodata_start, 0x3);
}

TEST_NEEDS(sealed_data_cannot_be_written_at_either_address, CONFIG_SEAL)
{
	CHECK(&__sealed_end[0] > &__sealed_start[0]);
	for (char *at = __sealed_start; at < __sealed_end; at += PAGE_SIZE) {
		check_fault(write_word, at, 0x3);
		check_fault(write_word, at - KERNEL_BASE + HHDM_BASE, 0x3);
		check_fault(read_word, at, NO_FAULT);
	}
	static volatile uint64_t behind; /* the control: what is not sealed */
	check_fault(write_word, (void *)&behind, NO_FAULT);
}

TEST(data_cannot_be_executed)
{
	static char code[16] = { (char)0xc3 };

	check_fault(call, code, 0x11);
}

TEST(stack_cannot_be_executed)
{
	char code[16] = { (char)0xc3 };

	check_fault(call, code, 0x11);
}

TEST(the_direct_map_cannot_be_executed)
{
	phys_t frame = pages_alloc(1, PAGES_ANY);
	char *at = phys_to_virt(frame);

	*at = (char)0xc3;
	check_fault(call, at, 0x11);
	pages_free(frame, 1);
}

TEST(mapped_memory_follows_its_protection)
{
	char *p = vm_map(PAGE_SIZE, VM_R | VM_W, VM_ANON, "test");

	NEED(p != NULL);
	*p = (char)0xc3;
	check_fault(call, p, 0x11);
	CHECK_EQ(vm_protect((uintptr_t)p, PAGE_SIZE, VM_R), 0);
	check_fault(write_word, p, 0x3);
	CHECK_EQ(vm_protect((uintptr_t)p, PAGE_SIZE, VM_R | VM_X), 0);
	call(p); /* the control: with the right it runs */
	CHECK_EQ(vm_unmap((uintptr_t)p, PAGE_SIZE), 0);
	check_fault(read_word, p, 0x0);
}

TEST(writable_and_executable_at_once_is_refused)
{
	char *p = vm_map(PAGE_SIZE, VM_R | VM_W, VM_ANON, "test");

	NEED(p != NULL);
	CHECK(vm_protect((uintptr_t)p, PAGE_SIZE, VM_R | VM_W | VM_X) < 0);
	CHECK_EQ(vm_unmap((uintptr_t)p, PAGE_SIZE), 0);
}

TEST(mapping_twice_is_refused)
{
	virt_t va = { 0x10000000 }; /* below core/vm's range: nobody else maps here */
	phys_t frame = pages_alloc(1, PAGES_ANY);

	CHECK_EQ(paging_map(va, frame, VM_R), 0);
	CHECK(paging_map(va, frame, VM_R) < 0);
	CHECK_EQ(paging_unmap(va).addr, frame.addr);
	CHECK(!phys_valid(paging_unmap(va)));
	pages_free(frame, 1);
}

/* --- stack overflow -------------------------------------------------------------- */

static struct trap_info overflow;
static volatile bool overflow_done;

__attribute__((noinline)) static unsigned recurse(unsigned depth)
{
	volatile char frame[256];

	frame[0] = (char)depth;
	return depth == 0 ? 0 : recurse(depth + 1) + (unsigned)frame[0];
}

static void recurse_for_ever(void *arg)
{
	*(volatile unsigned *)arg = recurse(1);
}

static void overflow_thread(void *arg)
{
	unsigned sink;

	(void)arg;
	if (!trap_catch(recurse_for_ever, &sink, &overflow))
		overflow.vector = 100;
	overflow_done = true;
}

TEST_NEEDS(stack_overflow_hits_the_guard_page_of_the_thread, CONFIG_SCHED)
{
	char where[80];

	overflow_done = false;
	NEED(thread_create("overflow", PRIO_HIGH, 16384, overflow_thread, NULL) != NULL);
	while (!overflow_done)
		thread_yield();
	CHECK_EQ(overflow.vector, 14);
	CHECK_EQ(overflow.error, 0x2);
	CHECK(overflow.sp - overflow.addr < PAGE_SIZE || overflow.addr - overflow.sp < PAGE_SIZE);
	vm_describe(overflow.addr, where, sizeof(where));
	(void)where; /* the thread is gone by now: only the fault itself is judged */
}
