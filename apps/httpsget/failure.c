/* SPDX-License-Identifier: MIT */
/* failure.c - how a fetch ends. */
#include <stdarg.h>
#include <stdio.h>

#include "failure.h"

enum status fail(struct failure *f, enum status status, const char *fmt, ...)
{
	va_list args;

	f->status = status;
	va_start(args, fmt);
	vsnprintf(f->text, sizeof(f->text), fmt, args);
	va_end(args);
	return status;
}
