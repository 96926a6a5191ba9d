/* SPDX-License-Identifier: MIT */
/*
 * host_vm_model.c - random operations on ranges against models that are too simple to
 * be wrong: one struct per page, and a sorted array for the search of gaps.
 */
#include <errno.h>
#include <string.h>

#include <arch/paging.h>
#include <core/vm.h>
#include <test/host.h>
#include <test/test.h>

#define PAGES  96u
#define ROUNDS 6000

static const uintptr_t base = VM_START + 0x40000000;
static const unsigned prots[] = { 0, VM_R, VM_R | VM_W, VM_R | VM_X };
static const char *const names[] = { "a", "b" };

static struct page {
	bool mapped, guard; /* guard: it belongs to the stack that starts above it */
	unsigned prot, kind, name;
} model[PAGES + 1];

static void start(void)
{
	static const struct boot_range ram = { 1ull << 20, 64ull << 20 };

	host_boot_memory(&ram, 1);
}

static uintptr_t address(unsigned page)
{
	return base + page * PAGE_SIZE;
}

static bool is_free(unsigned first, unsigned end)
{
	for (unsigned i = first; i < end; i++) {
		if (model[i].mapped || model[i].guard)
			return false;
	}
	return true;
}

static void do_map(unsigned first, unsigned end)
{
	struct page p = { .mapped = true, .prot = prots[test_below(4)], .name = test_below(2) };
	bool stack = first > 0 && test_below(4) == 0;

	p.kind = stack ? VM_STACK : VM_ANON;
	int want = is_free(first - stack, end) ? 0 : -EEXIST;
	CHECK_EQ(
		vm_map_at(address(first), (end - first) * PAGE_SIZE, p.prot, p.kind, names[p.name]),
		want);
	for (unsigned i = first; !want && i < end; i++)
		model[i] = p;
	if (!want && stack)
		model[first - 1].guard = true;
}

static void do_unmap(unsigned first, unsigned end)
{
	CHECK_EQ(vm_unmap(address(first), (end - first) * PAGE_SIZE - test_below(PAGE_SIZE)), 0);
	for (unsigned i = first; i < end; i++) {
		if (model[i].mapped && i > 0)
			model[i - 1].guard = false;
		model[i].mapped = false;
	}
}

static void do_protect(unsigned first, unsigned end)
{
	unsigned prot = prots[test_below(4)];
	int want = 0;

	for (unsigned i = first; i < end; i++) {
		if (!model[i].mapped)
			want = -ENOMEM;
	}
	CHECK_EQ(vm_protect(address(first), (end - first) * PAGE_SIZE, prot), want);
	for (unsigned i = first; !want && i < end; i++)
		model[i].prot = prot;
}

/* True when page i starts a range of its own. */
static bool starts_range(unsigned i)
{
	const struct page *p = &model[i], *below = &model[i ? i - 1 : 0];

	if (!p->mapped || i == 0)
		return p->mapped;
	return !below->mapped || below->prot != p->prot || below->kind != p->kind ||
	       below->name != p->name;
}

static bool page_agrees(unsigned i)
{
	char text[96];
	phys_t pa;
	unsigned prot;
	bool mapped = paging_walk((virt_t){ address(i) }, &pa, &prot) == 0;

	vm_describe(address(i), text, sizeof(text));
	if (mapped != model[i].mapped || (mapped && prot != model[i].prot))
		return false;
	if (mapped)
		return strstr(text, model[i].name ? "'b'" : "'a'");
	return strcmp(text, model[i].guard ? (strstr(text, "'a'") ? "guard page of stack 'a'"
								  : "guard page of stack 'b'")
					   : "") == 0;
}

static bool agrees(void)
{
	struct vm_stats s;
	size_t mapped = 0, ranges = 0;

	for (unsigned i = 0; i < PAGES; i++) {
		if (!CHECK(page_agrees(i)))
			return false;
		mapped += model[i].mapped;
		ranges += starts_range(i);
	}
	vm_stats(&s);
	return CHECK_EQ(s.mapped, mapped * PAGE_SIZE) && CHECK_EQ(s.ranges, ranges) &&
	       CHECK_EQ(host_mapped_pages(), mapped);
}

TEST(vm_agrees_with_a_page_map_on_random_operations)
{
	start();
	for (int round = 0; round < ROUNDS; round++) {
		unsigned first = test_below(PAGES), len = 1 + test_below(12);
		unsigned end = MIN(first + len, PAGES), op = test_below(10);

		if (op < 5)
			do_map(first, end);
		else if (op < 7)
			do_unmap(first, end);
		else
			do_protect(first, end);
		if (!agrees())
			return;
	}
	CHECK_EQ(vm_unmap(base, PAGES * PAGE_SIZE), 0);
	CHECK_EQ(host_mapped_pages(), 0);
}

/* --- the search for gaps ------------------------------------------------------------------ */

#define STACKS 400u

static struct stack {
	uintptr_t low, end; /* with the guard page */
} stacks[STACKS];
static unsigned stack_count;

/* Where a gap of size starts that lies lowest: by looking at each, in order. */
static uintptr_t lowest_gap(uintptr_t size, unsigned *index)
{
	uintptr_t at = VM_START;

	for (*index = 0; *index < stack_count; ++*index) {
		if (stacks[*index].low - at >= size)
			return at;
		at = stacks[*index].end;
	}
	return at;
}

static void add_stack(void)
{
	size_t size = (1 + test_below(6)) * PAGE_SIZE;
	unsigned at;
	uintptr_t want = lowest_gap(size + PAGE_SIZE, &at);

	if (!CHECK_EQ(vm_map(size, VM_R | VM_W, VM_STACK, "s"), want + PAGE_SIZE))
		return;
	memmove(&stacks[at + 1], &stacks[at], (stack_count - at) * sizeof(stacks[0]));
	stacks[at] = (struct stack){ want, want + PAGE_SIZE + size };
	stack_count++;
}

static void drop_stack(void)
{
	unsigned at = test_below(stack_count);
	struct stack s = stacks[at];

	CHECK_EQ(vm_unmap(s.low + PAGE_SIZE, s.end - s.low - PAGE_SIZE), 0);
	memmove(&stacks[at], &stacks[at + 1], (--stack_count - at) * sizeof(stacks[0]));
}

TEST(vm_map_finds_the_lowest_gap_among_hundreds)
{
	struct vm_stats s;

	start();
	for (int round = 0; round < 8000; round++) {
		unsigned goal = round / 1000 % 2 ? 30 : STACKS - 1;

		if (stack_count == 0 || (stack_count < STACKS - 1 && test_below(STACKS) < goal))
			add_stack();
		else
			drop_stack();
		vm_stats(&s);
		if (!CHECK_EQ(s.ranges, stack_count))
			return;
	}
	while (stack_count)
		drop_stack();
	CHECK_EQ(host_mapped_pages(), 0);
}
