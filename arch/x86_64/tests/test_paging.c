/* SPDX-License-Identifier: MIT */
/*
 * test_paging.c - what the CPU makes of the page tables: stale translations, global
 * pages, memory types; and the direct map over all RAM. Other files: test_large.c (2 MiB
 * pages), test_lazy.c (the first touch).
 *
 * Source: Intel SDM volume 3, 4.10 (TLB), 11.12 (PAT), 4.7 (page-fault error code).
 */
#include <stdint.h>
#include <string.h>

#include <core/thread.h>
#include <test/test.h>

#include "../msr.h"
#include "../tables.h"
#include "fault.h"

extern const char __image_start_phys[], __image_end_phys[], __text_start[];
extern const char __boot_start[], __boot_end[];

static const virt_t scratch = { 0x10000000 }; /* below core/vm's addresses: nobody else's */

static volatile uint64_t *at(virt_t va)
{
	return (volatile uint64_t *)va.addr;
}

static uint64_t entry_at(const void *p, int *level)
{
	const uint64_t *e = entry_walk((virt_t){ (uintptr_t)p }, level);

	return e ? *e : 0;
}

/* Two frames that contain 1 and 2; the first is mapped at scratch and has been read. */
static bool start(phys_t frames[2])
{
	for (unsigned i = 0; i < 2; i++) {
		frames[i] = pages_alloc(1, PAGES_ANY);
		if (!phys_valid(frames[i]))
			return false;
		*(volatile uint64_t *)phys_to_virt(frames[i]) = i + 1;
	}
	return paging_map(scratch, frames[0], VM_R | VM_W) == 0 && *at(scratch) == 1;
}

static void end(const phys_t frames[2])
{
	paging_unmap(scratch);
	pages_free(frames[0], 1);
	pages_free(frames[1], 1);
}

TEST(a_page_that_was_mapped_anew_shows_the_new_frame)
{
	phys_t frames[2];

	NEED(start(frames));
	CHECK_EQ(paging_unmap(scratch).addr, frames[0].addr);
	CHECK_EQ(paging_map(scratch, frames[1], VM_R | VM_W), 0);
	CHECK_EQ(*at(scratch), 2);
	end(frames);
}

/* The control: without the flush this CPU really shows the old frame. */
TEST(a_page_that_nobody_flushed_shows_the_old_frame)
{
	phys_t frames[2];
	int level;

	NEED(start(frames));
	preempt_disable();
	uint64_t *e = entry_find(scratch, &level);
	*e = (*e & ~PTE_ADDR) | frames[1].addr;
	uint64_t stale = *at(scratch);
	tlb_flush_page(scratch);
	uint64_t fresh = *at(scratch);
	preempt_enable();
	CHECK_EQ(stale, 1);
	CHECK_EQ(fresh, 2);
	end(frames);
}

TEST(a_page_that_was_written_cannot_be_once_it_is_read_only)
{
	phys_t frames[2];

	NEED(start(frames));
	*at(scratch) = 5;
	CHECK_EQ(paging_protect(scratch, VM_R), 0);
	CHECK_EQ(fault_of(write_word, (void *)scratch.addr), 0x3);
	CHECK_EQ(*at(scratch), 5);
	end(frames);
}

TEST(tables_that_were_given_back_are_not_walked)
{
	phys_t frames[2];
	virt_t edge = { ALIGN_DOWN(scratch.addr, LARGE_PAGE) };

	NEED(start(frames));
	paging_unmap(scratch);
	paging_prune(scratch, (virt_t){ scratch.addr + PAGE_SIZE }, edge,
		     (virt_t){ edge.addr + LARGE_PAGE });
	CHECK_EQ(fault_of(read_word, (void *)scratch.addr), 0x0);
	CHECK_EQ(paging_map(scratch, frames[1], VM_R | VM_W), 0);
	CHECK_EQ(*at(scratch), 2);
	end(frames);
}

/* --- bits of the entries --------------------------------------------------------------- */

TEST(kernel_mappings_are_global_and_the_programs_are_not)
{
	char *p = vm_map(PAGE_SIZE, VM_R | VM_W, VM_ANON, "test");
	uint64_t cr4;
	int level;

	NEED(p);
	__asm__ volatile("movq %%cr4, %0" : "=r"(cr4));
	CHECK(cr4 & 1 << 7);
	CHECK(entry_at(__text_start, &level) & PTE_GLOBAL);
	CHECK_EQ(level, 1);
	CHECK(entry_at(phys_to_virt((phys_t){ 64 << 20 }), &level) & PTE_GLOBAL);
	CHECK(level > 1);
	CHECK(!(entry_at(p, &level) & PTE_GLOBAL));
	CHECK_EQ(vm_unmap((uintptr_t)p, PAGE_SIZE), 0);
}

/* --- memory types -------------------------------------------------------------------- */

/* The type that the PAT gives an entry of level 1 or 2, as the SDM numbers them. */
static unsigned memory_type(const void *p)
{
	int level;
	uint64_t e = entry_at(p, &level);
	unsigned index = (e & PTE_PWT ? 1 : 0) + (e & PTE_PCD ? 2 : 0);

	return rdmsr(MSR_PAT) >> 8 * index & 7;
}

TEST(device_memory_is_not_cached_and_a_framebuffer_combines_writes)
{
	char *normal = vm_map(PAGE_SIZE, VM_R | VM_W, VM_ANON, "test");
	char *registers = vm_map_device((phys_t){ 0xfee00000 }, PAGE_SIZE);
	char *pixels = vm_map_framebuffer((phys_t){ 0xfd000000 }, 4 << 20);
	int level;

	NEED(normal && registers && pixels);
	CHECK_EQ(memory_type(normal), 6);    /* write-back */
	CHECK_EQ(memory_type(registers), 0); /* uncached */
	CHECK_EQ(memory_type(pixels), 1);    /* write-combining */
	entry_at(pixels, &level);
	CHECK_EQ(level, IS_ENABLED(CONFIG_VM_LARGE) ? 2 : 1);
	CHECK_EQ(vm_unmap((uintptr_t)normal, PAGE_SIZE), 0);
	CHECK_EQ(vm_unmap((uintptr_t)registers, PAGE_SIZE), 0);
	CHECK_EQ(vm_unmap((uintptr_t)pixels, 4 << 20), 0);
}

/* --- the direct map ------------------------------------------------------------------ */

/* Takes every frame that is to be had, links them through their first words, with their
 * own addresses in the second. Returns the first. */
static phys_t take_all_frames(size_t *count)
{
	phys_t last = PHYS_NONE;

	*count = 0;
	for (phys_t p; phys_valid(p = pages_alloc(1, PAGES_ANY)); last = p, ++*count) {
		uint64_t *words = phys_to_virt(p);
		words[0] = last.addr;
		words[1] = p.addr;
	}
	return last;
}

static bool in_image(phys_t p)
{
	uint64_t start = (uint64_t)__image_start_phys, stop = (uint64_t)__image_end_phys;

	if (p.addr >= (uint64_t)__boot_start && p.addr < (uint64_t)__boot_end)
		return false; /* the boot code's frames are free by now */
	return p.addr >= ALIGN_DOWN(start, PAGE_SIZE) && p.addr < stop;
}

TEST(every_frame_is_in_the_direct_map_once_and_none_is_the_images)
{
	size_t count, seen = 0, wrong = 0, images = 0, unlike = 0;
	phys_t walked, next;
	unsigned prot;

	preempt_disable();
	for (phys_t p = take_all_frames(&count); phys_valid(p); p = next, seen++) {
		uint64_t *words = phys_to_virt(p);

		next.addr = words[0];
		wrong += words[1] != p.addr; /* two frames behind one address would collide */
		images += in_image(p) || p.addr == 0;
		unlike += paging_walk((virt_t){ (uintptr_t)words }, &walked, &prot) != 0 ||
			  walked.addr != p.addr || virt_to_phys(words).addr != p.addr;
		pages_free(p, 1);
	}
	preempt_enable();
	CHECK(count > 1000);
	CHECK_EQ(seen, count);
	CHECK_EQ(wrong, 0);
	CHECK_EQ(images, 0);
	CHECK_EQ(unlike, 0);
}
