; SPDX-License-Identifier: MIT
; initrd_data.asm - the packed data folder, as the linker takes it in: read-only, never
; copied. The build makes initrd.cpio; it is empty when the application has no data.
global initrd_start
global initrd_end

section .rodata.initrd progbits alloc noexec nowrite align=16
initrd_start:
	incbin "initrd.cpio"
initrd_end:
