; SPDX-License-Identifier: MIT
; hello.asm - a program for Linux x86-64 without libc: write(1, ...), exit(60). It keeps
; a word in its red zone across the calls and ends with 3 when that has changed.

global _start

section .text
_start:
	mov qword [rsp - 8], 0x1234
	mov qword [rsp - 128], 0x5678
	mov eax, 1
	mov edi, 1
	lea rsi, [rel text]
	mov edx, length
%ifdef INT80
	int 0x80
%else
	syscall
%endif
	cmp rax, length
	jne wrong
	cmp qword [rsp - 8], 0x1234
	jne wrong
	cmp qword [rsp - 128], 0x5678
	jne wrong
	mov edi, 42
end:
	mov eax, 60
%ifdef INT80
	int 0x80
%else
	syscall
%endif
	ud2
wrong:
	mov edi, 3
	jmp end

section .rodata
text:	db "Hello from assembly", 10
length	equ $ - text
