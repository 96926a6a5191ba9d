/* SPDX-License-Identifier: MIT */
/* main.c - kmain() is the whole boot order, top to bottom. */
#define LOG_TAG "boot"
#include <arch/cpu.h>
#include <arch/irq.h>
#include <arch/paging.h>
#include <core/cmdline.h>
#include <core/crash.h>
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
#include <core/watchdog.h>

#define NAME (sizeof(CONFIG_APPLIANCE_NAME) > 1 ? CONFIG_APPLIANCE_NAME : APP_NAME)

/* At debug level, the order below as it happens. */
#define DO(name, call)                                                                             \
	do {                                                                                       \
		call;                                                                              \
		log_debug("[init %u] %s ok", ++steps, name);                                       \
	} while (0)

static unsigned steps;

/* A step that the configuration asked for and that fails is fatal. */
static void step(const char *name, int (*fn)(void))
{
	uint64_t start = clock_now();
	int err = fn();

	if (err)
		panic("boot step %s failed: error %d", name, -err);
	log_debug("[init %u] %s ok, %lu us", ++steps, name, (clock_now() - start) / NSEC_PER_USEC);
}

static void print_memory(const struct boot_info *bi)
{
	struct pages_stats s;

	pages_stats(&s);
	log_info("%lu MiB of %lu MiB of memory are free", s.free * PAGE_SIZE >> 20,
		 s.total * PAGE_SIZE >> 20);
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
	log_info("%s %s on bobbin, started by %s", NAME, CONFIG_APPLIANCE_VERSION,
		 bi->loader ? bi->loader : "?");
	DO("pages", pages_init(bi));   /* physical memory */
	DO("paging", paging_init(bi)); /* our own page tables */
	DO("vm", vm_init());           /* addresses */
	DO("heap", heap_init());       /* heap_alloc() */
	if (IS_ENABLED(CONFIG_FRAMEBUFFER))
		DO("screen", framebuffer_init(&bi->fb)); /* what the loader left */
	print_memory(bi);
	DO("irq", arch_irq_init());             /* interrupt controllers, all lines masked */
	DO("firmware", arch_firmware_init(bi)); /* ACPI tables */
	DO("clock", arch_clock_init());         /* clock_now(), timers */
	DO("sched", sched_init());              /* this becomes thread 0; interrupts come on */
	DO("random", random_init(bi));          /* random_bytes() */
	DO("files", files_init());              /* descriptors 0, 1, 2 */
	DO("proc", proc_init());                /* /proc/bobbin */
	if (IS_ENABLED(CONFIG_CRASH_RAM))
		crash_ram_init(); /* what a panic before this boot left: /proc/crash */
	if (IS_ENABLED(CONFIG_RAMDISK))
		ramdisks_init(bi);     /* the loader's modules: ram0, ... */
	step("drivers", drivers_init); /* PCI order */
	if (IS_ENABLED(CONFIG_WATCHDOG))
		watchdog_start(); /* from here on a hang is noticed */
	if (IS_ENABLED(CONFIG_FS))
		step("fs", fs_init); /* root is mounted */
	if (IS_ENABLED(CONFIG_NET))
		step("net", net_init); /* interfaces up, address asked for */
	cmdline_check();               /* everybody who reads an option has */
	if (IS_ENABLED(CONFIG_SEAL))
		DO("seal", paging_seal()); /* what all of the above has settled */
	int status = app_run();            /* main()'s status is ours */
	if (IS_ENABLED(CONFIG_NET))
		net_stop(); /* connections end as after exit(2) elsewhere */
	if (IS_ENABLED(CONFIG_FS))
		fs_stop(); /* disks have everything */
	if (IS_ENABLED(CONFIG_CRASH_RAM))
		crash_ram_forget(); /* this was no crash */
	power_off(status);
}
