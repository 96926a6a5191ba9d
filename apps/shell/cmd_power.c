/* SPDX-License-Identifier: MIT */
/* cmd_power.c - what ends the machine: reboot, halt, panic. They need a machine of their own:
 * the same program on Linux has none to switch off. */
#include <errno.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "system.h"

static bool is_own_machine(void)
{
	struct utsname u;

	return uname(&u) == 0 && strcmp(u.sysname, "Bobbin") == 0;
}

static int end_machine(struct shell *sh, int how)
{
	if (!is_own_machine())
		return shell_error(sh, "this machine is not the shell's own; \"exit\" ends it");
	shell_flush(sh);
	sync();
	reboot(how);
	return shell_fail(sh, "machine");
}

int system_reboot(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return end_machine(sh, RB_AUTOBOOT);
}

int system_halt(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return end_machine(sh, RB_POWER_OFF);
}

/* Nothing is mapped at address 0: registers and a backtrace follow. */
int system_panic(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	shell_flush(sh);
	*(volatile int *)0 = 1;
	return shell_error(sh, "still alive");
}
