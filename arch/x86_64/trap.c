/* SPDX-License-Identifier: MIT */
/*
 * trap.c - CPU exceptions: a catcher if the thread has set one up, else a report with
 * registers and the end.
 *
 * Source: Intel SDM volume 3, 6.15 (exceptions), 4.7 (page-fault error code).
 * Locking: entered with interrupts off, on an interrupt-table stack.
 */
#define LOG_TAG "trap"
#include <errno.h>
#include <stddef.h>

#include <arch/cpu.h>
#include <arch/trap.h>
#include <core/crash.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/thread.h>
#include <core/vm.h>

#include "isr.h"
#include "program_fault.h"
#include "signal.h"

/* Page-fault error code. */
#define PF_WRITE    0x02u
#define PF_RESERVED 0x08u
#define PF_FETCH    0x10u

static const char *const names[32] = {
	[0] = "divide error",
	[1] = "debug exception",
	[2] = "NMI",
	[3] = "breakpoint",
	[4] = "overflow",
	[5] = "bound range exceeded",
	[6] = "invalid opcode",
	[7] = "device not available",
	[8] = "double fault",
	[10] = "invalid TSS",
	[11] = "segment not present",
	[12] = "stack segment fault",
	[13] = "general protection",
	[14] = "page fault",
	[16] = "x87 error",
	[17] = "alignment check",
	[18] = "machine check",
	[19] = "SIMD error",
	[20] = "virtualization",
	[21] = "control protection",
};

#define RFLAGS_TF 0x100ul /* single step */
#define RFLAGS_IF 0x200ul /* interrupts */
#define RFLAGS_DF 0x400ul /* string instructions go down */
#define RED_ZONE  128     /* below the stack pointer, System V ABI 3.2.2 */

/* One catcher at a time per thread; a chain, because threads switch while armed. */
struct catcher {
	uint64_t sp; /* first: trap_catch_enter() writes it */
	struct thread *thread;
	struct trap_info *info;
	struct catcher *next;
};
static struct catcher *catchers;

bool trap_catch_enter(void (*fn)(void *arg), void *arg, uint64_t *sp);
extern const char trap_catch_landing[];

bool trap_catch(void (*fn)(void *arg), void *arg, struct trap_info *info)
{
	struct catcher c = { .thread = thread_self(), .info = info };
	unsigned long flags = irq_save();

	c.next = catchers;
	catchers = &c;
	irq_restore(flags);
	bool caught = trap_catch_enter(fn, arg, &c.sp);

	irq_save();
	struct catcher **at = &catchers;
	while (*at != &c)
		at = &(*at)->next;
	*at = c.next;
	irq_restore(flags);
	return caught;
}

static struct catcher *catcher_of(struct thread *t)
{
	for (struct catcher *c = catchers; c; c = c->next) {
		if (c->thread == t)
			return c;
	}
	return NULL;
}

static uint64_t fault_address(const struct trap_frame *f)
{
	uint64_t cr2;

	if (f->vector != TRAP_PAGE_FAULT)
		return 0;
	__asm__ volatile("movq %%cr2, %0" : "=r"(cr2));
	return cr2;
}

/* Goes on at trap_catch() of the thread, as if fn had returned. */
static bool caught(struct trap_frame *f)
{
	struct catcher *c = in_irq() && !panicking() ? NULL : catcher_of(thread_self());

	if (!c)
		return false;
	*c->info = (struct trap_info){ f->vector, f->error, f->rip, fault_address(f), f->rsp };
	f->rip = (uint64_t)trap_catch_landing;
	f->rsp = c->sp;
	f->rflags &= ~RFLAGS_TF;
	return true;
}

/* --- what the machine dies of ------------------------------------------------------ */

/* Copied: another exception would come on the same stack. */
struct last_words last_words;
_Static_assert(offsetof(struct last_words, rows) == 192, "known to panic.asm");

#define ROW(name, member)                                                                          \
	{                                                                                          \
		name, offsetof(struct last_words, member) / sizeof(uint64_t)                       \
	}
static const struct {
	char name[7];
	uint8_t word; /* of last_words */
} register_rows[] = {
	ROW("rip", frame.rip), ROW("rsp", frame.rsp),       ROW("rflags", frame.rflags),
	ROW("rax", frame.rax), ROW("rbx", frame.rbx),       ROW("rcx", frame.rcx),
	ROW("rdx", frame.rdx), ROW("rsi", frame.rsi),       ROW("rdi", frame.rdi),
	ROW("rbp", frame.rbp), ROW("r8", frame.r8),         ROW("r9", frame.r9),
	ROW("r10", frame.r10), ROW("r11", frame.r11),       ROW("r12", frame.r12),
	ROW("r13", frame.r13), ROW("r14", frame.r14),       ROW("r15", frame.r15),
	ROW("cs", frame.cs),   ROW("ss", frame.ss),         ROW("cr2", cr2),
	ROW("cr3", cr3),       ROW("vector", frame.vector), ROW("error", frame.error),
};
#define ROWS_PER_LINE 3u

bool trap_registers(unsigned line, char *buf, size_t size)
{
	const uint64_t *words = (const uint64_t *)&last_words;
	size_t len = 0;

	if (line >= last_words.rows)
		return false;
	for (unsigned i = 0; i < ROWS_PER_LINE && len < size; i++)
		len += (size_t)ksnprintf(buf + len, size - len, "%s%s %016lx", i ? "  " : "",
					 register_rows[line * ROWS_PER_LINE + i].name,
					 words[register_rows[line * ROWS_PER_LINE + i].word]);
	return true;
}

static void keep_registers(const struct trap_frame *f)
{
	last_words.frame = *f;
	last_words.cr2 = fault_address(f);
	__asm__ volatile("movq %%cr3, %0" : "=r"(last_words.cr3));
	last_words.rows = ARRAY_SIZE(register_rows) / ROWS_PER_LINE;
}

extern const char __sealed_start[], __sealed_end[];

static bool sealed(uintptr_t addr)
{
	return IS_ENABLED(CONFIG_SEAL) && addr >= (uintptr_t)__sealed_start &&
	       addr < (uintptr_t)__sealed_end;
}

/* fault: what page_in() said. */
_Noreturn static void die_of_page_fault(const struct trap_frame *f, const struct code_place *at,
					int fault)
{
	const char *access = f->error & PF_FETCH   ? "execute"
			     : f->error & PF_WRITE ? "write"
						   : "read";
	const char *why = fault == -ENOMEM         ? "has no memory left (MAP_NORESERVE)"
			  : f->error & PF_RESERVED ? "reserved bit set in a page table"
			  : sealed(last_words.cr2) ? "not permitted: sealed since the boot"
			  : f->error & PF_PRESENT  ? "not permitted"
						   : "not mapped";
	char where[80];

	vm_describe(last_words.cr2, where, sizeof(where));
	panic_at(at, "page fault: %s of %#lx %s (error %#lx, cr2 %#lx)%s%s", access, last_words.cr2,
		 why, f->error, last_words.cr2, where[0] ? ": " : "", where);
}

/* 0 when the instruction is to be tried again, else what vm_fault() says. */
static int page_in(const struct trap_frame *f)
{
	if (!IS_ENABLED(CONFIG_VM_LAZY) || f->vector != TRAP_PAGE_FAULT || (f->error & PF_RESERVED))
		return -EFAULT;
	unsigned access = f->error & PF_FETCH ? VM_X : f->error & PF_WRITE ? VM_W : VM_R;

	return vm_fault((virt_t){ fault_address(f) }, access);
}

_Noreturn static void die(const struct trap_frame *f, int fault)
{
	const struct code_place at = { .pc = f->rip, .fp = f->rbp, .sp = f->rsp };
	const char *name = names[f->vector & 31];

	keep_registers(f);
	if (f->vector == TRAP_PAGE_FAULT)
		die_of_page_fault(f, &at, fault);
	panic_at(&at, "%s (vector %lu, error %#lx) at %#lx", name ? name : "reserved exception",
		 f->vector, f->error, f->rip);
}

/* What a thread needs of its stack to end. */
#define END_ROOM PAGE_SIZE

/* The frame goes on at the thread's end, and says first why. The stack may be what is
 * full: then the innermost frames give way. */
static bool ended_thread(struct trap_frame *f)
{
	const struct code_place at = { .pc = f->rip, .fp = f->rbp, .sp = f->rsp };
	const char *name = names[f->vector & 31];
	uint64_t addr = fault_address(f), sp = f->rsp;

	if (!IS_ENABLED(CONFIG_FAULT_KILLS_THREAD) || f->vector == TRAP_NMI ||
	    f->vector == TRAP_DOUBLE_FAULT || f->vector == TRAP_MACHINE_CHECK ||
	    !(f->rflags & RFLAGS_IF) || !fault_is_threads(&at))
		return false;
	log_err("thread %d (%s) ends: %s (error %#lx) at %#lx, address %#lx",
		thread_id(thread_self()), thread_name(thread_self()), name ? name : "exception",
		f->error, f->rip, addr);
	backtrace_print(&at);
	if (f->vector == TRAP_PAGE_FAULT && addr + PAGE_SIZE > sp && addr < sp + PAGE_SIZE)
		sp = MAX(addr, sp) + END_ROOM;
	f->rip = (uint64_t)program_thread_faulted;
	f->rsp = (sp - RED_ZONE) / 16 * 16 - 8; /* as behind a call */
	f->rbp = 0;
	f->rflags &= ~(RFLAGS_TF | RFLAGS_DF);
	return true;
}

void trap_handle(struct trap_frame *f)
{
	int err = page_in(f);

	if (err == 0 || caught(f))
		return;
	if (err != -ENOMEM && signal_at_fault && signal_at_fault(f, fault_address(f)))
		return;
	if (f->vector == TRAP_BREAKPOINT) {
		log_warn("breakpoint at %#lx, resumed", f->rip - 1);
		return;
	}
	if (!ended_thread(f))
		die(f, err);
}
