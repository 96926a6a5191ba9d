; SPDX-License-Identifier: MIT
; switch.asm - the places where one flow of control becomes another.
;
; Source: System V ABI x86-64 3.2.1: rbx rbp r12-r15, the x87 control word and the
; control bits of MXCSR belong to the caller.

global arch_thread_switch
global arch_thread_begin
global arch_call_on_stack
global trap_catch_enter
global trap_catch_landing
global irq_save
global irqs_enabled

MSR_FS_BASE equ 0xc0000100

%macro PUSH_CALLEE_SAVED 0
	push rbp
	push rbx
	push r12
	push r13
	push r14
	push r15
%endmacro
%macro POP_CALLEE_SAVED 0
	pop r15
	pop r14
	pop r13
	pop r12
	pop rbx
	pop rbp
%endmacro

section .text progbits alloc exec nowrite align=16

; void arch_thread_switch(struct arch_thread *from, struct arch_thread *to)
; struct arch_thread: sp at 0, fs_base at 8.
arch_thread_switch:
	PUSH_CALLEE_SAVED
	sub rsp, 8
	stmxcsr [rsp]
	fnstcw [rsp + 4]
	mov [rdi], rsp

	mov rsp, [rsi]
	mov rax, [rsi + 8]
	cmp rax, [rdi + 8]
	je .fs_done              ; kernel threads among themselves: both 0
	mov ecx, MSR_FS_BASE
	mov rdx, rax
	shr rdx, 32
	wrmsr
.fs_done:
	fninit                   ; the other thread may have left the x87 stack full
	fldcw [rsp + 4]
	ldmxcsr [rsp]
	add rsp, 8
	POP_CALLEE_SAVED
	ret

; A new thread's first frame returns here: r12 = entry, r13 = argument.
arch_thread_begin:
	mov rdi, r13
	xor ebp, ebp             ; a backtrace ends here
	sti
	call r12
	ud2

; void arch_call_on_stack(uintptr_t stack_top, void (*fn)(void *), void *arg)
arch_call_on_stack:
	mov rsp, rdi
	and rsp, -16
	mov rdi, rdx
	xor ebp, ebp
	call rsi
	ud2

; bool trap_catch_enter(void (*fn)(void *), void *arg, uint64_t *sp)
trap_catch_enter:
	PUSH_CALLEE_SAVED
	sub rsp, 8
	mov [rdx], rsp
	mov rax, rdi
	mov rdi, rsi
	call rax
	xor eax, eax
	jmp trap_catch_return
trap_catch_landing:              ; trap_handle() resumes here with rsp as stored
	mov eax, 1
trap_catch_return:
	add rsp, 8
	POP_CALLEE_SAVED
	ret

irq_save:
	pushfq
	pop rax
	cli
	ret

irqs_enabled:
	pushfq
	pop rax
	shr eax, 9
	and eax, 1
	ret
