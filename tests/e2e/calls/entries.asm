; SPDX-License-Identifier: MIT
; entries.asm - system calls by instruction, and what they must keep.

SYS_nanosleep equ 35

%macro BY 2 ; name, instruction: long NAME(long nr, const long *args)
global %1
%1:
	mov rax, rdi
	mov r11, rsi
	mov rdi, [r11]
	mov rsi, [r11 + 8]
	mov rdx, [r11 + 16]
	mov r10, [r11 + 24]
	mov r8, [r11 + 32]
	mov r9, [r11 + 40]
	%2
	ret
%endmacro

%macro SAME 3 ; number, register, value: r15 becomes the number where they differ
	cmp %2, %3
	je %%same
	mov r15d, %1
%%same:
%endmacro

; int NAME(void): fills everything, sleeps a millisecond, looks. rcx and r11 are SYSCALL's.
%macro KEEPS 3 ; name, instruction, 1 when rcx and r11 are kept too
global %1
%1:
	push rbx
	push rbp
	push r12
	push r13
	push r14
	push r15
	sub rsp, 8               ; the red zone below is ours
	xor r15d, r15d
	movq xmm7, [rel pattern]
	movq xmm15, [rel pattern + 8]
	mov qword [rsp - 8], 101
	mov qword [rsp - 128], 102
	mov [rel stack], rsp
	mov ebx, 1
	mov ebp, 2
	mov r12d, 3
	mov r13d, 4
	mov r14d, 5
	mov r8d, 6
	mov r9d, 7
	mov r10d, 8
	mov edx, 9
	mov r11d, 10
	mov ecx, 11
	xor esi, esi
	lea rdi, [rel millisecond]
	mov eax, SYS_nanosleep
	std
	stc
	%2
	jc %%carry
	mov r15d, 1
%%carry:
%if %3
	SAME 2, ecx, 11
	SAME 3, r11d, 10
%endif
	pushfq
	pop rcx
	cld
	and ecx, 0x400
	SAME 4, ecx, 0x400
	SAME 5, rax, 0
	SAME 6, ebx, 1
	SAME 7, ebp, 2
	SAME 8, r12d, 3
	SAME 9, r13d, 4
	SAME 10, r14d, 5
	SAME 11, r8d, 6
	SAME 12, r9d, 7
	SAME 13, r10d, 8
	SAME 14, edx, 9
	SAME 15, rsi, 0
	lea rcx, [rel millisecond]
	SAME 16, rdi, rcx
	SAME 17, rsp, [rel stack]
	movq rcx, xmm7
	SAME 18, rcx, [rel pattern]
	movq rcx, xmm15
	SAME 19, rcx, [rel pattern + 8]
	SAME 20, qword [rsp - 128], 102
	mov eax, r15d
	add rsp, 8
	pop r15
	pop r14
	pop r13
	pop r12
	pop rbp
	pop rbx
	ret
%endmacro

section .text
BY by_syscall, syscall
BY by_int80, int 0x80
KEEPS keeps_syscall, syscall, 0
KEEPS keeps_int80, {int 0x80}, 1

section .data
millisecond:	dq 0, 1000000
pattern:	dq 0x123456789abcdef, 0xfedcba987654321
stack:		dq 0
