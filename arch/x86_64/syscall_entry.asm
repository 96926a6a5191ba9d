; SPDX-License-Identifier: MIT
; syscall_entry.asm - system calls by instruction: SYSCALL and INT 0x80, executed in
; ring 0 by programs that bring their own assembly. libc calls the handlers directly.
;
; Both take the call's number in rax and its arguments in rdi rsi rdx r10 r8 r9, answer
; in rax, and leave everything else as it was, vector registers included; SYSCALL itself
; overwrites rcx and r11. The caller's red zone stays intact: SYSCALL does not change rsp,
; and INT enters on a landing stack as interrupts do. SYSRET leads to ring 3 only, so the
; way back is a jump.
;
; Source: System V ABI x86-64 A.2.1 (Linux conventions), 3.2.2 (red zone); Intel SDM
; volume 2, SYSCALL; volume 3, 6.14 (interrupts in 64-bit mode).

extern fpu_size
extern fpu_save
extern fpu_restore
extern syscall_dispatch

RED_ZONE     equ 128
RFLAGS_IF    equ 0x200
FXSAVE_SIZE  equ 512
XSAVE_HEADER equ 64 ; must be zero before the first XSAVE

; What SAVE_ARGUMENTS puts below the frame pointer.
A_NR equ -8
A_1  equ -16
A_2  equ -24
A_3  equ -32
A_4  equ -40
A_5  equ -48
A_6  equ -56

%macro SAVE_ARGUMENTS 0
	push rax
	push rdi
	push rsi
	push rdx
	push r10
	push r8
	push r9
%endmacro
%macro RESTORE_ARGUMENTS 0
	pop r9
	pop r8
	pop r10
	pop rdx
	pop rsi
	pop rdi
	add rsp, 8               ; rax holds the result
%endmacro

section .text progbits alloc exec nowrite align=16

; Calls the handler for the arguments below rbp; the result in rax.
handle:
	push rbx
	push r12
	mov rbx, rsp
	and rsp, -16
	call fpu_size
	sub rsp, rax
	and rsp, -64
	mov r12, rsp
	cmp rax, FXSAVE_SIZE
	je .save
	xor eax, eax
%assign at FXSAVE_SIZE
%rep XSAVE_HEADER / 8
	mov [r12 + at], rax
%assign at at + 8
%endrep
.save:
	mov rdi, r12
	call fpu_save
	mov rdi, [rbp + A_NR]
	mov rsi, [rbp + A_1]
	mov rdx, [rbp + A_2]
	mov rcx, [rbp + A_3]
	mov r8, [rbp + A_4]
	mov r9, [rbp + A_5]
	sub rsp, 8
	push qword [rbp + A_6]
	call syscall_dispatch
	mov [rbp + A_NR], rax
	mov rdi, r12
	call fpu_restore
	mov rax, [rbp + A_NR]
	mov rsp, rbx
	pop r12
	pop rbx
	ret

%ifdef CONFIG_SYSCALL_FAST
global syscall_fast
; rcx: where to return, r11: rflags, rsp: the caller's.
syscall_fast:
	lea rsp, [rsp - RED_ZONE]
	push r11
	push rcx                 ; with rbp a frame: the caller shows in backtraces
	push rbp
	mov rbp, rsp
	SAVE_ARGUMENTS
	call handle
	RESTORE_ARGUMENTS
	pop rbp
	pop rcx
	mov r11, [rsp]
	popfq
	lea rsp, [rsp + RED_ZONE]
	jmp rcx
%endif

%ifdef CONFIG_SYSCALL_INT80
global syscall_int80
syscall_int80:
	push rax
	push rcx
	; Here, interrupts off: rcx rax rip cs rflags rsp ss. All goes below the red zone.
	mov rax, [rsp + 40]
	sub rax, RED_ZONE + 7 * 8
	and rax, -16
%assign at 0
%rep 7
	pop qword [rax + at]
%assign at at + 8
%endrep
	mov rsp, rax
	pop rcx
	pop rax
	cld
	test dword [rsp + 16], RFLAGS_IF
	jz .masked
	sti
.masked:
	push qword [rsp]         ; rip, with rbp a frame
	push rbp
	mov rbp, rsp
	SAVE_ARGUMENTS
	push rcx
	push r11
	call handle
	pop r11
	pop rcx
	RESTORE_ARGUMENTS
	pop rbp
	add rsp, 8
	iretq
%endif
