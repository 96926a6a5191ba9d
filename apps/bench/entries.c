/* SPDX-License-Identifier: MIT */
/*
 * entries.c - the null call of calls.c by instruction and not by function call; only in
 * images that have both instructions.
 *
 * Source: System V ABI x86-64, A.2.1 (registers of system calls).
 */
#include <sys/syscall.h>

#include "measure.h"

static uint64_t by_syscall(void)
{
	long result = SYS_getppid;
	uint64_t start = stamp();

	__asm__ volatile("syscall" : "+a"(result) : : "rcx", "r11", "memory");
	uint64_t cost = stamp() - start;
	must(result >= 0, "SYSCALL");
	return cost;
}

static uint64_t by_int80(void)
{
	long result = SYS_getppid;
	uint64_t start = stamp();

	__asm__ volatile("int $0x80" : "+a"(result) : : "memory");
	uint64_t cost = stamp() - start;
	must(result >= 0, "INT 0x80");
	return cost;
}

static const struct measurement list[] = {
	{ "null call, SYSCALL", by_syscall, TIMES },
	{ "null call, INT 0x80", by_int80, TIMES },
};
const struct group entries_group = {
	.name = "entries",
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
};
