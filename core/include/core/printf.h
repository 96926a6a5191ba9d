/* SPDX-License-Identifier: MIT */
/*
 * printf.h - formatted output below the waist: the subset of C11 7.21.6.1 without
 * floating point, wide characters and %n. Flags "-+ #0", width and precision (also
 * "*"), lengths hh h l ll z t j, conversions d i u o x X c s p %. Allocates nothing.
 */
#ifndef CORE_PRINTF_H
#define CORE_PRINTF_H

#include <stdarg.h>
#include <stddef.h>
#include <core/compiler.h>

/** As C11 snprintf: writes at most size bytes with the NUL and returns the length
 *  the whole text would have had. An unknown conversion is copied as it stands. */
int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args) IRQ_SAFE;
int ksnprintf(char *buf, size_t size, const char *fmt, ...) IRQ_SAFE PRINTF_LIKE(3, 4);

#endif
