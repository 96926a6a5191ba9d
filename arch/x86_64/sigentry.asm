; SPDX-License-Identifier: MIT
; sigentry.asm - the stacks and frames that signal.c runs the program's handlers on.
;
; Source: System V ABI x86-64 3.2.2, 3.2.3; Intel SDM volume 1, 13.4 (alignment of the
; XSAVE area).

global signal_run
global signal_enter
global signal_fault_enter
global signal_call

extern signal_run_with
extern signal_fault_run
extern fpu_size

%include "trap_frame.inc"

section .text progbits alloc exec nowrite align=16

; void signal_run(struct trap_frame *f, struct signal_delivery *first)
signal_run:
	push rbp
	mov rbp, rsp
	push rbx
	push r12
	mov rbx, rdi
	mov r12, rsi
	call fpu_size
	sub rsp, rax
	and rsp, -64
	mov rdi, rbx
	mov rsi, r12
	mov rdx, rsp
	call signal_run_with
	lea rsp, [rbp - 16]
	pop r12
	pop rbx
	pop rbp
	ret

; void signal_enter(void): the frame says "goes on after this call".
signal_enter:
	pop rax                  ; where
	mov rcx, rsp
	cli
	push qword 0x10          ; ss: GDT_DATA
	push rcx
	pushfq
	or qword [rsp], 0x200    ; interrupts on
	push qword 0x08          ; cs: GDT_CODE
	push rax
	sub rsp, F_RIP
	mov qword [rsp + F_VECTOR], 0
	mov qword [rsp + F_ERROR], 0
	SAVE_REGISTERS
	mov rbx, rsp
	and rsp, -16
	LINK_FRAME rbx
	mov rdi, rbx
	xor esi, esi
	call signal_run
	mov rsp, rbx
	LOAD_REGISTERS
	iretq

; The stack pointer is at a struct fault_frame, whose first part is the trap_frame.
signal_fault_enter:
	mov rbx, rsp
	LINK_FRAME rbx
	mov rdi, rbx
	call signal_fault_run
	mov rsp, rbx
	LOAD_REGISTERS
	iretq

; void signal_call(handler, int sig, info, context, uintptr_t stack)
signal_call:
	push rbp
	mov rbp, rsp
	mov rax, rdi
	mov edi, esi
	mov rsi, rdx
	mov rdx, rcx
	test r8, r8
	jz .call
	mov rsp, r8
	and rsp, -16
.call:
	call rax
	leave
	ret
