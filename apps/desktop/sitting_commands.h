/* SPDX-License-Identifier: MIT */
/* sitting_commands.h - what the shell in a terminal's window can do beside its own commands. */
#ifndef SITTING_COMMANDS_H
#define SITTING_COMMANDS_H

#include "../shell/shell.h"

extern const struct shell_command sitting_commands[];

#endif
