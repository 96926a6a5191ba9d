/* SPDX-License-Identifier: MIT */
/* groups.h - the groups that make up the table, each in the file of its name, cmd_*.c. */
#ifndef GROUPS_H
#define GROUPS_H

#include "command.h"

extern const struct shell_command folder_commands[];   /* ls, cd, mkdir, ... */
extern const struct shell_command file_commands[];     /* cat, cp, mv, rm, ... */
extern const struct shell_command text_commands[];     /* grep, head, wc, ... */
extern const struct shell_command system_commands[];   /* mem, ps, dmesg, halt, ... */
extern const struct shell_command disk_commands[];     /* df, mount, umount, sync */
extern const struct shell_command language_commands[]; /* help, exit, set, time, ... */
extern const struct shell_command net_commands[];      /* ping, dhcp, httpget, ... */

#endif
