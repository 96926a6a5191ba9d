/* SPDX-License-Identifier: MIT */
/* cmd_system.c - the machine's state: ps, uptime, dmesg, date, and the group with mem and info
 * (cmd_memory.c) and what ends the machine (cmd_power.c). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <time.h>
#include <unistd.h>

#include "groups.h"
#include "system.h"

static int print_file(struct shell *sh, const char *path)
{
	char buf[1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = -1;

	while (fd >= 0 && (n = shell_read(sh, fd, buf, sizeof(buf))) > 0)
		shell_put(sh, buf, (size_t)n);
	int status = n < 0 ? shell_fail(sh, path) : 0;
	if (fd >= 0)
		close(fd);
	return status;
}

static int ps(struct shell *sh, int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return print_file(sh, "/proc/threads");
}

static int uptime(struct shell *sh, int argc, char **argv)
{
	unsigned long long s, idle;
	char text[64];

	(void)argc;
	(void)argv;
	if (!system_text("/proc/uptime", text, sizeof(text)))
		return shell_fail(sh, "/proc/uptime");
	s = strtoull(text, NULL, 10);
	shell_print(sh, "up ");
	if (s >= 86400)
		shell_print(sh, "%llu d ", s / 86400);
	shell_print(sh, "%llu:%02llu:%02llu", s / 3600 % 24, s / 60 % 60, s % 60);
	if (system_number("/proc/bobbin", "idle_percent", &idle))
		shell_print(sh, ", %llu%% idle", idle);
	shell_print(sh, "\n");
	return 0;
}

/* --- dmesg ---------------------------------------------------------------------------------- */

enum { SYSLOG_READ_ALL = 3, SYSLOG_SIZE_BUFFER = 10 };

static int dmesg(struct shell *sh, int argc, char **argv)
{
	int size = klogctl(SYSLOG_SIZE_BUFFER, NULL, 0);
	char *text = size > 0 ? malloc((size_t)size) : NULL;
	int n = text ? klogctl(SYSLOG_READ_ALL, text, size) : -1;

	(void)argc;
	(void)argv;
	if (n > 0)
		shell_put(sh, text, (size_t)n);
	if (n > 0 && text[n - 1] != '\n')
		shell_put(sh, "\n", 1);
	int status = n < 0 ? shell_fail(sh, "log") : 0;
	free(text);
	return status;
}

/* --- date ----------------------------------------------------------------------------------- */

static int set_date(struct shell *sh, const char *text)
{
	struct tm tm = { .tm_isdst = -1 };
	const char *end = strptime(text, "%Y-%m-%d %H:%M:%S", &tm);
	struct timespec ts = { 0 };

	if (!end || *end)
		return shell_misuse(sh, "%s: not as in \"2026-11-21 16:45:00\"", text);
	ts.tv_sec = mktime(&tm);
	return clock_settime(CLOCK_REALTIME, &ts) < 0 ? shell_fail(sh, text) : 0;
}

static int date(struct shell *sh, int argc, char **argv)
{
	const char *format = argc > 1 ? argv[1] + 1 : "%Y-%m-%d %H:%M:%S %Z";
	const char *new_time = shell_value(sh, 's');
	char text[256] = "";
	time_t now;
	struct tm tm;

	if (argc > 1 && argv[1][0] != '+')
		return shell_misuse(sh, "%s: a format begins with +, as in +%%H:%%M", argv[1]);
	if (new_time)
		return set_date(sh, new_time);
	now = time(NULL);
	if (strftime(text, sizeof(text), format, localtime_r(&now, &tm)) == 0 && *format)
		return shell_error(sh, "%s: more than %d bytes, or none, come of it", argv[1],
				   (int)sizeof(text) - 1);
	shell_print(sh, "%s\n", text);
	return 0;
}

const struct shell_command system_commands[] = {
	{ .name = "mem",
	  .usage = "[-h]",
	  .help = "tell what memory there is, and what is free",
	  .more = "  -h  sizes as 1.5K or 20M, not in KiB\n",
	  .options = "h",
	  .run = system_memory },
	{ .name = "ps", .usage = "", .help = "list the threads", .options = "", .run = ps },
	{ .name = "uptime",
	  .usage = "",
	  .help = "tell how long the machine runs, and how idle it was",
	  .options = "",
	  .run = uptime },
	{ .name = "info",
	  .usage = "",
	  .help = "tell about the system: version, processor, memory, time",
	  .options = "",
	  .run = system_info },
	{ .name = "dmesg",
	  .usage = "",
	  .help = "print the newest part of the kernel's log",
	  .options = "",
	  .run = dmesg },
	{ .name = "date",
	  .usage = "[-s TIME] [+FORMAT]",
	  .help = "print the time, or set it",
	  .more = "  -s TIME  such as \"2026-11-21 16:45:00\"\n"
		  "FORMAT is that of strftime(3).\n",
	  .options = "s:",
	  .max = 1,
	  .run = date },
	{ .name = "reboot",
	  .usage = "",
	  .help = "write everything to the disks and start the machine anew",
	  .options = "",
	  .run = system_reboot },
	{ .name = "halt",
	  .usage = "",
	  .help = "write everything to the disks and switch the machine off",
	  .options = "",
	  .run = system_halt },
#ifdef CONFIG_SHELL_PANIC
	{ .name = "panic",
	  .usage = "",
	  .help = "crash the machine by writing to address 0",
	  .options = "",
	  .run = system_panic },
#endif
	{ 0 },
};
