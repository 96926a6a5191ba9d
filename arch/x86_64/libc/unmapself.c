/* SPDX-License-Identifier: MIT */
/*
 * unmapself.c - the end of a detached thread, which has to unmap the stack it runs on.
 * It does so from another stack. One is enough: libc holds its thread list lock here,
 * and the end of the thread is what releases it (CLONE_CHILD_CLEARTID). Being preempted
 * in between is fine, the thread simply has this stack now.
 *
 * Source: musl src/thread/__unmapself.c, whose 256 bytes suit a system call by trap only.
 */
#include <stddef.h>
#include <stdint.h>

#include <arch/thread.h>
#include <core/syscalls.h>

#define STACK_SIZE 8192

static struct {
	void *base;
	size_t size;
} doomed;

_Noreturn void __unmapself(void *base, size_t size);

static void unmap_and_exit(void *arg)
{
	(void)arg;
	sys_munmap(doomed.base, doomed.size);
	sys_exit(0);
}

_Noreturn void __unmapself(void *base, size_t size)
{
	static unsigned char stack[STACK_SIZE] __attribute__((aligned(16)));

	doomed.base = base;
	doomed.size = size;
	arch_call_on_stack((uintptr_t)stack + sizeof(stack), unmap_and_exit, NULL);
}
