; SPDX-License-Identifier: MIT
; header.asm - how loaders recognise the image: a Multiboot2 header for GRUB and a
; PVH note for `qemu -kernel`. One ELF, every door.
;
; Source: Multiboot2 Specification 2.0, section 3.1 (3.1.10: framebuffer tag); Xen
; public/elfnote.h and docs/misc/pvh.pandoc (XEN_ELFNOTE_PHYS32_ENTRY = 18).

extern _start
extern entry_pvh

MB2_MAGIC    equ 0xe85250d6
MB2_I386     equ 0 ; protected mode

section .multiboot2 progbits alloc noexec nowrite align=8
header:
	dd MB2_MAGIC
	dd MB2_I386
	dd header.end - header
	dd 0x100000000 - (MB2_MAGIC + MB2_I386 + (header.end - header))

	; Tag 3, entry address: e_entry belongs to whoever reads the ELF itself.
align 8
	dw 3, 0
	dd 12
	dd _start

%ifdef CONFIG_FB_WIDTH
	; Tag 5, framebuffer: wished for, and not required (flag 1), because a machine
	; without a screen shall boot too. 32 bits a pixel.
align 8
	dw 5, 1
	dd 20
	dd CONFIG_FB_WIDTH, CONFIG_FB_HEIGHT, 32
%endif

	; Tag 0 ends the list.
align 8
	dw 0, 0
	dd 8
.end:

section .note.Xen note alloc noexec nowrite align=4
	dd 4               ; name size
	dd 8               ; descriptor size
	dd 18              ; XEN_ELFNOTE_PHYS32_ENTRY
	db "Xen", 0
	dq entry_pvh
