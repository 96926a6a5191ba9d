/* SPDX-License-Identifier: MIT */
/* reboot.c - reboot(2): the program may switch the machine off or restart it.
 * Source: Linux reboot(2). */
#include <errno.h>
#include <sys/reboot.h>

#include <arch/cpu.h>
#include <core/crash.h>
#include <core/init.h>
#include <core/syscalls.h>

#define MAGIC1 0xfee1deadu
#define MAGIC2 0x28121969u

/* More than Linux does, where a program calls sync() before. */
static void stop_files(void)
{
	if (IS_ENABLED(CONFIG_FS))
		fs_stop();
}

long sys_reboot(unsigned magic1, unsigned magic2, unsigned cmd, void *arg)
{
	(void)arg;
	if (magic1 != MAGIC1 || magic2 != MAGIC2)
		return -EINVAL;
	switch (cmd) {
	case (unsigned)RB_AUTOBOOT:
		stop_files();
		if (IS_ENABLED(CONFIG_CRASH_RAM))
			crash_ram_forget();
		power_reboot();
	case (unsigned)RB_POWER_OFF:
	case (unsigned)RB_HALT_SYSTEM:
		stop_files();
		power_off(0);
	case (unsigned)RB_ENABLE_CAD:
	case RB_DISABLE_CAD:
		return 0; /* there is no such key combination */
	default:
		return -EINVAL;
	}
}
