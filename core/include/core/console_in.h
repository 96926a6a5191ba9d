/* SPDX-License-Identifier: MIT */
/*
 * console_in.h - keyboard side of the console. A driver that receives characters
 * (serial port, keyboard) hands them in here; descriptors 0, 1 and 2 read them.
 */
#ifndef CORE_CONSOLE_IN_H
#define CORE_CONSOLE_IN_H

#include <stdint.h>
#include <core/compiler.h>

/** One received byte. Edits and echoes the line as the terminal settings say and
 *  wakes readers. A byte that does not fit (nobody reads) is dropped with a bell. */
void console_input(uint8_t byte) IRQ_SAFE;

#endif
