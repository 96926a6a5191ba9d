/* SPDX-License-Identifier: MIT */
/*
 * test_fault.c - exceptions of the CPU that the program handles itself: SIGSEGV, SIGFPE,
 * SIGILL, SIGTRAP; and addresses that nobody has. Plain hosted C: but for the last one the
 * same tests pass on Linux.
 */
#define _GNU_SOURCE /* REG_RIP */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <test/test.h>

#define PAGE 4096

static sigjmp_buf out;
static siginfo_t seen;
static char *on_stack;

static void leave(int sig, siginfo_t *info, void *context)
{
	char here;

	(void)context;
	on_stack = &here;
	seen = *info;
	siglongjmp(out, sig);
}

static void handle(int sig, void (*fn)(int, siginfo_t *, void *), int flags)
{
	struct sigaction sa = { .sa_sigaction = fn, .sa_flags = SA_SIGINFO | flags };

	memset(&seen, 0, sizeof(seen));
	CHECK_EQ(sigaction(sig, &sa, NULL), 0);
}

static void unhandle(int sig)
{
	signal(sig, SIG_DFL);
}

static char *page;                        /* that may be neither read nor written */
static char *volatile first = (char *)16; /* on the page of NULL */

static bool closed_page(void)
{
	page = mmap(NULL, PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return page != MAP_FAILED;
}

TEST(a_handler_of_sigsegv_learns_where_and_may_jump_out)
{
	NEED(closed_page());
	handle(SIGSEGV, leave, 0);
	int sig = sigsetjmp(out, 1);
	if (sig == 0)
		*(volatile char *)(page + 5) = 1;
	CHECK_EQ(sig, SIGSEGV);
	CHECK(seen.si_addr == page + 5);
	CHECK(seen.si_code == SEGV_ACCERR || seen.si_code == SEGV_MAPERR);

	sig = sigsetjmp(out, 1); /* again: the mask was restored */
	if (sig == 0)
		*(volatile char *)first = 1;
	CHECK_EQ(sig, SIGSEGV);
	CHECK(seen.si_addr == (void *)16);
	CHECK_EQ(seen.si_code, SEGV_MAPERR);
	unhandle(SIGSEGV);
	munmap(page, PAGE);
}

/* memcpy and strlen are the kernel's too; what counts is who called. */
TEST(faults_in_library_functions_are_the_callers)
{
	static char *(*volatile copy)(char *, const char *, size_t);
	static size_t (*volatile len)(const char *) = strlen;

	NEED(closed_page());
	copy = (char *(*)(char *, const char *, size_t))memcpy;
	handle(SIGSEGV, leave, 0);
	int sig = sigsetjmp(out, 1);
	if (sig == 0)
		copy(page, "something", 10);
	CHECK_EQ(sig, SIGSEGV);
	CHECK(seen.si_addr == page);
	sig = sigsetjmp(out, 1);
	if (sig == 0)
		test_check(len(page) == 0, "unreachable", __FILE__, __LINE__);
	CHECK_EQ(sig, SIGSEGV);
	CHECK(seen.si_addr >= (void *)page && seen.si_addr < (void *)(page + 8));
	unhandle(SIGSEGV);
	munmap(page, PAGE);
}

static void open_page(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)context;
	seen = *info;
	mprotect(page, PAGE, PROT_READ | PROT_WRITE);
}

TEST(returning_from_the_handler_tries_the_instruction_again)
{
	NEED(closed_page());
	handle(SIGSEGV, open_page, 0);
	double before = 1.25; /* lives in a register across the fault */
	__asm__ volatile("movb $7, 9(%1)" : "+x"(before) : "r"(page) : "memory");
	CHECK_EQ(page[9], 7);
	CHECK(before == 1.25);
	CHECK(seen.si_addr == page + 9);
	unhandle(SIGSEGV);
	munmap(page, PAGE);
}

static void skip_ud2(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig;
	seen = *info;
	uc->uc_mcontext.gregs[REG_RIP] += 2;
	uc->uc_mcontext.gregs[REG_RBX] = 0x1234;
}

TEST(the_handlers_context_says_where_to_go_on)
{
	long rbx = 0;

	handle(SIGILL, skip_ud2, 0);
	__asm__ volatile("ud2" : "+b"(rbx) : : "memory");
	CHECK_EQ(rbx, 0x1234);
	CHECK_EQ(seen.si_signo, SIGILL);
	CHECK_EQ(seen.si_code, ILL_ILLOPN);
	unhandle(SIGILL);
}

TEST(division_by_zero_is_sigfpe_and_a_breakpoint_sigtrap)
{
	handle(SIGFPE, leave, 0);
	int sig = sigsetjmp(out, 1);
	if (sig == 0)
		__asm__ volatile("divl %0" : : "r"(0), "a"(1), "d"(0));
	CHECK_EQ(sig, SIGFPE);
	CHECK_EQ(seen.si_code, FPE_INTDIV);
	unhandle(SIGFPE);
	handle(SIGTRAP, leave, 0);
	sig = sigsetjmp(out, 1);
	if (sig == 0)
		__asm__ volatile("int3");
	CHECK_EQ(sig, SIGTRAP);
	unhandle(SIGTRAP);
}

static volatile int no_end = 1;

static int deeper(volatile char *from)
{
	volatile char room[512];

	room[0] = *from;
	return no_end ? deeper(room) + room[0] : 0;
}

/* The stack is full, so that the handler needs one of its own. */
TEST(a_stack_that_overflows_can_be_handled_on_another_one)
{
	static char other[32768];
	stack_t stack = { .ss_sp = other, .ss_size = sizeof(other) },
		off = { .ss_flags = SS_DISABLE };
	volatile char start = 0;

	CHECK_EQ(sigaltstack(&stack, NULL), 0);
	handle(SIGSEGV, leave, SA_ONSTACK);
	int sig = sigsetjmp(out, 1);
	if (sig == 0)
		CHECK_EQ(deeper(&start), 0);
	CHECK_EQ(sig, SIGSEGV);
	CHECK(on_stack >= other && on_stack < other + sizeof(other));
	CHECK_EQ(sigaltstack(&off, NULL), 0);
	unhandle(SIGSEGV);
}

/* Otherwise than on Linux: docs/WRITING_AN_APP.md says so. */
TEST(addresses_below_4_gib_are_nobodys)
{
	void *low = (void *)0x10000000;

	CHECK(mmap(low, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) ==
	      MAP_FAILED);
	CHECK_EQ(errno, EINVAL);
	CHECK_EQ(munmap(low, 4096), -1);
	CHECK_EQ(errno, EINVAL);
}
