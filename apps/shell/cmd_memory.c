/* SPDX-License-Identifier: MIT */
/* cmd_memory.c - mem and info. Source: proc(5); Intel SDM volume 2A, CPUID. */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "system.h"

bool system_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n >= 0;
}

bool system_number(const char *path, const char *name, unsigned long long *n)
{
	char text[4096];
	size_t len = strlen(name);

	if (!system_text(path, text, sizeof(text)))
		return false;
	for (const char *at = text; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
		if (strncmp(at, name, len) == 0 && strchr(": \t", at[len]) && at[len]) {
			*n = strtoull(at + len + (at[len] == ':'), NULL, 10);
			return true;
		}
	}
	return false;
}

static bool memory(const char *name, unsigned long long *kib)
{
	return system_number("/proc/meminfo", name, kib);
}

int system_memory(struct shell *sh, int argc, char **argv)
{
	static const struct {
		const char *name, *shown;
	} rows[] = {
		{ "MemTotal", "total" },
		{ "MemFree", "free" },
		{ "MemAvailable", "available" },
		{ "Cached", "cached files" },
	};
	char text[SIZE_TEXT];
	unsigned long long kib;

	(void)argc;
	(void)argv;
	if (!memory("MemTotal", &kib))
		return shell_fail(sh, "/proc/meminfo");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (!memory(rows[i].name, &kib))
			continue;
		bool human = shell_flag(sh, 'h');
		shell_size_text(text, human ? kib * 1024 : kib, human);
		shell_print(sh, "%-14s %10s%s\n", rows[i].shown, text, human ? "" : " KiB");
	}
	return 0;
}

/* The name that the processor gives itself; "" if it has none. */
static void processor_name(char name[49])
{
	unsigned max = __get_cpuid_max(0x80000000, NULL), regs[4];

	name[0] = name[48] = '\0';
	for (unsigned i = 0; i < 3 && max >= 0x80000004; i++) {
		__cpuid(0x80000002 + i, regs[0], regs[1], regs[2], regs[3]);
		memcpy(name + 16 * i, regs, sizeof(regs));
	}
}

int system_info(struct shell *sh, int argc, char **argv)
{
	char name[49], version[256], total[SIZE_TEXT], left[SIZE_TEXT];
	unsigned long long kib = 0, available = 0;
	struct utsname u;

	(void)argc;
	(void)argv;
	uname(&u);
	if (!system_text("/proc/version", version, sizeof(version)))
		version[0] = '\0';
	version[strcspn(version, "\n")] = '\0';
	processor_name(name);
	memory("MemTotal", &kib);
	memory("MemAvailable", &available);
	shell_print(sh, "system     %s %s %s\n", u.sysname, u.release, u.machine);
	shell_print(sh, "appliance  %s\n", u.nodename);
	shell_print(sh, "version    %s\n", version);
	shell_print(sh, "processor  %s\n", name + strspn(name, " "));
	shell_print(sh, "memory     %s, %s available\n", shell_size_text(total, kib * 1024, true),
		    shell_size_text(left, available * 1024, true));
	return shell_run_command(sh, 1, (char *[]){ "uptime", NULL });
}
