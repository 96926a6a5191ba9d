/* SPDX-License-Identifier: MIT */
/*
 * test_entry.c - what an interrupt must leave as it was: the red zone, the flags, every
 * register. And the direct map, which everything stands on.
 *
 * The loops run until the timer has interrupted them often enough to have hit inside.
 */
#include <stdint.h>
#include <string.h>

#include <arch/cpu.h>
#include <core/clock.h>
#include <core/pages.h>
#include <core/thread.h>
#include <test/test.h>

#define HITS 200

static volatile unsigned hits;

static void count_hit(struct timer *t)
{
	if (++hits < HITS)
		timer_arm(t, clock_now() + 50 * NSEC_PER_USEC);
}

/* Writes a pattern into the 128 bytes below the stack pointer, spins, and reads it
 * back. Returns the number of bytes that changed. */
static unsigned red_zone_round(uint64_t pattern)
{
	uint64_t changed = 0;

	__asm__ volatile("xorl %%ecx, %%ecx\n"
			 "1: decq %%rcx\n\t"
			 "movq %1, (%%rsp, %%rcx, 8)\n\t"
			 "cmpq $-16, %%rcx\n\t"
			 "jne 1b\n\t"
			 "movl $2000, %%eax\n"
			 "2: decl %%eax\n\t"
			 "jnz 2b\n\t"
			 "xorl %%ecx, %%ecx\n"
			 "3: decq %%rcx\n\t"
			 "cmpq %1, (%%rsp, %%rcx, 8)\n\t"
			 "je 4f\n\t"
			 "incq %0\n"
			 "4: cmpq $-16, %%rcx\n\t"
			 "jne 3b"
			 : "+r"(changed)
			 : "r"(pattern)
			 : "rax", "rcx", "memory", "cc");
	return (unsigned)changed;
}

TEST(interrupts_keep_the_red_zone)
{
	struct timer t = { .fn = count_hit };
	unsigned changed = 0, rounds = 0;

	hits = 0;
	timer_arm(&t, clock_now() + 50 * NSEC_PER_USEC);
	while (hits < HITS)
		changed += red_zone_round(0x0123456789abcdefull + rounds++);
	timer_cancel(&t);
	CHECK_EQ(changed, 0);
}

/* Loads every general register with a value of its own, spins, compares. */
static unsigned registers_round(void)
{
	unsigned wrong = 0;

	__asm__ volatile("movq $0x1111, %%rbx\n\t"
			 "movq $0x2222, %%rsi\n\t"
			 "movq $0x3333, %%rdi\n\t"
			 "movq $0x4444, %%r8\n\t"
			 "movq $0x5555, %%r9\n\t"
			 "movq $0x6666, %%r10\n\t"
			 "movq $0x7777, %%r11\n\t"
			 "movq $0x8888, %%r12\n\t"
			 "movq $0x9999, %%r13\n\t"
			 "movq $0xaaaa, %%r14\n\t"
			 "movq $0xbbbb, %%r15\n\t"
			 "movl $2000, %%ecx\n"
			 "1: decl %%ecx\n\t"
			 "jnz 1b\n\t"
			 "leaq (%%rbx, %%rsi), %%rax\n\t"
			 "addq %%rdi, %%rax\n\taddq %%r8, %%rax\n\taddq %%r9, %%rax\n\t"
			 "addq %%r10, %%rax\n\taddq %%r11, %%rax\n\taddq %%r12, %%rax\n\t"
			 "addq %%r13, %%rax\n\taddq %%r14, %%rax\n\taddq %%r15, %%rax\n\t"
			 "cmpq $0x46662, %%rax\n\t"
			 "je 2f\n\t"
			 "incl %0\n"
			 "2:"
			 : "+m"(wrong)
			 :
			 : "rax", "rbx", "rcx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12",
			   "r13", "r14", "r15", "cc");
	return wrong;
}

TEST(interrupts_keep_every_register)
{
	struct timer t = { .fn = count_hit };
	unsigned wrong = 0;

	hits = 0;
	timer_arm(&t, clock_now() + 50 * NSEC_PER_USEC);
	while (hits < HITS)
		wrong += registers_round();
	timer_cancel(&t);
	CHECK_EQ(wrong, 0);
}

TEST(frames_of_both_zones_are_reachable_and_translate_both_ways)
{
	for (enum pages_zone z = PAGES_ANY; z <= PAGES_DMA32; z++) {
		phys_t frame = pages_alloc(3, z);

		NEED(phys_valid(frame));
		uint8_t *p = phys_to_virt(frame);
		memset(p, 0x5a, 3 * PAGE_SIZE);
		CHECK_EQ(p[3 * PAGE_SIZE - 1], 0x5a);
		CHECK_EQ(virt_to_phys(p).addr, frame.addr);
		pages_free(frame, 3);
	}
}
