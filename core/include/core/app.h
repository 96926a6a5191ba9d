/* SPDX-License-Identifier: MIT */
/*
 * app.h - the end of the program. Its start is app_run() in init.h, which returns the
 * status given here.
 */
#ifndef CORE_APP_H
#define CORE_APP_H

#include <core/compiler.h>

/** Ends the program with all its threads; the low 8 bits of status are its exit status.
 *  The first caller decides. Any thread of the program. */
_Noreturn void app_exit(int status) MAY_SLEEP;
/** The same for a program ended by signal: status 128 + signal, a line that says so,
 *  and the caller's backtrace. */
_Noreturn void app_exit_by_signal(int signal) MAY_SLEEP;
/** The same from an interrupt, which ends first; then nothing of the program runs on. */
void app_kill(int signal) IRQ_SAFE;

#endif
