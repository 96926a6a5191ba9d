/* SPDX-License-Identifier: MIT */
/*
 * panic.c - the last words: what is wrong, in which thread, and who called whom.
 *
 * The report is made on a stack of its own: the one that the panic came on may be full,
 * and an exception that the report itself raises enters on the interrupt-table stack
 * that the first one may have come on.
 *
 * Locking: interrupts are off for good. A second panic during the report ends the report,
 * and what PANIC_ACTION says follows; a third one, during that, powers off, and a fourth
 * ends even that.
 */
#include <stdarg.h>

#include <arch/cpu.h>
#include <arch/thread.h>
#include <arch/trap.h>
#include <core/clock.h>
#include <core/crash.h>
#include <core/irq.h>
#include <core/lockcheck.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/printf.h>
#include <core/thread.h>

static uint8_t stack[8192] __attribute__((aligned(16)));
static unsigned depth;
static struct crash crash;

static void print_where(void)
{
	const struct thread *t = this_cpu()->thread;
	uint64_t us = clock_now() / NSEC_PER_USEC;

	console_printf("  after %lu.%06lu s, in %sthread %d (%s)", us / 1000000, us % 1000000,
		       in_irq() ? "an interrupt over " : "", t ? thread_id(t) : 0,
		       t ? thread_name(t) : "boot");
}

static void print_registers(void)
{
	char line[96];

	for (unsigned i = 0; trap_registers(i, line, sizeof(line)); i++)
		console_printf("  %s", line);
}

static void report(void *arg)
{
	(void)arg;
	crash.log_end = log_end();
	console_printf("panic: %s", crash.reason);
	print_where();
	if (IS_ENABLED(CONFIG_CRASH_BUNDLE)) {
		crash.code = crash_code(&crash.at);
		console_printf("  crash code %08x", crash.code);
	}
	print_registers();
	backtrace_print(&crash.at);
	if (IS_ENABLED(CONFIG_SCREEN))
		console_mute_screens(true); /* the bundle is for machines */
	if (IS_ENABLED(CONFIG_CRASH_BUNDLE))
		crash_print(&crash);
	if (IS_ENABLED(CONFIG_SCREEN))
		console_mute_screens(false);
	crash_end(crash.code);
}

static _Noreturn void end(const struct code_place *at, const char *fmt, va_list args)
{
	irq_save();
	lockcheck_stop();
	depth++;
	if (depth == 1) {
		crash.at = *at;
		kvsnprintf(crash.reason, sizeof(crash.reason), fmt, args);
		arch_call_on_stack((uintptr_t)stack + sizeof(stack), report, NULL);
	}
	if (depth == 2) {
		console_printf("panic: another one while the first was reported");
		if (IS_ENABLED(CONFIG_CRASH_RAM))
			crash_ram_abandon(crash.reason);
		crash_end(crash.code);
	}
	if (depth == 3)
		power_off(PANIC_STATUS);
	for (;;)
		cpu_relax();
}

bool panicking(void)
{
	return depth > 0;
}

/* What panic() becomes once its caller's registers are kept (arch's panic.asm). */
_Noreturn void panic_enter(const char *fmt, ...) PRINTF_LIKE(1, 2);
void panic_enter(const char *fmt, ...)
{
	const struct code_place here = { .pc = (uintptr_t)__builtin_return_address(0) - 1,
					 .fp = *(uintptr_t *)__builtin_frame_address(0) };
	va_list args;

	va_start(args, fmt);
	end(&here, fmt, args);
}

void panic_at(const struct code_place *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	end(at, fmt, args);
}
