/* SPDX-License-Identifier: MIT */
/*
 * test_preempt.c - being interrupted between any two instructions: floating-point state
 * survives, and preempt_disable() holds.
 *
 * This file is compiled without SSE, so the compiler does not use the registers that
 * the assembly here fills.
 */
#define TESTS_LACK LACKS(CONFIG_SCHED_PREEMPT)
#include <string.h>

#include <arch/cpu.h>
#include <arch/thread.h>
#include <core/clock.h>
#include <core/irq.h>
#include <core/thread.h>
#include <test/test.h>

#include "crew.h"

#define FPU_THREADS 8
#define SPINS       20000

struct fpu_regs {
	uint8_t xmm[16][16];
	uint8_t x87[8][10];
	uint32_t mxcsr;
	uint16_t fcw;
};

#define LOAD_XMM(n)  "movdqu " #n "*16(%0), %%xmm" #n "\n\t"
#define STORE_XMM(n) "movdqu %%xmm" #n ", " #n "*16(%1)\n\t"
#define ALL(op)                                                                                    \
	op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13)    \
		op(14) op(15)

/* Loads everything from in, spins, stores everything to out. The x87 stack is left
 * empty, the control words as they were by the caller. */
static void fpu_round(const struct fpu_regs *in, struct fpu_regs *out)
{
	__asm__ volatile(
		"fninit\n\t"
		"fldcw %c4(%0)\n\t"
		"ldmxcsr %c3(%0)\n\t" ALL(
			LOAD_XMM) "fldt 256+70(%0)\n\tfldt 256+60(%0)\n\tfldt 256+50(%0)\n\t"
				  "fldt 256+40(%0)\n\tfldt 256+30(%0)\n\tfldt 256+20(%0)\n\t"
				  "fldt 256+10(%0)\n\tfldt 256(%0)\n\t"
				  "movl %2, %%ecx\n"
				  "1: decl %%ecx\n\t"
				  "jnz 1b\n\t" ALL(
					  STORE_XMM) "fstpt 256(%1)\n\tfstpt 256+10(%1)\n\tfstpt "
						     "256+20(%1)\n\t"
						     "fstpt 256+30(%1)\n\tfstpt "
						     "256+40(%1)\n\tfstpt 256+50(%1)\n\t"
						     "fstpt 256+60(%1)\n\tfstpt 256+70(%1)\n\t"
						     "stmxcsr %c3(%1)\n\t"
						     "fnstcw %c4(%1)"
		:
		: "r"(in), "r"(out), "i"(SPINS), "i"(offsetof(struct fpu_regs, mxcsr)),
		  "i"(offsetof(struct fpu_regs, fcw))
		: "ecx", "memory", "cc");
}

/* Values of this thread's own; x87 numbers normal, rounding modes by turns. */
static void fill_regs(struct fpu_regs *r, int id)
{
	memset(r, 0, sizeof(*r));
	for (int i = 0; i < 16; i++)
		memset(r->xmm[i], (id + 1) * 16 + i, 16);
	for (int i = 0; i < 8; i++) {
		memset(r->x87[i], id * 8 + i + 1, 7);
		r->x87[i][7] = 0x80; /* the integer bit of a normal number */
		r->x87[i][8] = 0xff;
		r->x87[i][9] = 0x3f;
	}
	r->mxcsr = 0x1f80u | (unsigned)(id & 3) << 13;
	r->fcw = (uint16_t)(0x037fu | (unsigned)(id & 3) << 10);
}

struct fpu_task {
	volatile unsigned rounds;
	unsigned wrong;
};

/* Tells whether every task has been busy long enough to have been interrupted. */
static bool all_busy(const struct fpu_task *tasks)
{
	for (int i = 0; i < FPU_THREADS; i++) {
		if (tasks[i].rounds < 20)
			return false;
	}
	return true;
}

static void keep_fpu_busy(struct member *m)
{
	struct fpu_task *task = m->arg;
	struct fpu_regs in, out;

	fill_regs(&in, m->id);
	while (m->crew->count == 0) {
		memset(&out, 0, sizeof(out));
		fpu_round(&in, &out);
		task->wrong += memcmp(&in, &out, sizeof(in)) != 0;
		task->rounds++;
	}
	__asm__ volatile("fninit");
}

/* Interrupts all the others often, and leaves its own values in the registers. */
static void disturb(struct member *m)
{
	while (m->crew->count == 0) {
		thread_sleep_until(clock_now() + 300 * NSEC_PER_USEC);
		__asm__ volatile("pcmpeqd %xmm0, %xmm0\n\tpcmpeqd %xmm7, %xmm7\n\t"
				 "pcmpeqd %xmm15, %xmm15\n\tfninit");
	}
}

static void run_fpu_tasks(void (*fn)(struct member *m))
{
	struct crew c = { 0 };
	struct member m[FPU_THREADS + 1];
	struct fpu_task tasks[FPU_THREADS] = { { 0 } };

	for (int i = 0; i < FPU_THREADS; i++)
		crew_start(&c, &m[i], i, PRIO_NORMAL, fn, &tasks[i]);
	crew_start(&c, &m[FPU_THREADS], 0, PRIO_HIGH, disturb, NULL);
	for (int i = 0; i < 200 && (i < 4 || !all_busy(tasks)); i++)
		thread_sleep_until(clock_now() + 100 * NSEC_PER_MSEC);
	crew_note(&c, 1);
	crew_wait(&c);
	CHECK(all_busy(tasks));
	for (int i = 0; i < FPU_THREADS; i++)
		CHECK_EQ(tasks[i].wrong, 0);
}

TEST(preempted_threads_keep_their_fpu_state)
{
	run_fpu_tasks(keep_fpu_busy);
}

/* --- AVX, where the CPU has it ------------------------------------------------------------ */

struct wide_regs {
	uint8_t ymm[16][32];
};

#define LOAD_YMM(n)  "vmovdqu " #n "*32(%0), %%ymm" #n "\n\t"
#define STORE_YMM(n) "vmovdqu %%ymm" #n ", " #n "*32(%1)\n\t"

static void wide_round(const struct wide_regs *in, struct wide_regs *out)
{
	__asm__ volatile(ALL(LOAD_YMM) "movl %2, %%ecx\n"
				       "1: decl %%ecx\n\t"
				       "jnz 1b\n\t" ALL(STORE_YMM) "vzeroupper"
			 :
			 : "r"(in), "r"(out), "i"(SPINS)
			 : "ecx", "memory", "cc");
}

/* Intel SDM volume 1, 14.3: OSXSAVE and AVX, CPUID leaf 1. */
static bool have_avx(void)
{
	const uint32_t both = 1u << 27 | 1u << 28;
	uint32_t eax = 1, ebx, ecx = 0, edx;

	__asm__ volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
	return (ecx & both) == both;
}

static void keep_wide_busy(struct member *m)
{
	static struct wide_regs regs[FPU_THREADS][2]; /* too large for our stacks */
	struct wide_regs *in = &regs[m->id][0], *out = &regs[m->id][1];
	struct fpu_task *task = m->arg;

	for (int i = 0; i < 16; i++) {
		for (int j = 0; j < 32; j++)
			in->ymm[i][j] = (uint8_t)(m->id * 97 + i * 32 + j);
	}
	while (m->crew->count == 0) {
		memset(out, 0, sizeof(*out));
		wide_round(in, out);
		task->wrong += memcmp(in, out, sizeof(*in)) != 0;
		task->rounds++;
	}
}

TEST(preempted_threads_keep_their_wide_registers)
{
	if (have_avx())
		run_fpu_tasks(keep_wide_busy);
}

/* --- when a switch may happen -------------------------------------------------------------- */

struct gate {
	struct waitq wq;
	bool open;
};

static void pass_gate(struct member *m)
{
	struct gate *g = m->arg;

	wait_event(&g->wq, g->open);
	crew_note(m->crew, m->id);
}

static void open_gate(struct gate *g)
{
	unsigned long flags = irq_save();

	g->open = true;
	waitq_wake(&g->wq);
	irq_restore(flags);
}

TEST(a_woken_better_thread_runs_before_the_waker_goes_on)
{
	struct crew c = { 0 };
	struct member m;
	struct gate g = { 0 };

	crew_start(&c, &m, 1, PRIO_HIGH, pass_gate, &g);
	CHECK_EQ(c.count, 0);
	open_gate(&g);
	CHECK_EQ(c.count, 1);
	crew_wait(&c);
}

TEST(preempt_disable_puts_off_a_woken_better_thread)
{
	struct crew c = { 0 };
	struct member m;
	struct gate g = { 0 };

	crew_start(&c, &m, 1, PRIO_HIGH, pass_gate, &g);
	preempt_disable();
	preempt_disable();
	open_gate(&g);
	uint64_t end = clock_now() + 30 * NSEC_PER_MSEC;
	while (clock_now() < end)
		; /* timer interrupts do not help it */
	CHECK_EQ(c.count, 0);
	preempt_enable();
	CHECK_EQ(c.count, 0);
	preempt_enable();
	CHECK_EQ(c.count, 1);
	crew_wait(&c);
}
