/* SPDX-License-Identifier: MIT */
/*
 * restore.c - the restorer that libc's sigaction() hands over with every handler. Linux
 * returns from handlers through it; here it is what links the code that runs handlers,
 * into images that install any, and switches it on when the first is installed.
 *
 * Source: musl src/signal/sigaction.c, arch/x86_64/ksigaction.h.
 */
#include <arch/signal.h>

#define HIDDEN __attribute__((visibility("hidden")))

HIDDEN void __restore_rt(void);

HIDDEN void __restore_rt(void)
{
	arch_signals_on();
}
