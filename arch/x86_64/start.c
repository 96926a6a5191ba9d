/* SPDX-License-Identifier: MIT */
/*
 * start.c - the first C: descriptor tables, the loader's information, then kmain().
 *
 * Runs on the boot page tables: the first 4 GiB are in the direct map, nothing above.
 */
#include <arch/paging.h>
#include <core/crash.h>
#include <core/init.h>
#include <core/pages.h>

#include "boot/ram.h"
#include "canary.h"
#include "cpu_init.h"

#define LOADER_MULTIBOOT2 0x36d76289u

uint64_t boot_entered;

extern const char __image_start_phys[], __image_end_phys[];

_Noreturn void arch_start(uint32_t loader, uint32_t info, uint64_t entered);

/* Low memory is only what a loader could have used; page 0 reads as absent. */
static const void *read_boot_memory(uint64_t phys, uint64_t len)
{
	if (phys == 0 || phys >= BOOT_MAPPED || len > BOOT_MAPPED - phys)
		return NULL;
	return (const void *)(HHDM_BASE + phys);
}

/* Not protected: it is what gives the stack guard its value. */
__attribute__((no_stack_protector)) void arch_start(uint32_t loader, uint32_t info,
						    uint64_t entered)
{
	static struct boot_info bi;
	uint64_t image = (uint64_t)__image_start_phys;

	boot_entered = entered;
	canary_init();
	gdt_init();
	idt_init();
	fpu_init();
	if (IS_ENABLED(CONFIG_SYSCALL_FAST))
		syscall_init();
	int err = loader == LOADER_MULTIBOOT2 ? multiboot2_parse(info, read_boot_memory, &bi)
					      : pvh_parse(info, read_boot_memory, &bi);
	if (err)
		bi.ram_count = 0; /* pages_init() reports it: there is a console by then */
	ram_remove(&bi, image, (uint64_t)__image_end_phys - image);
	if (IS_ENABLED(CONFIG_PAGING_BOOT))
		ram_remove(&bi, BOOT_MAPPED, UINT64_MAX - BOOT_MAPPED);
	if (IS_ENABLED(CONFIG_CRASH_RAM) && ram_holds(&bi, CRASH_RAM_ADDRESS, CRASH_RAM_SIZE)) {
		ram_remove(&bi, CRASH_RAM_ADDRESS, CRASH_RAM_SIZE);
		crash_ram_use(HHDM_BASE + CRASH_RAM_ADDRESS);
	}
	ram_finish(&bi);
	kmain(&bi);
}
