/* SPDX-License-Identifier: MIT */
/* host_vm_lazy.c - promises, touches, large pages and moves. Random: host_vm_touch.c. */
#include <errno.h>
#include <string.h>

#include <arch/paging.h>
#include <core/thread.h>
#include <core/vm.h>
#include <test/host.h>
#include <test/test.h>

#define RW (VM_R | VM_W)

static const uintptr_t base = VM_START + 0x10000000;

static size_t free_frames(void)
{
	struct pages_stats s;

	pages_stats(&s);
	return s.free;
}

static void start(void)
{
	static const struct boot_range ram = { 1ull << 20, 32ull << 20 };

	host_boot_memory(&ram, 1);
}

static void *frame_at(uintptr_t addr)
{
	phys_t pa;
	unsigned prot;

	return paging_walk((virt_t){ addr }, &pa, &prot) ? NULL : phys_to_virt(pa);
}

/* As the CPU does: until the page is there, or cannot be. */
static int touch(uintptr_t addr, unsigned access)
{
	virt_t page = { ALIGN_DOWN(addr, PAGE_SIZE) };
	int err;

	do
		err = vm_fault((virt_t){ addr }, access);
	while (!err && paging_next(page, (virt_t){ page.addr + PAGE_SIZE }).addr != page.addr);
	return err;
}

/* Takes all frames that are not promised. Returns how many. */
static size_t take_frames(void)
{
	size_t count = 0;

	while (phys_valid(pages_alloc(1, PAGES_ANY)))
		count++;
	return count;
}

TEST(vm_lazy_memory_gets_its_frames_at_the_first_touch)
{
	phys_t pa;
	unsigned prot;

	start();
	size_t frames = free_frames();
	CHECK_EQ(vm_map_at(base, 4 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(pages_reserved(), 4);
	CHECK(!vm_readable(base, 1));
	CHECK_EQ(touch(base + PAGE_SIZE + 5, VM_R), 0);
	CHECK_EQ(touch(base + 3 * PAGE_SIZE, VM_W), 0);
	CHECK_EQ(free_frames(), frames - 2);
	CHECK_EQ(pages_reserved(), 2);
	CHECK_EQ(paging_walk((virt_t){ base + PAGE_SIZE }, &pa, &prot), 0);
	CHECK_EQ(prot, RW);
	CHECK_EQ(vm_unmap(base, 4 * PAGE_SIZE), 0);
	CHECK_EQ(pages_reserved(), 0);
	CHECK_EQ(free_frames(), frames);
}

TEST(vm_touches_that_are_not_permitted_stay_faults)
{
	start();
	CHECK_EQ(vm_map_at(base, PAGE_SIZE, VM_R | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(base + PAGE_SIZE, PAGE_SIZE, VM_LAZY, VM_ANON, "none"), 0);
	CHECK_EQ(vm_map_at(base + 9 * PAGE_SIZE, PAGE_SIZE, RW, VM_STACK, "s"), 0);
	CHECK_EQ(touch(base, VM_W), -EFAULT);
	CHECK_EQ(touch(base, VM_X), -EFAULT);
	CHECK_EQ(touch(base + PAGE_SIZE, VM_R), -EFAULT);
	CHECK_EQ(touch(base + 8 * PAGE_SIZE, VM_W), -EFAULT); /* a guard page */
	CHECK_EQ(touch(base - 1, VM_R), -EFAULT);
	CHECK_EQ(touch(0, VM_R), -EFAULT);
	CHECK_EQ(touch(UINTPTR_MAX, VM_R), -EFAULT);
	CHECK_EQ(host_mapped_pages(), 1);
	CHECK_EQ(touch(base, VM_R), 0);
	CHECK_EQ(touch(base, VM_R), -EFAULT); /* it is there: not what the fault was about */
}

TEST(vm_promised_frames_are_nobody_elses)
{
	start();
	CHECK_EQ(vm_map_at(base, 100 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), 0);
	take_frames();
	CHECK_EQ(free_frames(), 100);
	CHECK(!vm_map(PAGE_SIZE, RW, VM_ANON, "b"));
	CHECK(!vm_map(PAGE_SIZE, RW | VM_LAZY, VM_ANON, "b"));
	for (unsigned i = 0; i < 100; i++)
		CHECK_EQ(touch(base + i * PAGE_SIZE, VM_W), 0);
	CHECK_EQ(free_frames(), 0);
	CHECK_EQ(pages_reserved(), 0);
}

TEST(vm_lazy_memory_is_refused_when_it_is_mapped_and_not_when_it_is_touched)
{
	start();
	take_frames();
	for (unsigned n = 0; n < 20; n++) {
		CHECK_EQ(vm_map_at(base, 20 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), -ENOMEM);
		CHECK_EQ(pages_reserved(), 0);
		CHECK_EQ(free_frames(), n);
		pages_free((phys_t){ (2 << 20) + n * PAGE_SIZE }, 1);
	}
	CHECK_EQ(vm_map_at(base, 20 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), 0);
	for (unsigned i = 20; i-- > 0;)
		CHECK_EQ(touch(base + i * PAGE_SIZE, VM_R), 0);
}

TEST(vm_reserved_addresses_cost_nothing_until_they_are_opened)
{
	const size_t gib = 1ul << 30;

	start();
	CHECK_EQ(vm_map_at(base, gib, VM_LAZY, VM_ANON, "none"), 0);
	CHECK_EQ(pages_reserved(), 0);
	CHECK_EQ(vm_protect(base, gib, RW), -ENOMEM);
	CHECK_EQ(pages_reserved(), 0);
	CHECK_EQ(touch(base, VM_R), -EFAULT);
	CHECK_EQ(vm_protect(base + gib / 2, 3 * PAGE_SIZE, RW), 0);
	CHECK_EQ(pages_reserved(), 3);
	CHECK_EQ(touch(base + gib / 2 + PAGE_SIZE, VM_W), 0);
	CHECK_EQ(vm_protect(base + gib / 2, 3 * PAGE_SIZE, 0), 0);
	CHECK_EQ(pages_reserved(), 2); /* a promise is kept: opening it again cannot fail */
	CHECK_EQ(vm_unmap(base, gib), 0);
	CHECK_EQ(pages_reserved(), 0);
}

TEST(vm_noreserve_promises_nothing_and_says_when_there_is_no_frame)
{
	start();
	CHECK_EQ(vm_map_at(base, 1ul << 30, RW | VM_NORESERVE, VM_ANON, "sparse"), 0);
	CHECK_EQ(pages_reserved(), 0);
	CHECK_EQ(touch(base + (1ul << 29), VM_W), 0);
	CHECK_EQ(vm_protect(base, 1ul << 30, VM_R), 0);
	CHECK_EQ(pages_reserved(), 0);
	take_frames();
	CHECK_EQ(touch(base, VM_R), -ENOMEM);
	CHECK_EQ(vm_unmap(base, 1ul << 30), 0);
	CHECK_EQ(free_frames(), 1);
}

static void touch_with_preemption_off(void *arg)
{
	(void)arg;
	start();
	vm_map_at(base, PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a");
	preempt_disable();
	touch(base, VM_W);
}

TEST(vm_touches_in_the_middle_of_a_change_are_a_panic)
{
	CHECK(host_panics(touch_with_preemption_off, NULL, "touched with preemption off"));
}

TEST(vm_a_large_page_comes_by_touches_that_zero_a_part_each)
{
	const uintptr_t large = ALIGN_UP(base, LARGE_PAGE), end = large + LARGE_PAGE;
	unsigned touches = 0;

	start();
	size_t frames = free_frames();
	memset(phys_to_virt((phys_t){ 2 << 20 }), 0xee, 16 << 20);
	CHECK_EQ(vm_map_at(large, LARGE_PAGE, RW | VM_LAZY, VM_ANON, "a"), 0);
	for (; paging_next((virt_t){ large }, (virt_t){ end }).addr == end; touches++)
		NEED(vm_fault((virt_t){ large + touches }, VM_W) == 0);
	CHECK_EQ(touches, LARGE_PAGE / (64 << 10) + 1);
	CHECK_EQ(paging_size((virt_t){ large }), LARGE_PAGE);
	for (uintptr_t va = large; va < end; va += 1024)
		NEED(*(uint64_t *)frame_at(va) == 0);
	CHECK_EQ(vm_unmap(large, LARGE_PAGE), 0);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(pages_reserved(), 0);
}

TEST(vm_a_large_page_that_does_not_come_costs_nothing)
{
	const uintptr_t large = ALIGN_UP(base, LARGE_PAGE), other = large + 4 * LARGE_PAGE;

	start();
	size_t frames = free_frames();
	CHECK_EQ(vm_map_at(large, LARGE_PAGE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(other, LARGE_PAGE, RW | VM_LAZY, VM_ANON, "b"), 0);
	CHECK_EQ(vm_fault((virt_t){ large }, VM_W), 0);
	CHECK_EQ(free_frames(), frames - LARGE_PAGE / PAGE_SIZE);
	CHECK_EQ(touch(other, VM_W), 0); /* one at a time */
	CHECK_EQ(paging_size((virt_t){ other }), PAGE_SIZE);
	CHECK_EQ(vm_discard(large + PAGE_SIZE, PAGE_SIZE), 0);
	CHECK_EQ(free_frames(), frames - 1);
	CHECK_EQ(vm_unmap(large, LARGE_PAGE), 0);
	CHECK_EQ(vm_unmap(other, LARGE_PAGE), 0);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(vm_map_at(large, LARGE_PAGE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(vm_fault((virt_t){ large }, VM_W), 0);
	CHECK_EQ(vm_unmap(large + LARGE_PAGE - PAGE_SIZE, PAGE_SIZE), 0); /* it is no place now */
	CHECK_EQ(pages_reserved(), LARGE_PAGE / PAGE_SIZE - 1);
	CHECK_EQ(touch(large, VM_W), 0);
	CHECK_EQ(paging_size((virt_t){ large }), PAGE_SIZE);
	CHECK_EQ(vm_unmap(large, LARGE_PAGE), 0);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(pages_reserved(), 0);
}

TEST(vm_large_pages_come_where_they_fit)
{
	const uintptr_t large = ALIGN_UP(base, LARGE_PAGE);

	start();
	size_t frames = free_frames();
	CHECK_EQ(vm_map_at(large - PAGE_SIZE, 3 * LARGE_PAGE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(pages_reserved(), 3 * 512);
	CHECK_EQ(touch(large + 77 * PAGE_SIZE, VM_W), 0);
	CHECK_EQ(paging_size((virt_t){ large + 5 }), LARGE_PAGE);
	CHECK_EQ(free_frames(), frames - 512);
	CHECK_EQ(pages_reserved(), 2 * 512 + 1); /* and the table, should it be split */
	CHECK_EQ(touch(large - 1, VM_W), 0);
	CHECK_EQ(paging_size((virt_t){ large - 1 }), PAGE_SIZE);
	CHECK_EQ(touch(large + 2 * LARGE_PAGE, VM_W), 0); /* the range ends inside these */
	CHECK_EQ(paging_size((virt_t){ large + 2 * LARGE_PAGE }), PAGE_SIZE);
	CHECK_EQ(vm_unmap(large - PAGE_SIZE, 3 * LARGE_PAGE), 0);
	CHECK_EQ(pages_reserved(), 0);
	CHECK_EQ(free_frames(), frames);
}

TEST(vm_large_pages_split_without_a_free_frame)
{
	const uintptr_t large = ALIGN_UP(base, LARGE_PAGE);

	start();
	CHECK_EQ(vm_map_at(large, LARGE_PAGE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(paging_size((virt_t){ large }), LARGE_PAGE);
	CHECK_EQ(vm_protect(large + PAGE_SIZE, PAGE_SIZE, RW), 0); /* nodes come from a frame */
	CHECK_EQ(vm_map_at(large + LARGE_PAGE, LARGE_PAGE, RW, VM_ANON, "a"), 0);
	take_frames();
	CHECK_EQ(free_frames(), 1);
	CHECK_EQ(vm_protect(large + LARGE_PAGE + PAGE_SIZE, PAGE_SIZE, VM_R), 0);
	CHECK_EQ(free_frames(), 0);
	CHECK_EQ(paging_size((virt_t){ large + LARGE_PAGE }), PAGE_SIZE);
	CHECK_EQ(vm_unmap(large + LARGE_PAGE, 5 * PAGE_SIZE), 0);
	CHECK_EQ(free_frames(), 5);
}

TEST(vm_heap_memory_is_large_and_not_zeroed)
{
	phys_t pa;
	unsigned prot;

	start();
	memset(phys_to_virt((phys_t){ 16 << 20 }), 0xee, 16 << 20);
	CHECK_EQ(vm_map_at(VM_HEAP_BASE, 24 << 20, RW, VM_HEAP, "heap"), 0);
	CHECK_EQ(paging_size((virt_t){ VM_HEAP_BASE }), LARGE_PAGE);
	CHECK_EQ(paging_walk((virt_t){ VM_HEAP_BASE + (20 << 20) }, &pa, &prot), 0);
	CHECK_EQ(*(uint8_t *)phys_to_virt(pa), 0xee);
}

TEST(vm_device_memory_is_large_where_both_addresses_allow)
{
	phys_t pa;
	unsigned prot;

	start();
	uintptr_t p = (uintptr_t)vm_map_framebuffer((phys_t){ 0xfd003000 }, 8 << 20);
	NEED(p);
	CHECK_EQ(p % LARGE_PAGE, 0x3000);
	CHECK_EQ(paging_size((virt_t){ p + LARGE_PAGE }), LARGE_PAGE);
	CHECK_EQ(paging_size((virt_t){ p }), PAGE_SIZE);
	CHECK_EQ(paging_walk((virt_t){ p + (5 << 20) + 7 }, &pa, &prot), 0);
	CHECK_EQ(pa.addr, 0xfd003000 + (5 << 20) + 7);
	CHECK_EQ(prot, RW | VM_WRITE_COMBINE);
}

TEST(vm_moves_frames_and_promises)
{
	uintptr_t to = 0;
	phys_t before, after;
	unsigned prot;

	start();
	CHECK_EQ(vm_map_at(base, 6 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(touch(base + 2 * PAGE_SIZE, VM_W), 0);
	CHECK_EQ(paging_walk((virt_t){ base + 2 * PAGE_SIZE }, &before, &prot), 0);
	size_t frames = free_frames();
	CHECK_EQ(vm_move(base + PAGE_SIZE, 4 * PAGE_SIZE, 8 * PAGE_SIZE, &to), 0);
	CHECK_EQ(paging_walk((virt_t){ to + PAGE_SIZE }, &after, &prot), 0);
	CHECK_EQ(after.addr, before.addr);
	CHECK_EQ(free_frames(), frames);
	CHECK_EQ(pages_reserved(), 2 + 7);
	CHECK_EQ(touch(base + 2 * PAGE_SIZE, VM_R), -EFAULT);
	CHECK_EQ(touch(base + 5 * PAGE_SIZE, VM_R), 0);
	CHECK_EQ(touch(to + 7 * PAGE_SIZE, VM_W), 0);
}

TEST(vm_moves_need_frames_only_for_what_is_new)
{
	uintptr_t to = 0;

	start();
	CHECK_EQ(vm_map_at(base, 100 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), 0);
	for (unsigned i = 0; i < 50; i++)
		CHECK_EQ(touch(base + i * PAGE_SIZE, VM_W), 0);
	take_frames();
	CHECK_EQ(vm_move(base, 100 * PAGE_SIZE, 101 * PAGE_SIZE, &to), -ENOMEM);
	CHECK_EQ(pages_reserved(), 50);
	CHECK_EQ(vm_move(base, 100 * PAGE_SIZE, 100 * PAGE_SIZE, &to), 0);
	CHECK_EQ(pages_reserved(), 50);
	CHECK_EQ(host_mapped_pages(), 50);
}

TEST(vm_moves_refuse_what_is_not_one_mapping)
{
	uintptr_t to = base + 64 * PAGE_SIZE;

	start();
	CHECK_EQ(vm_map_at(base, 2 * PAGE_SIZE, RW, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(base + 2 * PAGE_SIZE, 2 * PAGE_SIZE, VM_R, VM_ANON, "a"), 0);
	CHECK_EQ(vm_map_at(base + 8 * PAGE_SIZE, PAGE_SIZE, RW, VM_STACK, "s"), 0);
	CHECK_EQ(vm_move(base, 4 * PAGE_SIZE, 4 * PAGE_SIZE, &to), -EFAULT);
	CHECK_EQ(vm_move(base + 8 * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, &to), -EFAULT);
	CHECK_EQ(vm_move(base + 20 * PAGE_SIZE, PAGE_SIZE, PAGE_SIZE, &to), -EFAULT);
	CHECK_EQ(vm_move(0, PAGE_SIZE, PAGE_SIZE, &to), -EFAULT);
	to = base + 7 * PAGE_SIZE; /* a guard page */
	CHECK_EQ(vm_move(base, PAGE_SIZE, PAGE_SIZE, &to), -EEXIST);
	CHECK_EQ(vm_resize(base, PAGE_SIZE, 2 * PAGE_SIZE), -EEXIST);
	CHECK_EQ(vm_resize(base, 2 * PAGE_SIZE, 3 * PAGE_SIZE), -EEXIST);
	CHECK_EQ(vm_resize(base, 4 * PAGE_SIZE, 5 * PAGE_SIZE), -EFAULT);
	CHECK_EQ(vm_resize(base + 2 * PAGE_SIZE, 2 * PAGE_SIZE, 5 * PAGE_SIZE), 0);
	CHECK_EQ(host_mapped_pages(), 2 + 5 + 1);
}

TEST(vm_discard_gives_frames_back_and_keeps_the_promise)
{
	const uintptr_t large = ALIGN_UP(base, LARGE_PAGE);

	start();
	CHECK_EQ(vm_map_at(large, 2 * LARGE_PAGE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(touch(large, VM_W), 0);
	CHECK_EQ(touch(large + LARGE_PAGE, VM_W), 0);
	size_t frames = free_frames();
	CHECK_EQ(vm_discard(large, LARGE_PAGE + PAGE_SIZE), 0);
	CHECK_EQ(free_frames(), frames + 512 + 1 - 1); /* the second became small pages */
	CHECK_EQ(pages_reserved(), 512 + 1);
	CHECK_EQ(vm_discard(large - PAGE_SIZE, 2 * PAGE_SIZE), -ENOMEM);
	CHECK_EQ(vm_discard(VM_END, PAGE_SIZE), -ENOMEM);
}

TEST(vm_populated_memory_stays)
{
	start();
	CHECK_EQ(vm_map_at(base, 8 * PAGE_SIZE, RW | VM_LAZY, VM_ANON, "a"), 0);
	CHECK_EQ(vm_populate(base + 2 * PAGE_SIZE, 3 * PAGE_SIZE), 0);
	CHECK_EQ(pages_reserved(), 5);
	CHECK_EQ(vm_discard(base, 8 * PAGE_SIZE), 0);
	CHECK_EQ(host_mapped_pages(), 3);
	CHECK_EQ(vm_populate_stack(base + PAGE_SIZE + 40), 0);
	CHECK_EQ(host_mapped_pages(), 5);
	CHECK_EQ(vm_populate(base + 7 * PAGE_SIZE, 2 * PAGE_SIZE), -ENOMEM);
	CHECK_EQ(vm_unmap(base, 8 * PAGE_SIZE), 0);
	CHECK_EQ(pages_reserved(), 0);
}
