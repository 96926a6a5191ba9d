/* SPDX-License-Identifier: MIT */
/*
 * host_vm_touch.c - random operations on lazily and eagerly backed memory of small and
 * large pages, against one struct per page. Each page that was written has a number of its
 * own; each that was not must read as zero; and after each step the promised frames are
 * exactly those of the pages that are missing, and of the tables of large ones.
 */
#include <errno.h>
#include <string.h>

#include <arch/paging.h>
#include <core/vm.h>
#include <test/host.h>
#include <test/test.h>

#define PAGES  1536u /* three large pages */
#define ROUNDS 2500

static const uintptr_t base = VM_START + 0x40000000;

static struct page {
	bool mapped, lazy, committed, noreserve;
	unsigned prot;
	uint32_t value; /* what its first word must be */
} model[PAGES];

static const unsigned prots[] = { 0, VM_R, VM_R | VM_W, VM_R | VM_W };

static uintptr_t address(unsigned page)
{
	return base + page * PAGE_SIZE;
}

static size_t bytes(unsigned first, unsigned end)
{
	return (end - first) * PAGE_SIZE;
}

static void do_map(unsigned first, unsigned end)
{
	static const unsigned backings[] = { 0, VM_LAZY, VM_LAZY, VM_NORESERVE };
	unsigned backing = backings[test_below(4)], prot = prots[test_below(4)];

	if (test_below(2)) {
		CHECK_EQ(vm_replace(address(first), bytes(first, end), prot | backing, "m"), 0);
	} else {
		CHECK_EQ(vm_unmap(address(first), bytes(first, end)), 0);
		CHECK_EQ(vm_map_at(address(first), bytes(first, end), prot | backing, VM_ANON, "m"),
			 0);
	}
	for (unsigned i = first; i < end; i++)
		model[i] = (struct page){ .mapped = true,
					  .lazy = backing,
					  .committed = backing == VM_LAZY && prot,
					  .noreserve = backing == VM_NORESERVE,
					  .prot = prot };
}

static void do_unmap(unsigned first, unsigned end)
{
	CHECK_EQ(vm_unmap(address(first), bytes(first, end)), 0);
	memset(&model[first], 0, (end - first) * sizeof(model[0]));
}

static bool all_mapped(unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		if (!model[i].mapped)
			return false;
	}
	return true;
}

/* True when the pages are one range: mremap() wants that. */
static bool all_alike(unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		if (!model[i].mapped || model[i].prot != model[first].prot ||
		    model[i].lazy != model[first].lazy ||
		    model[i].noreserve != model[first].noreserve ||
		    model[i].committed != model[first].committed)
			return false;
	}
	return true;
}

static void do_protect(unsigned first, unsigned end)
{
	unsigned prot = prots[test_below(4)];
	int want = all_mapped(first, end) ? 0 : -ENOMEM;
	CHECK_EQ(vm_protect(address(first), bytes(first, end), prot), want);
	for (unsigned i = first; !want && i < end; i++) {
		model[i].prot = prot;
		model[i].committed |= prot && model[i].lazy && !model[i].noreserve;
	}
}

static void do_discard(unsigned first, unsigned end)
{
	while (end > first && !all_mapped(first, end))
		end -= (end - first + 1) / 2;
	if (end == first)
		return;
	CHECK_EQ(vm_discard(address(first), bytes(first, end)), 0);
	for (unsigned i = first; i < end; i++)
		model[i].value = 0;
}

static void do_populate(unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		if (!model[i].mapped || !model[i].prot)
			return;
	}
	CHECK_EQ(vm_populate(address(first), bytes(first, end)), 0);
	for (unsigned i = first; i < end; i++)
		model[i].lazy = model[i].committed = model[i].noreserve = false;
}

static void do_move(unsigned first, unsigned end)
{
	unsigned count = end - first, to = test_below(PAGES - count);
	uintptr_t target = address(to);
	struct page moved[PAGES];

	if (test_below(2))
		to = to / 512 * 512 + first % 512; /* the same remainder by 2 MiB */
	target = address(to);
	if (to + count > PAGES || !all_alike(first, end) || (to < end && first < to + count))
		return;
	memcpy(moved, &model[first], count * sizeof(moved[0]));
	do_unmap(to, to + count);
	CHECK_EQ(vm_move(address(first), bytes(first, end), bytes(first, end), &target), 0);
	memset(&model[first], 0, count * sizeof(moved[0]));
	memcpy(&model[to], moved, count * sizeof(moved[0]));
}

static uint32_t *frame_of(unsigned i)
{
	phys_t pa;
	unsigned prot;

	return paging_walk((virt_t){ address(i) }, &pa, &prot) ? NULL : phys_to_virt(pa);
}

/* As the CPU would: a missing page faults. */
static void do_write(unsigned i, uint32_t value)
{
	if (!(model[i].prot & VM_W))
		return;
	while (!frame_of(i)) {
		if (!CHECK_EQ(vm_fault((virt_t){ address(i) }, VM_W), 0))
			return;
	}
	*frame_of(i) = value;
	model[i].value = value;
}

static bool page_agrees(unsigned i)
{
	const uint32_t *frame = frame_of(i);
	phys_t pa;
	unsigned prot;

	if (!frame)
		return model[i].value == 0 && (!model[i].mapped || model[i].lazy);
	paging_walk((virt_t){ address(i) }, &pa, &prot);
	return model[i].mapped && *frame == model[i].value && prot == model[i].prot;
}

static bool agrees(void)
{
	size_t promised = 0;

	for (unsigned i = 0; i < PAGES; i++) {
		if (!CHECK(page_agrees(i)))
			return false;
		promised += model[i].committed && !frame_of(i);
		promised += i % 512 == 0 && paging_size((virt_t){ address(i) }) > PAGE_SIZE;
	}
	return CHECK_EQ(pages_reserved(), promised);
}

static void step(uint32_t value)
{
	unsigned first = test_below(PAGES), count = 1 + test_below(test_below(2) ? 20 : 1100);

	if (test_below(3) == 0)
		first = first / 512 * 512;
	unsigned end = MIN(first + count, PAGES);

	switch (test_below(14)) {
	case 0:
	case 1:
		do_map(first, end);
		break;
	case 2:
		do_unmap(first, end);
		break;
	case 3:
		do_protect(first, end);
		break;
	case 4:
	case 5:
		do_discard(first, end);
		break;
	case 6:
		do_move(first, end);
		break;
	case 7:
		if (count < 20)
			do_populate(first, end);
		break;
	default:
		do_write(first, value);
	}
}

TEST(vm_backs_memory_as_a_page_map_says_on_random_operations)
{
	static const struct boot_range ram = { 1ull << 20, 64ull << 20 };
	struct pages_stats before, after;

	host_boot_memory(&ram, 1);
	pages_stats(&before);
	for (uint32_t round = 1; round <= ROUNDS; round++) {
		step(round);
		if (!agrees())
			return;
	}
	do_unmap(0, PAGES);
	CHECK_EQ(pages_reserved(), 0);
	CHECK_EQ(host_mapped_pages(), 0);
	pages_stats(&after);
	size_t lost = before.free - after.free - host_split_tables();
	CHECK(host_split_tables() > 10); /* large pages took part */
	CHECK(lost <= 2);                /* nodes of the books */
}
