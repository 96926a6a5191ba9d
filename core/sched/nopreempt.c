/* SPDX-License-Identifier: MIT */
/*
 * nopreempt.c - without preemption nothing has to be put off; preempt_disable() is still
 * counted, so that waiting under it is found in every configuration.
 *
 * Locking: none; one CPU.
 */
#include <arch/cpu.h>
#include <core/panic.h>
#include <core/thread.h>

void preempt_disable(void)
{
	this_cpu()->preempt_off++;
}

void preempt_enable(void)
{
	ASSERT(this_cpu()->preempt_off > 0);
	this_cpu()->preempt_off--;
}
