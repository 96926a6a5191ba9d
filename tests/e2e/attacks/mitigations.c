/* SPDX-License-Identifier: MIT */
/* mitigations.c - does what the page permissions, guards and checks are there to stop. */
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <core/log.h>
#include <core/panic.h>
#include <core/thread.h>
#include <core/vm.h>

#include "attacks.h"

#define RET ((char)0xc3)

static ONCE void call(const void *code)
{
	__asm__ volatile("call *%0\n" PLACE(call) "nop" : : "a"(code) : "memory");
}

static void exec_data(const char *argument)
{
	static char code[16] = { RET };

	(void)argument;
	call(code);
}

static void exec_bss(const char *argument)
{
	static char code[16];

	(void)argument;
	code[0] = RET;
	call(code);
}

static void exec_heap(const char *argument)
{
	char *code = malloc(16);

	(void)argument;
	code[0] = RET;
	call(code);
}

static void exec_stack(const char *argument)
{
	volatile char code[16] = { RET };

	(void)argument;
	call((const void *)code);
}

/* The control: mapped for execution, the same bytes run. */
static void exec_allowed(const char *argument)
{
	char *code = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)argument;
	code[0] = RET;
	if (mprotect(code, 4096, PROT_READ | PROT_EXEC) == 0)
		call(code);
}

static void write_and_exec(const char *argument)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)argument;
	printf("page %s\n", page == MAP_FAILED ? "refused" : "given");
}

/* --- memory that was never promised ------------------------------------------------- */

/* touch-all MEBIBYTES [noreserve]: maps that much, and writes to every page. */
static void touch_all(const char *argument)
{
	char *flag;
	size_t size = strtoul(argument, &flag, 10) << 20;
	int flags = MAP_PRIVATE | MAP_ANONYMOUS | (*flag == 'n' ? MAP_NORESERVE : 0);
	volatile char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, flags, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		return;
	}
	printf("mapped\n");
	for (size_t at = 0; at < size; at += 4096)
		p[at] = 1;
}

/* --- stacks ----------------------------------------------------------------------- */

static ONCE int recurse(volatile char *above)
{
	volatile char here[256];

	here[0] = *above;
	return above == here ? 0 : recurse(here) + here[0];
}

static void overflow_main(const char *argument)
{
	volatile char first = 1;

	(void)argument;
	recurse(&first);
}

static void *overflow(void *arg)
{
	overflow_main(NULL);
	return arg;
}

static void overflow_pthread(const char *argument)
{
	pthread_t t;

	(void)argument;
	pthread_create(&t, NULL, overflow, NULL);
	pthread_join(t, NULL);
}

static void overflow_quietly(void *arg)
{
	overflow(arg);
}

static void overflow_kernel(const char *argument)
{
	(void)argument;
	thread_create("attacked", PRIO_HIGH, 16384, overflow_quietly, NULL);
}

/* Writes to the guard page of the stack that the argument names: looks for it in the
 * books of the address space. */
static void write_guard(const char *argument)
{
	char wanted[64], found[80];

	snprintf(wanted, sizeof(wanted), "guard page of stack '%s'", argument);
	for (uintptr_t at = VM_START; at < VM_START + (64ul << 20); at += PAGE_SIZE) {
		vm_describe(at, found, sizeof(found));
		if (strcmp(found, wanted) == 0)
			*(volatile char *)(at + PAGE_SIZE - 1) = 0;
	}
}

static ONCE void overrun(volatile char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		bytes[i] = 1;
}

static ONCE int smash_frame(void)
{
	volatile char bytes[8];

	overrun(bytes, 64);
	return bytes[0];
}

static void smash(const char *argument)
{
	(void)argument;
	smash_frame();
}

extern uintptr_t __stack_chk_guard;

static void show_canary(const char *argument)
{
	(void)argument;
	printf("canary %016lx\n", (unsigned long)__stack_chk_guard);
}

/* --- the heap --------------------------------------------------------------------- */

static void double_free(const char *argument)
{
	void *volatile p = malloc(100);

	(void)argument;
	free(p);
	free(p);
}

static void overflow_block(const char *argument)
{
	char *volatile a = malloc(64), *volatile b = malloc(64);

	(void)argument;
	memset(a, 0x41, malloc_usable_size(a) + 8);
	free(b);
	free(a);
}

static void free_stranger(const char *argument)
{
	static char not_ours[64] __attribute__((aligned(16)));

	(void)argument;
	void *volatile p = not_ours + 16;
	free(p);
}

/* --- the report itself ------------------------------------------------------------ */

/* poke ADDRESS=VALUE: damages a word of the kernel, then crashes. */
static void poke(const char *argument)
{
	char *end;
	uintptr_t at = strtoull(argument, &end, 16);

	*(volatile uint64_t *)at = strtoull(end + 1, NULL, 16);
	__asm__ volatile("ud2");
}

/* Crashes unless an earlier run did: then shows what that one left. */
static void crash_once(const char *argument)
{
	char text[256];
	FILE *file = fopen("/proc/crash", "r");

	(void)argument;
	if (!file)
		__asm__ volatile("ud2");
	while (fgets(text, sizeof(text), file))
		printf("left: %s", text);
	fclose(file);
}

/* What the report runs through may be what is broken; here it is a console. */
static void fail_once(const char *s, size_t n)
{
	static bool failed;

	(void)s, (void)n;
	if (panicking() && !failed) {
		failed = true;
		panic("the report fails");
	}
}

static void crash_in_report(const char *argument)
{
	static struct console broken = { .name = "broken", .write = fail_once };

	(void)argument;
	console_register(&broken);
	__asm__ volatile("ud2");
}

static void forge(const char *argument)
{
	(void)argument;
	printf("-----BEGIN BOBBIN CRASH-----\nbundle: 1\nreason: \033[31mforged\n");
	fflush(stdout);
	log_write(LOG_ERR, "forge", "%s", "two\r\nlines\t\033[2J");
	__asm__ volatile("ud2");
}

const struct attack mitigation_attacks[] = {
	{ "exec-data", exec_data },
	{ "exec-bss", exec_bss },
	{ "exec-heap", exec_heap },
	{ "exec-stack", exec_stack },
	{ "exec-allowed", exec_allowed },
	{ "write-and-exec", write_and_exec },
	{ "touch-all", touch_all },
	{ "overflow-main", overflow_main },
	{ "overflow-pthread", overflow_pthread },
	{ "overflow-kernel", overflow_kernel },
	{ "guard", write_guard },
	{ "smash", smash },
	{ "canary", show_canary },
	{ "double-free", double_free },
	{ "overflow-block", overflow_block },
	{ "free-stranger", free_stranger },
	{ "poke", poke },
	{ "crash-once", crash_once },
	{ "crash-in-report", crash_in_report },
	{ "forge", forge },
	{ 0 },
};
