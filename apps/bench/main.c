/* SPDX-License-Identifier: MIT */
/*
 * main.c - bench: what the kernel's services cost, one "name<TAB>cycles" line each.
 *
 * Arguments name the groups to measure; without any all are. "timed" and "timed-files"
 * measure other work, in nanoseconds, that every kernel can do. The last line, "bench: done", tells
 * the reader that none is missing.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "boot.h"
#include "measure.h"
#include "timed.h"

static const struct group *const groups[] = {
	&boot_group,    &calls_group,    &switches_group, &threads_group,
	&locks_group,   &heap_group,     &memory_group,   &pipes_group,
#if defined(CONFIG_SYSCALL_FAST) && defined(CONFIG_SYSCALL_INT80)
	&entries_group,
#endif
#ifdef CONFIG_FS
	&files_group,   &commands_group,
#endif
#ifdef CONFIG_GUI
	&drawing_group, &screen_group,
#endif
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static const struct {
	const char *name;
	void (*run)(void);
} timed_works[] = {
	{ "timed", timed_run },
#ifdef CONFIG_FS
	{ "timed-files", timed_files },
#endif
};

static const struct group *find(const char *name)
{
	for (size_t i = 0; i < GROUPS; i++) {
		if (strcmp(groups[i]->name, name) == 0)
			return groups[i];
	}
	return NULL;
}

static int usage(const char *wrong)
{
	fprintf(stderr, "bench: there is no group '%s', but:", wrong);
	for (size_t i = 0; i < GROUPS; i++)
		fprintf(stderr, " %s", groups[i]->name);
	fputc('\n', stderr);
	return 2;
}

/* Does what is named, if it is that. */
static bool timed(const char *name)
{
	for (size_t i = 0; i < sizeof(timed_works) / sizeof(timed_works[0]); i++) {
		if (strcmp(name, timed_works[i].name) == 0) {
			timed_works[i].run();
			return true;
		}
	}
	return false;
}

int main(int argc, char **argv)
{
	boot_reached_main();
	if (argc == 2 && timed(argv[1])) {
		puts("bench: done");
		return 0;
	}
	for (int i = 1; i < argc; i++) {
		if (!find(argv[i]))
			return usage(argv[i]);
	}
	for (int i = 1; i < argc; i++)
		measure_group(find(argv[i]));
	for (size_t i = 0; i < GROUPS && argc == 1; i++)
		measure_group(groups[i]);
	puts("bench: done");
	return 0;
}
