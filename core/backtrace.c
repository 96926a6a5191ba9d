/* SPDX-License-Identifier: MIT */
/*
 * backtrace.c - follows frame pointers, and prints what they lead to.
 *
 * A function that faults before it has saved its caller's frame pointer (its first two
 * instructions, hand-written assembly, a jump to a wild address) would hide its caller.
 * So a word on top of the stack that looks like a return address is shown as well, as a
 * guess.
 *
 * Source: System V ABI, AMD64 supplement 1.0, 3.2.2 (the stack frame); Intel SDM volume
 * 2A, CALL (the forms of the instruction).
 * Locking: none; only reads.
 */
#include <core/backtrace.h>
#include <core/log.h>
#include <core/symbols.h>
#include <core/vm.h>

#define ROWS_MAX   32
#define FRAMES_MAX 65536 /* a recursion may be deep: equal frames take one row */

#define CALL_RELATIVE 0xe8
#define CALL_INDIRECT 0xff /* and /2 in the byte behind */

extern const char __text_start[], __text_end[];

/* What "push %rbp; mov %rsp, %rbp" leaves on the stack. */
struct frame {
	uintptr_t next;
	uintptr_t return_pc;
};

/* The frame at fp, NULL at the end of the chain or where it leads nowhere. */
static const struct frame *frame_at(uintptr_t fp)
{
	if (fp % sizeof(fp) != 0 || !vm_readable(fp, sizeof(struct frame)))
		return NULL;
	const struct frame *f = (const struct frame *)fp;

	return f->return_pc == 0 || f->next == fp ? NULL : f;
}

/* True when pc follows a call instruction: 5 bytes, or 2 to 7 of the indirect forms. */
static bool is_return_address(uintptr_t pc)
{
	const uint8_t *code = (const uint8_t *)pc;

	if (pc < (uintptr_t)__text_start + 7 || pc > (uintptr_t)__text_end)
		return false;
	if (code[-5] == CALL_RELATIVE)
		return true;
	for (int length = 2; length <= 7; length++) {
		if (code[-length] == CALL_INDIRECT && (code[1 - length] >> 3 & 7) == 2)
			return true;
	}
	return false;
}

/* The return address at sp, or behind the frame pointer just saved there; 0 if there is
 * none, or if it is the one that the chain of frames begins with. */
static uintptr_t hidden_caller(const struct backtrace *b)
{
	const struct frame *first = frame_at(b->fp);

	for (uintptr_t at = b->sp; at && at < b->sp + 16; at += sizeof(at)) {
		if (at % sizeof(at) != 0 || !vm_readable(at, sizeof(at)))
			return 0;
		uintptr_t word = *(const uintptr_t *)at;

		if (at > b->sp && *(const uintptr_t *)b->sp != b->fp)
			return 0;
		if (is_return_address(word))
			return first && first->return_pc == word ? 0 : word;
	}
	return 0;
}

void backtrace_begin(struct backtrace *b, const struct code_place *from)
{
	*b = (struct backtrace){ .pc = from->pc, .fp = from->fp, .sp = from->sp };
}

static bool guess_next(struct backtrace *b)
{
	uintptr_t caller = hidden_caller(b);

	b->sp = 0;
	if (!caller)
		return false;
	b->pc = caller;
	b->guess = true;
	b->n++;
	return true;
}

bool backtrace_next(struct backtrace *b)
{
	if (b->rows++ == 0) {
		b->count = 1;
		b->exact = true;
		return true;
	}
	b->exact = b->guess = false;
	if (b->rows > ROWS_MAX)
		return false;
	if (b->sp && guess_next(b))
		return true;
	const struct frame *f = frame_at(b->fp);
	if (!f)
		return false;
	b->n += b->count;
	b->pc = f->return_pc;
	b->count = 0;
	while (f && f->return_pc == b->pc && b->count < FRAMES_MAX) {
		b->count++;
		b->fp = f->next;
		f = frame_at(b->fp);
	}
	return true;
}

/* A return address may belong to the next function: a call may be the last instruction
 * of its own. */
static void print_row(const struct backtrace *b)
{
	const char *guess = b->guess ? " (perhaps)" : "";
	unsigned back = b->exact ? 0 : 1;
	struct symbol s;

	if (symbol_lookup(b->pc - back, &s))
		console_printf("  #%-2u %#018lx %s+%#zx%s", b->n, b->pc, s.name, s.offset + back,
			       guess);
	else
		console_printf("  #%-2u %#018lx%s", b->n, b->pc, guess);
	if (b->count > 1)
		console_printf("  ... %u times more", b->count - 1);
}

void backtrace_print(const struct code_place *from)
{
	struct backtrace b;

	backtrace_begin(&b, from);
	while (backtrace_next(&b))
		print_row(&b);
}
