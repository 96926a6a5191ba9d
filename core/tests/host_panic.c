/* SPDX-License-Identifier: MIT */
/* host_panic.c - what a panic prints, on stacks and a symbol table made for the test. */
#include <stdint.h>
#include <string.h>

#include <core/backtrace.h>
#include <core/log.h>
#include <core/panic.h>
#include <core/symbols.h>
#include <core/vm.h>
#include <test/test.h>
#include <test/host.h>

/* Text of 0x300 bytes: alpha at 0x10, beta at 0x40, gamma at 0x200. */
__asm__(".section .rodata\n"
	".globl __text_start, __text_end\n"
	".balign 16\n"
	"__text_start: .skip 0x300\n"
	"__text_end: .skip 16\n"
	".text");
extern const char __text_start[], __text_end[];
const uint32_t symtab_count = 3;
const uint8_t symtab_deltas[] = { 0x10, 0x30, 0xc0, 0x03 };
enum { A, B, E, G, H, L, M, P, T, MM, A_END, END = 255 };
const uint8_t symtab_letters[] = "abeghlmpt", symtab_letter_count = MM, symtab_first_end = A_END;
const uint8_t symtab_pairs[] = { M, M, A, END };
const uint8_t symtab_names[] = { A, L, P, H, A_END, B, E, T, A, END, G, A, MM, A_END };

static struct symbol found;

static const char *lookup(size_t at)
{
	return symbol_lookup((uintptr_t)__text_start + at, &found) ? found.name : NULL;
}

TEST(symbol_lookup_finds_the_function_around_an_address)
{
	CHECK_STR(lookup(0x10), "alpha");
	CHECK_EQ(found.offset, 0);
	CHECK_STR(lookup(0x3f), "alpha");
	CHECK_EQ(found.offset, 0x2f);
	CHECK_STR(lookup(0x40), "beta");
	CHECK_STR(lookup(0x1ff), "beta");
	CHECK_STR(lookup(0x200), "gamma");
	CHECK_STR(lookup(0x2ff), "gamma");
	CHECK_EQ(found.offset, 0xff);
}

TEST(symbol_lookup_knows_nothing_outside_the_text)
{
	CHECK(!lookup(0));
	CHECK(!lookup(0xf));
	CHECK(!lookup(0x300));
	CHECK(!lookup((size_t)-1));
	CHECK(!symbol_lookup(0, &found));
}

static char printed[4096];

static void print_backtrace(void *fp)
{
	backtrace_print(
		&(struct code_place){ .pc = (uintptr_t)__text_start + 0x210, .fp = (uintptr_t)fp });
}

/* A page that vm_readable() knows, for frames. */
static uintptr_t *stack_page(void)
{
	CHECK_EQ(vm_map_at(VM_HEAP_END, PAGE_SIZE, VM_R | VM_W, VM_ANON, "stack"), 0);
	return (uintptr_t *)VM_HEAP_END;
}

TEST(backtrace_follows_frame_pointers)
{
	uintptr_t *s = stack_page(), text = (uintptr_t)__text_start;

	s[0] = (uintptr_t)&s[4];
	s[1] = text + 0x50;
	s[4] = (uintptr_t)&s[8];
	s[5] = text + 0x200; /* the call was the last instruction of beta */
	s[8] = 0;
	s[9] = 0x1234;
	CHECK_EQ(host_capture(print_backtrace, s, printed, sizeof(printed)), 0);
	const char *p = printed;
	CHECK((p = strstr(p, "#0 ")) && (p = strstr(p, "gamma+0x10\n")));
	CHECK((p = strstr(p, "#1 ")) && (p = strstr(p, "beta+0x10\n")));
	CHECK((p = strstr(p, "#2 ")) && (p = strstr(p, "beta+0x1c0\n")));
	CHECK((p = strstr(p, "#3 ")) && strstr(p, "0x0000000000001234\n"));
	CHECK(!strstr(printed, "#4"));
}

TEST(backtrace_ends_where_memory_does)
{
	uintptr_t *s = stack_page(), text = (uintptr_t)__text_start;

	s[0] = (uintptr_t)s + PAGE_SIZE - 8; /* half of that frame is not mapped */
	s[1] = text + 0x50;
	CHECK_EQ(host_capture(print_backtrace, s, printed, sizeof(printed)), 0);
	CHECK(strstr(printed, "#1 "));
	CHECK(!strstr(printed, "#2"));
	CHECK_EQ(host_capture(print_backtrace, (char *)s + 4, printed, sizeof(printed)), 0);
	CHECK(strstr(printed, "#0 ") && !strstr(printed, "#1"));
}

TEST(backtrace_of_a_chain_that_bites_its_tail_ends)
{
	uintptr_t *s = stack_page(), text = (uintptr_t)__text_start;

	s[0] = (uintptr_t)&s[4];
	s[1] = text + 0x50;
	s[5] = text + 0x60;
	s[4] = (uintptr_t)&s[0];
	CHECK_EQ(host_capture(print_backtrace, s, printed, sizeof(printed)), 0);
	CHECK(strstr(printed, "#31 "));
	CHECK(!strstr(printed, "#32"));
}

TEST(backtrace_counts_the_frames_of_a_recursion)
{
	uintptr_t *s = stack_page(), text = (uintptr_t)__text_start;

	for (unsigned i = 0; i < 200; i++) {
		s[2 * i] = (uintptr_t)&s[2 * (i + 1)];
		s[2 * i + 1] = text + 0x50;
	}
	s[400] = 0;
	s[401] = text + 0x200;
	CHECK_EQ(host_capture(print_backtrace, s, printed, sizeof(printed)), 0);
	CHECK(strstr(printed, "\n  ... 199 times more\n  #201 "));
	CHECK(!strstr(printed, "#2 "));
}

static void panic_now(void *arg)
{
	panic("%s %d", (const char *)arg, 42);
}

TEST(panic_says_what_and_powers_off)
{
	CHECK_EQ(host_capture(panic_now, "the answer is", printed, sizeof(printed)), PANIC_STATUS);
	CHECK(strstr(printed, "panic: the answer is 42\n  after 0.000000 s, in thread 0 (boot)\n"));
	CHECK(strstr(printed, "  #0 "));
}

static void assert_false(void *arg)
{
	ASSERT(arg == NULL);
}

TEST(assert_names_file_and_condition)
{
	CHECK(host_panics(assert_false, printed, "assertion failed: arg == NULL"));
	CHECK(host_panics(assert_false, printed, "host_panic.c:"));
}

static void write_and_panic(const char *s, size_t n)
{
	(void)s, (void)n;
	panic("inside");
}

static void panic_in_panic(void *arg)
{
	static struct console c = { .name = "bad", .write = write_and_panic };

	console_register(&c);
	panic("%s", (const char *)arg);
}

TEST(panic_inside_a_panic_ends_the_machine)
{
	CHECK_EQ(host_capture(panic_in_panic, "outer", printed, sizeof(printed)), PANIC_STATUS);
}
