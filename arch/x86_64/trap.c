/* SPDX-License-Identifier: MIT */
/*
 * trap.c - CPU exceptions: a catcher if the thread has set one up, else a report with
 * registers and the end.
 *
 * Source: Intel SDM volume 3, 6.15 (exceptions), 4.7 (page-fault error code).
 * Locking: entered with interrupts off, on an interrupt-table stack.
 */
#define LOG_TAG "trap"
#include <stddef.h>

#include <arch/cpu.h>
#include <arch/trap.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/thread.h>
#include <core/vm.h>

#include "isr.h"

/* Page-fault error code. */
#define PF_PRESENT  0x01u
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
	struct catcher *c = in_irq() ? NULL : catcher_of(thread_self());

	if (!c)
		return false;
	*c->info = (struct trap_info){ f->vector, f->error, f->rip, fault_address(f), f->rsp };
	f->rip = (uint64_t)trap_catch_landing;
	f->rsp = c->sp;
	f->rflags &= ~RFLAGS_TF;
	return true;
}

static void print_registers(const struct trap_frame *f)
{
	uint64_t cr3;

	__asm__ volatile("movq %%cr3, %0" : "=r"(cr3));
	log_err("rip %016lx  rsp %016lx  rflags %08lx  cs %lx ss %lx", f->rip, f->rsp, f->rflags,
		f->cs, f->ss);
	log_err("rax %016lx  rbx %016lx  rcx %016lx  rdx %016lx", f->rax, f->rbx, f->rcx, f->rdx);
	log_err("rsi %016lx  rdi %016lx  rbp %016lx  r8  %016lx", f->rsi, f->rdi, f->rbp, f->r8);
	log_err("r9  %016lx  r10 %016lx  r11 %016lx  r12 %016lx", f->r9, f->r10, f->r11, f->r12);
	log_err("r13 %016lx  r14 %016lx  r15 %016lx  cr3 %016lx", f->r13, f->r14, f->r15, cr3);
}

_Noreturn static void die_of_page_fault(const struct trap_frame *f, uint64_t addr)
{
	const char *access = f->error & PF_FETCH   ? "execute"
			     : f->error & PF_WRITE ? "write"
						   : "read";
	const char *why = f->error & PF_RESERVED  ? "reserved bit set in a page table"
			  : f->error & PF_PRESENT ? "not permitted"
						  : "not mapped";
	char where[80];

	vm_describe(addr, where, sizeof(where));
	panic_at(f->rip, f->rbp, "page fault: %s of %#lx %s (error %#lx, cr2 %#lx)%s%s", access,
		 addr, why, f->error, addr, where[0] ? ": " : "", where);
}

_Noreturn static void die(const struct trap_frame *f)
{
	const char *name = names[f->vector & 31];

	print_registers(f);
	if (f->vector == TRAP_PAGE_FAULT)
		die_of_page_fault(f, fault_address(f));
	panic_at(f->rip, f->rbp, "%s (vector %lu, error %#lx) at %#lx",
		 name ? name : "reserved exception", f->vector, f->error, f->rip);
}

void trap_handle(struct trap_frame *f)
{
	if (caught(f))
		return;
	if (f->vector == TRAP_BREAKPOINT) {
		log_warn("breakpoint at %#lx, resumed", f->rip - 1);
		return;
	}
	die(f);
}
