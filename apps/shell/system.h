/* SPDX-License-Identifier: MIT */
/* system.h - what the files of the commands about the system share. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "command.h"

/** The beginning of a file in /proc as a string. Returns false when it cannot be read. */
bool system_text(const char *path, char *text, size_t size);
/** The number behind name in a file with "name number" or "name: number" in each line. */
bool system_number(const char *path, const char *name, unsigned long long *n);

int system_memory(struct shell *sh, int argc, char **argv);
int system_info(struct shell *sh, int argc, char **argv);
int system_reboot(struct shell *sh, int argc, char **argv);
int system_halt(struct shell *sh, int argc, char **argv);
int system_panic(struct shell *sh, int argc, char **argv);

#endif
