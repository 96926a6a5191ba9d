; SPDX-License-Identifier: MIT
; isr.asm - how the CPU enters the kernel by itself.
;
; Exceptions run to their end on their interrupt-table stack: nothing is written to the
; interrupted stack, which may be the very reason (a guard page). Hardware interrupts
; land on a small stack of their own, move their frame below the interrupted code's red
; zone (System V ABI 3.2.2: libgcc and hand-written assembly use those 128 bytes), run
; their handlers on the interrupt stack, and preempt, if at all, from the interrupted
; thread's stack. Interrupts stay off throughout, so the landing stack is free again
; before the next one.
;
; Source: Intel SDM volume 3, 6.14 (exception and interrupt handling in 64-bit mode).

global isr_table
global isr_spurious

extern trap_handle
extern irq_handle
extern irq_leave

%include "trap_frame.inc"

%ifdef CONFIG_IRQ_MESSAGES
%assign INTERRUPTS 33 ; 16 lines, the timer, 16 messages
%else
%assign INTERRUPTS 17
%endif

%assign RED_ZONE 128

; Exceptions for which the CPU pushes an error code (SDM table 6-1).
%assign ERROR_CODES (1 << 8) | (0x1f << 10) | (1 << 17) | (1 << 21) | (3 << 29)
%define HAS_ERROR(v) ((ERROR_CODES >> (v)) & 1)

section .text progbits alloc exec nowrite align=16

%assign v 0
%rep 32
isr_ %+ v:
%if !HAS_ERROR(v)
	push qword 0
%endif
	push qword v
	jmp exception
%assign v v + 1
%endrep

exception:
	push rax
	push rbx
	push rcx
	push rdx
	push rsi
	push rdi
	push rbp
	push r8
	push r9
	push r10
	push r11
	push r12
	push r13
	push r14
	push r15
	cld
	mov rdi, rsp
	mov rbx, rsp
	LINK_FRAME rbx
	call trap_handle
	mov rsp, rbx
	LOAD_REGISTERS
	iretq

%rep INTERRUPTS
isr_ %+ v:
	push rax
	push rcx
	mov ecx, v
	jmp interrupt
%assign v v + 1
%endrep

interrupt:
	; Here: rcx rax rip cs rflags rsp ss. The frame goes below the red zone.
	mov rax, [rsp + 40]
	sub rax, RED_ZONE + F_SIZE
	and rax, -16
	mov [rax + F_VECTOR], rcx
	mov qword [rax + F_ERROR], 0
	pop qword [rax + F_RCX]
	pop qword [rax + F_RAX]
	pop qword [rax + F_RIP]
	pop qword [rax + F_RIP + 8]
	pop qword [rax + F_RIP + 16]
	pop qword [rax + F_RIP + 24]
	pop qword [rax + F_RIP + 32]
	mov rsp, rax
	mov [rsp + F_RBX], rbx
	mov [rsp + F_RDX], rdx
	mov [rsp + F_RSI], rsi
	mov [rsp + F_RDI], rdi
	mov [rsp + F_RBP], rbp
	mov [rsp + F_R8], r8
	mov [rsp + F_R9], r9
	mov [rsp + F_R10], r10
	mov [rsp + F_R11], r11
	mov [rsp + F_R12], r12
	mov [rsp + F_R13], r13
	mov [rsp + F_R14], r14
	mov [rsp + F_R15], r15
	cld
	mov rbx, rsp
	mov rdi, rsp
	mov rsp, irq_stack_top
	LINK_FRAME rbx
	call irq_handle
	mov rsp, rbx
	LINK_FRAME rbx
	mov rdi, rbx
	call irq_leave
	mov rsp, rbx
	LOAD_REGISTERS
	iretq

; The local APIC delivers this one when an interrupt went away again: no EOI.
isr_spurious:
	iretq

section .rodata progbits alloc noexec nowrite align=8
isr_table:
%assign v 0
%rep 32 + INTERRUPTS
	dq isr_ %+ v
%assign v v + 1
%endrep

section .bss nobits alloc noexec write align=16
	resb 16384
irq_stack_top:
