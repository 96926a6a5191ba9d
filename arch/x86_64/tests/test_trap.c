/* SPDX-License-Identifier: MIT */
/*
 * test_trap.c - each exception raised on purpose: vector, error code and address must be
 * the architecture's; and the page permissions that keep data from being code.
 *
 * Source: Intel SDM volume 3, table 6-1 and 4.7 (page-fault error code bits: 0 present,
 * 1 write, 4 instruction fetch).
 */
#include <stdint.h>
#include <string.h>

#include <arch/paging.h>
#include <arch/trap.h>
#include <core/irq.h>
#include <core/thread.h>
#include <core/vm.h>
#include <test/test.h>

extern const char here_de[], here_bp[], here_ud[], here_gp[], here_of[];

static void raise_divide_error(void *arg)
{
	(void)arg;
	__asm__ volatile("xorl %%eax, %%eax\n\txorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n"
			 ".globl here_de\nhere_de: divl %%ecx"
			 :
			 :
			 : "eax", "ecx", "edx");
}
static void raise_breakpoint(void *arg)
{
	(void)arg;
	__asm__ volatile("int3\n.globl here_bp\nhere_bp: nop");
}
static void raise_invalid_opcode(void *arg)
{
	(void)arg;
	__asm__ volatile(".globl here_ud\nhere_ud: ud2");
}
static void raise_general_protection(void *arg)
{
	(void)arg;
	__asm__ volatile(".globl here_gp\nhere_gp: movw %w0, %%ds" : : "r"(0x1230));
}
/* Loads a selector whose descriptor is not present: into SS vector 12, elsewhere 11. */
#define ABSENT 0x18
static uint64_t small_gdt[] = { 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cf13000000ffff };

struct table_pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static struct table_pointer use_small_gdt(void)
{
	struct table_pointer saved, small = { sizeof(small_gdt) - 1, (uint64_t)small_gdt };

	__asm__ volatile("sgdt %0\n\tlgdt %1" : "=m"(saved) : "m"(small));
	return saved;
}
static void raise_stack_fault(void *arg)
{
	(void)arg;
	__asm__ volatile("movw %w0, %%ss" : : "r"(ABSENT));
}
static void raise_not_present(void *arg)
{
	(void)arg;
	__asm__ volatile("movw %w0, %%ds" : : "r"(ABSENT));
}
static void raise_debug(void *arg)
{
	(void)arg;
	__asm__ volatile("pushfq\n\torq $0x100, (%%rsp)\n\tpopfq\n\tnop\n\tnop"
			 :
			 :
			 : "memory", "cc");
}
static void raise_nmi(void *arg)
{
	(void)arg;
	__asm__ volatile("int $2");
}
static void raise_machine_check(void *arg)
{
	(void)arg;
	__asm__ volatile("int $18");
}
static void raise_simd(void *arg)
{
	(void)arg;
	__asm__ volatile("int $19");
}
static void raise_x87(void *arg)
{
	uint16_t control = 0x037f & ~(1u << 2); /* unmask division by zero */

	(void)arg;
	__asm__ volatile("fninit\n\tfldcw %0\n\tfld1\n\tfldz\n\tfdivrp\n\tfwait" : : "m"(control));
}
static void raise_double_fault(void *arg)
{
	(void)arg;
	/* The gate of #GP, vector 13, lies beyond this limit: delivering it faults. */
	struct table_pointer saved, only_8 = { 9 * 16 - 1, 0 };

	__asm__ volatile("sidt %0" : "=m"(saved));
	only_8.base = saved.base;
	__asm__ volatile("lidt %0\n\tmovw %w1, %%ds" : : "m"(only_8), "r"(0x1230) : "memory");
}

static struct trap_info raise(void (*fn)(void *), void *arg)
{
	struct trap_info info = { .vector = 99 };

	if (!trap_catch(fn, arg, &info))
		info.vector = 100;
	return info;
}

TEST(divide_error_is_vector_0_at_the_instruction)
{
	struct trap_info t = raise(raise_divide_error, NULL);

	CHECK_EQ(t.vector, 0);
	CHECK_EQ(t.error, 0);
	CHECK_EQ(t.pc, here_de);
}

TEST(debug_exception_is_vector_1)
{
	CHECK_EQ(raise(raise_debug, NULL).vector, 1);
}

TEST(breakpoint_is_vector_3_behind_the_instruction)
{
	struct trap_info t = raise(raise_breakpoint, NULL);

	CHECK_EQ(t.vector, 3);
	CHECK_EQ(t.pc, here_bp);
}

TEST(breakpoint_that_nobody_catches_resumes)
{
	int after = 0;

	__asm__ volatile("int3\n\tmovl $1, %0" : "=r"(after));
	CHECK_EQ(after, 1);
}

TEST(invalid_opcode_is_vector_6_at_the_instruction)
{
	struct trap_info t = raise(raise_invalid_opcode, NULL);

	CHECK_EQ(t.vector, 6);
	CHECK_EQ(t.pc, here_ud);
}

TEST(general_protection_carries_the_selector)
{
	struct trap_info t = raise(raise_general_protection, NULL);

	CHECK_EQ(t.vector, 13);
	CHECK_EQ(t.error, 0x1230);
	CHECK_EQ(t.pc, here_gp);
}

TEST(absent_segments_are_vectors_11_and_12_with_the_selector)
{
	unsigned long flags = irq_save(); /* the TSS is not in the small table */
	struct table_pointer saved = use_small_gdt();
	struct trap_info ss = raise(raise_stack_fault, NULL);
	struct trap_info ds = raise(raise_not_present, NULL);

	__asm__ volatile("lgdt %0" : : "m"(saved));
	irq_restore(flags);
	CHECK_EQ(ss.vector, 12);
	CHECK_EQ(ss.error, ABSENT);
	CHECK_EQ(ds.vector, 11);
	CHECK_EQ(ds.error, ABSENT);
}

/* An emulator never raises these by itself: only the way in is tested. */
TEST(nmi_machine_check_and_simd_error_enter_and_return)
{
	CHECK_EQ(raise(raise_nmi, NULL).vector, 2);
	CHECK_EQ(raise(raise_machine_check, NULL).vector, 18);
	CHECK_EQ(raise(raise_simd, NULL).vector, 19);
}

TEST(x87_error_is_vector_16)
{
	CHECK_EQ(raise(raise_x87, NULL).vector, 16);
	__asm__ volatile("fninit");
}

TEST(double_fault_has_a_stack_of_its_own_and_error_code_0)
{
	struct table_pointer idt;

	__asm__ volatile("sidt %0" : "=m"(idt));
	struct trap_info t = raise(raise_double_fault, NULL);
	__asm__ volatile("lidt %0" : : "m"(idt));
	CHECK_EQ(t.vector, 8);
	CHECK_EQ(t.error, 0);
}

/* --- page permissions ------------------------------------------------------------ */

extern char __text_start[], __rodata_start[];

static void write_byte(void *at)
{
	*(volatile char *)at = 0;
}
static void read_byte(void *at)
{
	(void)*(volatile char *)at;
}
static void call(void *at)
{
	((void (*)(void))at)();
}

static void check_fault(void (*fn)(void *), void *at, uint64_t error)
{
	struct trap_info t = raise(fn, at);

	CHECK_EQ(t.vector, 14);
	CHECK_EQ(t.error, error);
	CHECK_EQ(t.addr, at);
}

TEST(kernel_text_cannot_be_written)
{
	check_fault(write_byte, __text_start, 0x3);
}

TEST(kernel_text_cannot_be_written_through_the_direct_map)
{
	phys_t text;
	unsigned prot;

	NEED(paging_walk((virt_t){ (uintptr_t)__text_start }, &text, &prot) == 0);
	CHECK_EQ(prot, VM_R | VM_X);
	check_fault(write_byte, phys_to_virt(text), 0x3);
}

TEST(constants_cannot_be_written)
{
	check_fault(write_byte, __rodata_start, 0x3);
}

TEST(null_pointers_fault_on_read_and_write)
{
	check_fault(read_byte, NULL, 0x0);
	check_fault(write_byte, NULL, 0x2);
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
	check_fault(write_byte, p, 0x3);
	CHECK_EQ(vm_protect((uintptr_t)p, PAGE_SIZE, VM_R | VM_X), 0);
	call(p); /* the control: with the right it runs */
	CHECK_EQ(vm_unmap((uintptr_t)p, PAGE_SIZE), 0);
	check_fault(read_byte, p, 0x0);
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
