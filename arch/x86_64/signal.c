/* SPDX-License-Identifier: MIT */
/*
 * signal.c - runs the program's signal handlers: on the stack of the interrupted thread,
 * below its red zone, or on the one that sigaltstack(2) named.
 *
 * There are three ways here, and each hands over a trap_frame of where the thread goes on:
 * the end of a system call (signal_enter makes the frame), the end of an interrupt that
 * came while the thread was in the program, and an exception that the program raised. The
 * handler is called like a function, with interrupts on; when it returns, the thread goes
 * on as its ucontext then says. Leaving it by siglongjmp() is fine: nothing else is held.
 *
 * An interrupt cannot tell a thread that holds the kernel's locks from one that does not,
 * so handlers run only when it hit code of the program: what link.ld puts between
 * __program_start and __program_end. The memory and string functions that the kernel uses
 * too do not count, except for exceptions, where the caller decides.
 *
 * Source: Linux sigreturn(2), arch/x86/include/uapi/asm/sigcontext.h; System V ABI 3.2.2;
 * Intel SDM volume 1, 13.4 (XSAVE area).
 * Locking: entered with interrupts off.
 */
#define _GNU_SOURCE /* REG_* */
#include <string.h>
#include <ucontext.h>

#include <arch/cpu.h>
#include <arch/signal.h>
#include <arch/thread.h>
#include <core/irq.h>
#include <core/signal.h>
#include <core/vm.h>

#include "isr.h"
#include "signal.h"

#define RED_ZONE      128
#define XSAVE_LEGACY  512
#define XSAVE_HEADER  64
#define MXCSR_DEFAULT 0x1f80u
/* Carry, parity, adjust, zero, sign, trap, direction, overflow: what a program may set. */
#define RFLAGS_PROGRAM 0xdd5ul
#define RFLAGS_IF      0x200ul

extern const char __program_start[], __program_end[]; /* link.ld */
extern const char __shared_asm_start[], __shared_asm_end[];
extern const char __shared_c_start[], __shared_c_end[];

/* Of struct trap_frame, in the order of gregs from REG_R8 to REG_EFL. */
static const uint8_t gregs_of[] = {
#define AT(reg) offsetof(struct trap_frame, reg) / sizeof(uint64_t)
	AT(r8),  AT(r9),  AT(r10), AT(r11), AT(r12), AT(r13), AT(r14), AT(r15), AT(rdi),
	AT(rsi), AT(rbp), AT(rbx), AT(rdx), AT(rax), AT(rcx), AT(rsp), AT(rip), AT(rflags),
};

static bool within(uint64_t pc, const char *start, const char *end)
{
	return pc >= (uint64_t)start && pc < (uint64_t)end;
}

static bool in_program(uint64_t pc)
{
	return within(pc, __program_start, __program_end);
}

/* --- the context that a handler sees ------------------------------------------------ */

static void fill_context(ucontext_t *uc, const struct trap_frame *f,
			 const struct signal_delivery *d, void *fpu)
{
	const struct thread_signals *s = thread_signals();
	const uint64_t *words = (const uint64_t *)f;

	memset(uc, 0, sizeof(*uc));
	for (unsigned i = 0; i < ARRAY_SIZE(gregs_of); i++)
		uc->uc_mcontext.gregs[i] = (greg_t)words[gregs_of[i]];
	uc->uc_mcontext.gregs[REG_CSGSFS] = (greg_t)(f->cs | f->ss << 48);
	uc->uc_mcontext.gregs[REG_ERR] = (greg_t)f->error;
	uc->uc_mcontext.gregs[REG_TRAPNO] = (greg_t)f->vector;
	uc->uc_mcontext.gregs[REG_OLDMASK] = (greg_t)d->mask;
	if (d->info.si_signo == SIGSEGV)
		uc->uc_mcontext.gregs[REG_CR2] = (greg_t)d->info.si_addr;
	uc->uc_mcontext.fpregs = fpu;
	memcpy(&uc->uc_sigmask, &d->mask, sizeof(d->mask));
	uc->uc_stack.ss_sp = (void *)s->stack;
	uc->uc_stack.ss_size = s->stack_size;
	uc->uc_stack.ss_flags = !s->stack_size ? SS_DISABLE : d->stack ? SS_ONSTACK : 0;
}

static void take_context(struct trap_frame *f, const ucontext_t *uc)
{
	uint64_t *words = (uint64_t *)f, flags = f->rflags, set;

	for (unsigned i = 0; i < ARRAY_SIZE(gregs_of); i++)
		words[gregs_of[i]] = (uint64_t)uc->uc_mcontext.gregs[i];
	f->rflags = (f->rflags & RFLAGS_PROGRAM) | (flags & ~RFLAGS_PROGRAM);
	memcpy(&set, &uc->uc_sigmask, sizeof(set));
	signal_taken(set);
}

static void fresh_fpu(void)
{
	const uint32_t mxcsr = MXCSR_DEFAULT;

	__asm__ volatile("fninit\n\tldmxcsr %0" : : "m"(mxcsr));
}

static void run_handler(struct trap_frame *f, struct signal_delivery *d, void *fpu)
{
	ucontext_t uc;

	fill_context(&uc, f, d, fpu);
	fresh_fpu();
	cpu_irqs_on();
	signal_call(d->action.info_handler, d->info.si_signo, &d->info, &uc, d->stack);
	irq_save();
	take_context(f, &uc);
}

/* signal_run() has made room at fpu, 64-byte aligned. */
void signal_run_with(struct trap_frame *f, struct signal_delivery *first, void *fpu)
{
	struct signal_delivery next;
	uintptr_t sp = (uintptr_t)__builtin_frame_address(0);

	memset((char *)fpu + XSAVE_LEGACY, 0, fpu_size() > XSAVE_LEGACY ? XSAVE_HEADER : 0);
	fpu_save(fpu);
	if (first)
		run_handler(f, first, fpu);
	while (signal_take(&next, sp))
		run_handler(f, &next, fpu);
	fpu_restore(fpu);
}

/* --- three ways here ---------------------------------------------------------------- */

static void at_interrupt(struct trap_frame *f)
{
	if (this_cpu()->preempt_off == 0 && signal_due() && in_program(f->rip))
		signal_run(f, NULL);
}

/* The functions that the kernel uses too belong to whoever called them. Those in assembly
 * have no frame; those in C have made theirs before they touch memory. */
static bool raised_by_program(const struct trap_frame *f)
{
	uint64_t caller = f->rip;

	if (within(f->rip, __shared_asm_start, __shared_asm_end) && vm_readable(f->rsp, 8))
		caller = *(const uint64_t *)f->rsp;
	else if (within(f->rip, __shared_c_start, __shared_c_end) && vm_readable(f->rbp, 16))
		caller = ((const uint64_t *)f->rbp)[1];
	return in_program(caller);
}

static const struct {
	uint8_t vector, sig, code;
} faults[] = {
	{ 0, SIGFPE, FPE_INTDIV },
	{ TRAP_DEBUG, SIGTRAP, TRAP_TRACE },
	{ TRAP_BREAKPOINT, SIGTRAP, SI_KERNEL },
	{ TRAP_INVALID_OPCODE, SIGILL, ILL_ILLOPN },
	{ TRAP_STACK_SEGMENT, SIGBUS, BUS_ADRERR },
	{ TRAP_PROTECTION, SIGSEGV, SI_KERNEL },
	{ TRAP_PAGE_FAULT, SIGSEGV, SEGV_MAPERR },
	{ TRAP_X87, SIGFPE, FPE_FLTINV },
	{ TRAP_ALIGNMENT, SIGBUS, BUS_ADRALN },
	{ TRAP_SIMD, SIGFPE, FPE_FLTINV },
};

/* Which floating-point exception, from the status bits: the lowest that is not masked. */
static int fpe_code(unsigned bits)
{
	static const int codes[] = { FPE_FLTINV, FPE_FLTINV, FPE_FLTDIV,
				     FPE_FLTOVF, FPE_FLTUND, FPE_FLTRES };

	return bits & 0x3f ? codes[__builtin_ctz(bits & 0x3f)] : FPE_FLTINV;
}

static int float_error(uint64_t vector)
{
	uint32_t mxcsr;
	uint16_t status, control;

	__asm__ volatile("stmxcsr %0\n\tfnstsw %1\n\tfnstcw %2"
			 : "=m"(mxcsr), "=m"(status), "=m"(control));
	return fpe_code(vector == TRAP_SIMD ? mxcsr & ~(mxcsr >> 7) : status & ~(unsigned)control);
}

static bool fault_info(const struct trap_frame *f, uint64_t addr, siginfo_t *info)
{
	for (unsigned i = 0; i < ARRAY_SIZE(faults); i++) {
		if (faults[i].vector != f->vector)
			continue;
		*info = (siginfo_t){ .si_signo = faults[i].sig, .si_code = faults[i].code };
		info->si_addr = info->si_code == SI_KERNEL ? NULL : (void *)f->rip;
		if (f->vector == TRAP_X87 || f->vector == TRAP_SIMD)
			info->si_code = float_error(f->vector);
		if (f->vector == TRAP_PAGE_FAULT)
			info->si_addr = (void *)addr;
		if (f->vector == TRAP_PAGE_FAULT && (f->error & PF_PRESENT))
			info->si_code = SEGV_ACCERR;
		return true;
	}
	return false;
}

/* What signal_fault_enter() finds on the program's stack. */
struct fault_frame {
	struct trap_frame regs; /* first */
	struct signal_delivery delivery;
};

/* We are on the exception stack: the program's gets a copy of the frame, and the exception
 * ends in signal_fault_enter(), which is on that stack. */
static bool at_fault(struct trap_frame *f, uint64_t addr)
{
	struct signal_delivery d;
	siginfo_t info;

	if (in_irq() || this_cpu()->preempt_off || !(f->rflags & RFLAGS_IF) ||
	    thread_id(thread_self()) <= 0 || !raised_by_program(f))
		return false;
	if (!fault_info(f, addr, &info) || !signal_take_fault(&d, &info, f->rsp))
		return false;
	if (d.stack && thread_signals()->stack_size < SIGNAL_ROOM)
		return false;
	uintptr_t top = d.stack ? d.stack : f->rsp - RED_ZONE;
	struct fault_frame *copy = (struct fault_frame *)ALIGN_DOWN(top - sizeof(*copy), 16ul);
	/* No room is the end: of a stack that has overflowed, for instance. */
	if (!vm_readable(top - SIGNAL_ROOM, SIGNAL_ROOM))
		return false;
	d.stack = 0; /* we are on it then */
	copy->regs = *f;
	copy->delivery = d;
	f->rip = (uint64_t)signal_fault_enter;
	f->rsp = (uint64_t)copy;
	f->rflags &= RFLAGS_PROGRAM & ~0x500ul; /* interrupts, single step, direction off */
	return true;
}

void signal_fault_run(struct fault_frame *f)
{
	signal_run(&f->regs, &f->delivery);
}

void (*signal_at_interrupt)(struct trap_frame *f);
bool (*signal_at_fault)(struct trap_frame *f, uint64_t addr);

void arch_signals_on(void)
{
	signal_deliver = signal_enter;
	signal_at_interrupt = at_interrupt;
	signal_at_fault = at_fault;
}
