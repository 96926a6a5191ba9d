/* SPDX-License-Identifier: MIT */
/*
 * end.c - what follows a panic's report: power off with a status, stay for somebody to
 * look, or start again, but not for ever.
 *
 * Locking: only a panic comes here.
 */
#include <arch/cpu.h>
#include <core/clock.h>
#include <core/crash.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/watchdog.h>

#ifndef CONFIG_PANIC_REBOOT
#define CONFIG_PANIC_REBOOT_SECONDS 0
#define CONFIG_PANIC_REBOOT_MAX     0
#endif

void (*crash_screen)(uint32_t code, int seconds);

static void show(uint32_t code, int seconds)
{
	if (IS_ENABLED(CONFIG_CRASH_SCREEN) && crash_screen)
		crash_screen(code, seconds);
}

static void wait_seconds(unsigned seconds)
{
	uint64_t end = clock_now() + seconds * NSEC_PER_SEC;

	while (clock_now() < end)
		cpu_relax();
}

static void reboot_unless_too_often(uint32_t code)
{
	unsigned count = crash_ram_count();

	if (count > CONFIG_PANIC_REBOOT_MAX) {
		console_printf("panic: %u in a row, no further reboot", count);
		return;
	}
	console_printf("panic: reboot in %u s, %u of %u", CONFIG_PANIC_REBOOT_SECONDS, count,
		       CONFIG_PANIC_REBOOT_MAX);
	show(code, CONFIG_PANIC_REBOOT_SECONDS);
	wait_seconds(CONFIG_PANIC_REBOOT_SECONDS);
	power_reboot();
}

void crash_end(uint32_t code)
{
	if (IS_ENABLED(CONFIG_WATCHDOG))
		watchdog_stop(); /* until here it saw to the report */
	if (IS_ENABLED(CONFIG_PANIC_REBOOT))
		reboot_unless_too_often(code);
	show(code, -1);
	if (IS_ENABLED(CONFIG_PANIC_HALT)) {
		console_printf("panic: halted");
		cpu_halt();
	}
	power_off(PANIC_STATUS);
}
