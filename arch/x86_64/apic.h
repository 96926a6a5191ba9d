/* SPDX-License-Identifier: MIT */
/* apic.h - the local APIC's registers as lapic_timer.c uses them. */
#ifndef ARCH_APIC_H
#define ARCH_APIC_H

#include <stdbool.h>
#include <stdint.h>
#include <core/irq.h>

/** apic_init() has found one. */
bool apic_present(void);
/** What a device writes where to interrupt this CPU with vector. */
struct irq_message apic_message(unsigned vector);
/** Counts down from ticks (1..UINT32_MAX) and interrupts at VECTOR_TIMER once. 0 stops it. */
void apic_timer_start(uint32_t ticks);
/** The same without an interrupt: for measuring. */
void apic_timer_start_silent(uint32_t ticks);
/** Ticks left. */
uint32_t apic_timer_left(void);

#endif
