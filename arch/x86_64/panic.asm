; SPDX-License-Identifier: MIT
; panic.asm - the registers at a call of panic(), before compiled code uses them.
;
; The arguments stay where they are, on the stack too: panic_enter() sees them as if it
; had been called itself. An exception that came first has its own registers to tell.

global panic

extern panic_enter
extern last_words

%include "trap_frame.inc"

; Behind the frame in struct last_words of trap.c.
%assign W_ROWS 192
%assign ROWS_OF_A_CALL 6 ; rip to r15: what follows in the table only an exception has

section .text progbits alloc exec nowrite align=16

%macro KEEP 2-*
%rep %0 / 2
	mov [last_words + %1], %2
	%rotate 2
%endrep
%endmacro

panic:
	pushfq
	cmp qword [last_words + W_ROWS], 0
	jne .told
	KEEP F_RAX, rax, F_RBX, rbx, F_RCX, rcx, F_RDX, rdx, F_RSI, rsi, F_RDI, rdi, F_RBP, rbp
	KEEP F_R8, r8, F_R9, r9, F_R10, r10, F_R11, r11, F_R12, r12, F_R13, r13
	KEEP F_R14, r14, F_R15, r15, F_RSP, rsp
	add qword [last_words + F_RSP], 16 ; as it was before the call: flags, return address
	push qword [rsp]
	pop qword [last_words + F_RFLAGS]
	push qword [rsp + 8]
	pop qword [last_words + F_RIP]
	mov qword [last_words + W_ROWS], ROWS_OF_A_CALL
.told:
	popfq
	jmp panic_enter
