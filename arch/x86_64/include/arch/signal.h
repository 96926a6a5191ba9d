/* SPDX-License-Identifier: MIT */
/* arch/signal.h - running the program's signal handlers. */
#ifndef ARCH_ARCH_SIGNAL_H
#define ARCH_ARCH_SIGNAL_H

/** From now on handlers run, where core/signal.h says; idempotent. */
void arch_signals_on(void);

#endif
