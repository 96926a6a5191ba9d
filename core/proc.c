/* SPDX-License-Identifier: MIT */
/*
 * proc.c - /proc/bobbin: what the system has in use now, one "name value" a line, for
 * tests that look for leaks and for people who look for memory.
 *
 *	heap_used     bytes in live blocks, with their headers
 *	heap_peak     the most that heap_used has been
 *	heap_total    bytes the heap has taken from the system
 *	pages_free    frames of 4 KiB that nobody has
 *	pages_total   frames of 4 KiB
 *	mapped        bytes of the low half that are mapped: heap, stacks, mmap
 *	fds           open descriptors
 *	threads       threads, those of the kernel among them
 *	irq_spurious  interrupts that the 8259 took back before they were acknowledged
 *	entered       time stamp counter at the image's first instruction
 *
 * and with PROC_SCHED
 *
 *	uptime        ns since boot
 *	idle          ns of them that no thread wanted the CPU
 *	idle_percent  the same as a share
 *	halts         times that the CPU halted then
 *	switches      from one thread to another
 *	timer_irqs    interrupts of the timer
 */
#include <string.h>

#include <core/boot.h>
#include <core/file.h>
#include <core/heap.h>
#include <core/irq.h>
#include <core/pages.h>
#include <core/printf.h>
#include <core/synth.h>
#include <core/thread.h>
#include <core/vm.h>

#define TEXT_MAX 600 /* sixteen lines of 20-digit numbers */

static ssize_t proc_text(char *buf, size_t size)
{
	char text[TEXT_MAX];
	struct heap_stats heap;
	struct pages_stats pages;
	struct vm_stats vm;
	int len;

	heap_stats(&heap);
	pages_stats(&pages);
	vm_stats(&vm);
	len = ksnprintf(text, sizeof(text),
			"heap_used %zu\nheap_peak %zu\nheap_total %zu\n"
			"pages_free %zu\npages_total %zu\nmapped %zu\nfds %d\nthreads "
			"%u\nirq_spurious %lu\n"
			"entered %lu\n",
			heap.used, heap.peak, heap.total, pages.free, pages.total, vm.mapped,
			fd_count(), thread_list(NULL, 0), irq_spurious(), boot_entered);
	if (IS_ENABLED(CONFIG_PROC_SCHED))
		len += proc_sched_text(text + len, sizeof(text) - (size_t)len);
	memcpy(buf, text, MIN((size_t)len, size));
	return len;
}

void proc_init(void)
{
	static struct synth_file file = { .path = "/proc/bobbin", .generate = proc_text };

	synth_register(&file);
	if (IS_ENABLED(CONFIG_PROC_SCHED))
		proc_sched_init();
}
