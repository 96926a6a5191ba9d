/* SPDX-License-Identifier: MIT */
/* main.c - kmain() is the whole boot order, top to bottom. */
#define LOG_TAG "boot"
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/paging.h>
#include <core/cmdline.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/init.h>
#include <core/log.h>
#include <core/pages.h>
#include <core/panic.h>
#include <core/random.h>
#include <core/synth.h>
#include <core/thread.h>
#include <core/vm.h>

/* A step that the configuration asked for and that fails is fatal. */
static void step(const char *name, int (*fn)(void))
{
	uint64_t start = clock_now();
	int err = fn();

	if (err)
		panic("boot step %s failed: error %d", name, -err);
	log_debug("%s ready in %lu us", name, (clock_now() - start) / NSEC_PER_USEC);
}

static void print_memory(const struct boot_info *bi)
{
	struct pages_stats s;

	pages_stats(&s);
	log_info("bobbin, started by %s, %lu MiB of %lu MiB free", bi->loader ? bi->loader : "?",
		 s.free * PAGE_SIZE >> 20, s.total * PAGE_SIZE >> 20);
	for (size_t i = 0; i < bi->ram_count; i++)
		log_debug("ram %#012lx..%#012lx", bi->ram[i].base,
			  bi->ram[i].base + bi->ram[i].size);
	if (bi->cmdline_cut)
		log_warn("the command line was cut after %d bytes", BOOT_CMDLINE_MAX - 1);
}

void kmain(struct boot_info *bi)
{
	log_init();                    /* early consoles: a line can be printed */
	if (cmdline_init(bi->cmdline)) /* options such as loglevel= */
		panic("the kernel command line cannot be read");
	pages_init(bi);  /* physical memory */
	paging_init(bi); /* our own page tables */
	vm_init();       /* addresses */
	heap_init();     /* heap_alloc() */
	print_memory(bi);
	arch_irq_init();               /* interrupt controllers, all lines masked */
	arch_firmware_init(bi);        /* ACPI tables */
	arch_clock_init();             /* clock_now(), timers */
	sched_init();                  /* this becomes thread 0; interrupts come on */
	random_init(bi);               /* random_bytes() */
	files_init();                  /* descriptors 0, 1, 2 */
	proc_init();                   /* /proc/bobbin */
	step("drivers", drivers_init); /* PCI order */
	if (IS_ENABLED(CONFIG_FS))
		step("fs", fs_init); /* root is mounted */
	if (IS_ENABLED(CONFIG_NET))
		step("net", net_init); /* interfaces up, address asked for */
	cmdline_check();               /* everybody who reads an option has */
	int status = app_run();        /* main()'s status is ours */
	if (IS_ENABLED(CONFIG_NET))
		net_stop(); /* connections end as after exit(2) elsewhere */
	power_off(status);
}
