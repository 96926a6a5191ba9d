; SPDX-License-Identifier: MIT
; entry.asm - from a loader's 32-bit protected mode to arch_start() in the higher half.
;
; Both loaders arrive here with flat 32-bit segments, paging off and interrupts off.
; We map the first 4 GiB three times with 2 MiB pages (where we stand, at the direct
; map, and the first 1 GiB at the kernel's link address) and jump. arch/paging.c
; replaces these tables; their frames go to the page allocator then.
;
; Source: Intel SDM volume 3, 4.5 (4-level paging) and 10.8.5 (entering IA-32e mode);
; Multiboot2 Specification 2.0, 3.3 (machine state: eax = magic, ebx = info);
; PVH: ebx = struct hvm_start_info.

global _start
global entry_pvh
global boot_stack_guard
global boot_stack_top

extern arch_start
extern __boot_bss_start, __boot_bss_words, __bss_zeroed_phys, __bss_quads

LOADER_MULTIBOOT2 equ 0x36d76289 ; what the specification puts into eax
LOADER_PVH        equ 0x336ec578 ; hvm_start_info's own magic

PAGE_PRESENT_WRITE equ 3
PAGE_LARGE         equ 0x80

CR0_MP  equ 1 << 1
CR0_EM  equ 1 << 2
CR0_TS  equ 1 << 3
CR0_NE  equ 1 << 5
CR0_WP  equ 1 << 16
CR0_PG  equ 1 << 31
CR4_PAE equ 1 << 5
CR4_OSFXSR     equ 1 << 9
CR4_OSXMMEXCPT equ 1 << 10
MSR_EFER equ 0xc0000080
EFER_LME equ 1 << 8
EFER_NXE equ 1 << 11
CPUID_LM equ 1 << 29
CPUID_NX equ 1 << 20

COM1 equ 0x3f8

section .boot progbits alloc exec nowrite align=16
bits 32

; QEMU writes the file into memory again after a reset, but leaves what has no bytes in
; the file as the last run left it: .boot.bss is cleared here, .bss with 64-bit words (but
; for .bss.noinit).
entry_pvh:
	rdtsc                    ; when: boot's cost is counted from here
	mov ebp, eax
	mov esi, edx
	cld
	xor eax, eax
	mov edi, __boot_bss_start
	mov ecx, __boot_bss_words
	rep stosd
	mov edi, LOADER_PVH
	jmp entered
_start:                           ; by Multiboot2
	mov edi, eax
	rdtsc
	mov ebp, eax
	mov esi, edx
entered:
	cli
	cld
	mov esp, low_stack_top
	push esi
	push ebp
	mov ebp, edi             ; which loader
	mov edi, ebx             ; its information, physical

	mov eax, 0x80000000
	cpuid
	cmp eax, 0x80000001
	jb no_long_mode
	mov eax, 0x80000001
	cpuid
	and edx, CPUID_LM | CPUID_NX
	cmp edx, CPUID_LM | CPUID_NX
	jne no_long_mode

	; Page directories: 2048 pages of 2 MiB from 0.
	mov ecx, 4 * 512
	mov eax, (4 * 512 - 1) << 21 | PAGE_PRESENT_WRITE | PAGE_LARGE
.pd:
	mov [pd + ecx * 8 - 8], eax
	sub eax, 1 << 21
	loop .pd

	mov eax, pd + PAGE_PRESENT_WRITE
	mov [pdpt_high + 510 * 8], eax
	xor ecx, ecx
.pdpt:
	mov [pdpt_low + ecx * 8], eax
	add eax, 4096
	inc ecx
	cmp ecx, 4
	jne .pdpt

	mov dword [pml4], pdpt_low + PAGE_PRESENT_WRITE
	mov dword [pml4 + 256 * 8], pdpt_low + PAGE_PRESENT_WRITE
	mov dword [pml4 + 511 * 8], pdpt_high + PAGE_PRESENT_WRITE

	mov eax, pml4
	mov cr3, eax
	mov eax, cr4
	or eax, CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT
	mov cr4, eax
	mov ecx, MSR_EFER
	rdmsr
	or eax, EFER_LME | EFER_NXE
	wrmsr
	mov eax, cr0
	and eax, ~(CR0_EM | CR0_TS)
	or eax, CR0_PG | CR0_WP | CR0_NE | CR0_MP
	mov cr0, eax

	lgdt [gdt.pointer]
	jmp 8:long_mode

no_long_mode:
	mov esi, message
.next:
	lodsb
	test al, al
	jz .halt
	mov ah, al
	mov dx, COM1 + 5
.wait:
	in al, dx
	test al, 0x20
	jz .wait
	mov al, ah
	mov dx, COM1
	out dx, al
	jmp .next
.halt:
	hlt
	jmp .halt

bits 64
long_mode:
	mov ax, 16
	mov ds, ax
	mov es, ax
	mov ss, ax
	xor eax, eax
	mov fs, ax
	mov gs, ax
	mov esi, edi             ; argument 2: information, physical
	cmp ebp, LOADER_PVH
	jne .cleared
	mov edi, __bss_zeroed_phys
	mov ecx, __bss_quads
	rep stosq
.cleared:
	mov edi, ebp             ; argument 1: loader
	xor ebp, ebp             ; a backtrace ends here
	mov esp, esp
	pop rdx                  ; argument 3: the time stamp at entry
	mov rsp, boot_stack_top
	mov rax, arch_start
	call rax
	ud2

section .boot.rodata progbits alloc noexec nowrite align=8
gdt:
	dq 0
	dq 0x00af9b000000ffff    ; 64-bit code
	dq 0x00cf93000000ffff    ; data
.pointer:
	dw $ - gdt - 1
	dd gdt
message:
	db "bobbin: this CPU has no 64-bit mode with no-execute pages", 13, 10, 0

section .boot.bss nobits alloc noexec write align=4096
pml4:      resb 4096
pdpt_low:  resb 4096
pdpt_high: resb 4096
pd:        resb 4 * 4096
	resb 256
low_stack_top:

; kmain() runs here for ever as thread 1. The page below is unmapped by paging_init().
section .bss.noinit nobits alloc noexec write align=4096
boot_stack_guard: resb 4096
	resb 12 * 1024
boot_stack_top:
